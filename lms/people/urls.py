"""Addresses of the door."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from lms.people import views

app_name = "people"

urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="sign_in"),
    path("keluar/", LogoutView.as_view(), name="sign_out"),
    path("akun/", views.account, name="account"),
    path("akun/kata-sandi/", views.ChangePassword.as_view(), name="change_password"),
]
