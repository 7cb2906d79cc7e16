"""Addresses of certificates: the holder's own, and the public's."""

from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("sertifikat/", views.mine, name="mine"),
    path("sertifikat/daftar/", views.mine_list, name="mine_list"),
    path("sertifikat/<str:code>.pdf", views.download, name="download"),
    path("verifikasi/", views.verify, name="verify"),
    path("verifikasi/<str:code>/", views.verify_code, name="verify_code"),
]
