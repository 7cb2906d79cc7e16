"""Addresses of privacy."""

from django.urls import path

from lms.privacy import views

app_name = "privacy"

urlpatterns = [path("", views.notice, name="notice")]
