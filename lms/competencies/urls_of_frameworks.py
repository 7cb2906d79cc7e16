"""Addresses at which frameworks are kept."""

from django.urls import path

from lms.competencies.views import frameworks

app_name = "frameworks"

urlpatterns = [
    path("", frameworks.index, name="index"),
    path("baru/", frameworks.add, name="add"),
    path("impor/", frameworks.take_in, name="import"),
    path("impor/terapkan/", frameworks.take_in_now, name="import_now"),
    path("<uuid:number>/", frameworks.framework, name="framework"),
    path("<uuid:number>/area/", frameworks.area, name="add_area"),
    path("<uuid:number>/area/<uuid:item>/", frameworks.area, name="area"),
    path("<uuid:number>/kompetensi/", frameworks.competency, name="add_competency"),
    path("<uuid:number>/kompetensi/<uuid:item>/", frameworks.competency, name="competency"),
    path("<uuid:number>/kompetensi/<uuid:item>/keluarkan/", frameworks.remove, name="remove"),
    path("<uuid:number>/versi/", frameworks.new_version, name="new_version"),
    path("<uuid:number>/ajukan/", frameworks.submit, name="submit"),
    path("<uuid:number>/terbitkan/", frameworks.publish, name="publish"),
    path("<uuid:number>/kembalikan/", frameworks.send_back, name="send_back"),
    path("<uuid:number>/buang/", frameworks.discard, name="discard"),
    path("<uuid:number>/banding/<uuid:other>/", frameworks.compare, name="compare"),
    path("<uuid:number>/unduh/case/", frameworks.export, {"form": "case"}, name="export_case"),
    path("<uuid:number>/unduh/tabel/", frameworks.export, {"form": "tabel"}, name="export_table"),
]
