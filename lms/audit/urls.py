"""Addresses of the auditor's walk."""

from django.urls import path

from lms.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.index, name="index"),
    path("sertifikat/<uuid:certificate>/", views.certificate, name="certificate"),
    path("peran/", views.roles, name="roles"),
]
