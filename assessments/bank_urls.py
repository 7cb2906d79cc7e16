"""Addresses of the item bank inside the Wagtail admin."""

from django.urls import include, path

from assessments import appeal_views, bank_views, calibration_views, exchange_views

app_name = "item_bank"

urlpatterns = [
    path("", bank_views.index, name="index"),
    path("baru/", bank_views.add, name="add"),
    path("impor/", exchange_views.import_file, name="import"),
    path("impor/templat/", exchange_views.template, name="import_template"),
    path("impor/<uuid:number>/", exchange_views.preview, name="import_preview"),
    path("impor/<uuid:number>/batal/", exchange_views.discard, name="discard_import"),
    path("ekspor/", exchange_views.export, name="export"),
    path("ekspor/unduh/", exchange_views.export_file, name="export_file"),
    path("telaah/", bank_views.reviews, name="reviews"),
    path("keberatan/", appeal_views.index, name="appeals"),
    path("keberatan/<uuid:uuid>/", appeal_views.appeal, name="appeal"),
    path("penilaian/", bank_views.ratings, name="ratings"),
    path("kalibrasi/", calibration_views.index, name="calibrations"),
    path("kalibrasi/<uuid:uuid>/", calibration_views.calibration, name="calibration"),
    path("kalibrasi/<uuid:uuid>/setujui/", calibration_views.approve, name="approve_calibration"),
    path("kalibrasi/<uuid:uuid>/tolak/", calibration_views.reject, name="reject_calibration"),
    path("kasus/", include("assessments.urls_of_cases")),
    path("<uuid:uuid>/", bank_views.item, name="item"),
    path("<uuid:uuid>/ubah/", bank_views.edit, name="edit"),
    path("<uuid:uuid>/ajukan/", bank_views.submit, name="submit"),
    path("<uuid:uuid>/setujui/", bank_views.approve, name="approve"),
    path("<uuid:uuid>/kembalikan/", bank_views.send_back, name="send_back"),
    path("<uuid:uuid>/tangguhkan/", bank_views.suspend, name="suspend"),
    path("<uuid:uuid>/uji-coba/", bank_views.try_out, name="try_out"),
    path("<uuid:uuid>/pakai/", bank_views.adopt, name="adopt"),
    path("<uuid:uuid>/pulihkan/", bank_views.resume, name="resume"),
]
