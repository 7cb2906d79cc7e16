"""Addresses at which standards of posts are kept."""

from django.urls import path

from lms.competencies.views import standards

app_name = "standards"

urlpatterns = [
    path("", standards.index, name="index"),
    path("baru/", standards.add, name="add"),
    path("<uuid:number>/", standards.standard, name="standard"),
    path("<uuid:number>/ubah/", standards.edit, name="edit"),
    path("<uuid:number>/ajukan/", standards.submit, name="submit"),
    path("<uuid:number>/terbitkan/", standards.publish, name="publish"),
    path("<uuid:number>/kembalikan/", standards.send_back, name="send_back"),
    path("<uuid:number>/buang/", standards.discard, name="discard"),
]
