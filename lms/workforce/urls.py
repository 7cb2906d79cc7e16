"""Addresses of HR's pages."""

from django.urls import path
from django.views.generic.base import RedirectView

from lms.workforce.views import assigning, expiring, gap_map, hours, imports, lists, matrix, people, ready, support

app_name = "workforce"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workforce:gap_map"), name="index"),
    path("kesenjangan/", gap_map.gap_map, name="gap_map"),
    path("kesenjangan.csv", gap_map.gap_map_csv, name="gap_map_csv"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/", gap_map.unit_competency, name="unit_competency"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/tugaskan/", assigning.assign, name="assign"),
    path("daftar/", lists.lists, name="lists"),
    path("jp/", hours.hours, name="hours"),
    path("jp.csv", hours.hours_csv, name="hours_csv"),
    path("kecocokan.csv", lists.match_csv, name="match_csv"),
    path("kedaluwarsa/", expiring.expiring, name="expiring"),
    path("kedaluwarsa/unduh/", expiring.take_out, name="expiring_take_out"),
    path("kedaluwarsa/unduhan/<uuid:number>/", expiring.taken_out, name="expiring_taken_out"),
    path("kedaluwarsa/unduhan/<uuid:number>.csv", expiring.expiring_csv, name="expiring_csv"),
    path("mentor/", lists.mentors, name="mentors"),
    path("mentor.csv", lists.mentors_csv, name="mentors_csv"),
    path("siap/", ready.ask, name="ready_ask"),
    path("siap/<uuid:number>/", ready.ready, name="ready"),
    path("siap/<uuid:number>.csv", ready.ready_csv, name="ready_csv"),
    path("tren.csv", lists.trend_csv, name="trend_csv"),
    path("dukungan/", support.ask, name="support_ask"),
    path("dukungan/<uuid:number>/", support.support, name="support"),
    path("dukungan/<uuid:number>.csv", support.support_csv, name="support_csv"),
    path("pegawai/", people.people_page, name="people"),
    path("pegawai/matriks/", matrix.matrix, name="matrix"),
    path("pegawai/unduh/", people.take_out, name="take_out"),
    path("pegawai/unduhan/<uuid:number>/", people.taken_out, name="taken_out"),
    path("pegawai/unduhan/<uuid:number>.csv", people.people_csv, name="people_csv"),
    path("pegawai/<uuid:person>/", people.person, name="person"),
    path("pegawai/<uuid:person>/bukti/<str:code>/", people.evidence, name="evidence"),
    path("impor/", imports.index, name="imports"),
    path("impor/templat/<slug:kind>.csv", imports.template, name="import_template"),
    path("impor/<uuid:number>/", imports.one, name="import"),
    path("impor/<uuid:number>/terapkan/", imports.apply, name="import_apply"),
    path("impor/<uuid:number>/buang/", imports.discard, name="import_discard"),
]
