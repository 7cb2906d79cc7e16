"""Addresses of HR's pages."""

from django.urls import path
from django.views.generic.base import RedirectView

from lms.workforce.views import assigning, gap_map, imports, needs, people, plans, support

app_name = "workforce"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workforce:gap_map"), name="index"),
    path("kesenjangan/", gap_map.gap_map, name="gap_map"),
    path("kesenjangan.csv", gap_map.gap_map_csv, name="gap_map_csv"),
    path("kesenjangan.xlsx", gap_map.gap_map_xlsx, name="gap_map_xlsx"),
    path("kesenjangan.pdf", gap_map.gap_map_pdf, name="gap_map_pdf"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/", gap_map.unit_competency, name="unit_competency"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/tugaskan/", assigning.assign, name="assign"),
    path("dukungan/", support.ask, name="support_ask"),
    path("dukungan/<uuid:number>/", support.support, name="support"),
    path("dukungan/<uuid:number>.csv", support.support_csv, name="support_csv"),
    path("pegawai/", people.people_page, name="people"),
    path("pegawai/unduh/", people.take_out, name="take_out"),
    path("pegawai/unduhan/<uuid:number>/", people.taken_out, name="taken_out"),
    path("pegawai/unduhan/<uuid:number>.csv", people.people_csv, name="people_csv"),
    path("pegawai/<uuid:person>/", people.person, name="person"),
    path("pegawai/<uuid:person>/bukti/<str:code>/", people.evidence, name="evidence"),
    path("rencana/", plans.index, name="plans"),
    path("rencana/hcdp.csv", plans.five_years, {"ending": "csv"}, name="hcdp_csv"),
    path("rencana/hcdp.xlsx", plans.five_years, {"ending": "xlsx"}, name="hcdp_xlsx"),
    path("rencana/akpk/", needs.ask, name="needs_ask"),
    path("rencana/akpk/<uuid:number>/", needs.one, name="needs"),
    path("rencana/akpk/<uuid:number>/berkas/", needs.download, name="needs_file"),
    path("rencana/<uuid:number>/", plans.one, name="plan"),
    path("rencana/<uuid:number>.csv", plans.table, {"ending": "csv"}, name="plan_csv"),
    path("rencana/<uuid:number>.xlsx", plans.table, {"ending": "xlsx"}, name="plan_xlsx"),
    path("rencana/<uuid:number>/tetapkan/", plans.adopt, name="plan_adopt"),
    path("rencana/<uuid:number>/buang/", plans.discard, name="plan_discard"),
    path("impor/", imports.index, name="imports"),
    path("impor/templat/<slug:kind>.csv", imports.template, name="import_template"),
    path("impor/<uuid:number>/", imports.one, name="import"),
    path("impor/<uuid:number>/terapkan/", imports.apply, name="import_apply"),
    path("impor/<uuid:number>/buang/", imports.discard, name="import_discard"),
]
