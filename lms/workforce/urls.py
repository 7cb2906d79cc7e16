"""Addresses of HR's pages."""

from django.urls import path
from django.views.generic.base import RedirectView

from lms.workforce.views import assigning, gap_map, imports, people, results, support

app_name = "workforce"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workforce:gap_map"), name="index"),
    path("kesenjangan/", gap_map.gap_map, name="gap_map"),
    path("kesenjangan.csv", gap_map.gap_map_csv, name="gap_map_csv"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/", gap_map.unit_competency, name="unit_competency"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/tugaskan/", assigning.assign, name="assign"),
    path("dukungan/", support.ask, name="support_ask"),
    path("dukungan/<uuid:number>/", support.support, name="support"),
    path("dukungan/<uuid:number>.csv", support.support_csv, name="support_csv"),
    path("pegawai/", people.people_page, name="people"),
    path("pegawai/unduh/", people.take_out, name="take_out"),
    path("pegawai/unduhan/<uuid:number>/", people.taken_out, name="taken_out"),
    path("pegawai/unduhan/<uuid:number>.csv", people.people_csv, name="people_csv"),
    path("hasil-asesmen/", results.take_out, name="results_take_out"),
    path("hasil-asesmen/<uuid:number>/", results.taken_out, name="results_taken_out"),
    path("hasil-asesmen/<uuid:number>.csv", results.results_csv, name="results_csv"),
    path("pegawai/<uuid:person>/", people.person, name="person"),
    path("pegawai/<uuid:person>/bukti/<str:code>/", people.evidence, name="evidence"),
    path("impor/", imports.index, name="imports"),
    path("impor/templat/<slug:kind>.csv", imports.template, name="import_template"),
    path("impor/<uuid:number>/", imports.one, name="import"),
    path("impor/<uuid:number>/terapkan/", imports.apply, name="import_apply"),
    path("impor/<uuid:number>/buang/", imports.discard, name="import_discard"),
]
