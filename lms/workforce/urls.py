"""Addresses of HR's pages."""

from django.urls import path
from django.views.generic.base import RedirectView

from lms.workforce import views

app_name = "workforce"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workforce:gap_map"), name="index"),
    path("kesenjangan/", views.gap_map, name="gap_map"),
    path("kesenjangan.csv", views.gap_map_csv, name="gap_map_csv"),
    path("unit/<uuid:unit>/kompetensi/<str:code>/", views.unit_competency, name="unit_competency"),
    path("pegawai/", views.people_page, name="people"),
    path("pegawai/unduh/", views.take_out, name="take_out"),
    path("pegawai/unduhan/<uuid:number>/", views.taken_out, name="taken_out"),
    path("pegawai/unduhan/<uuid:number>.csv", views.people_csv, name="people_csv"),
    path("pegawai/<uuid:person>/", views.person, name="person"),
    path("pegawai/<uuid:person>/bukti/<str:code>/", views.evidence, name="evidence"),
]
