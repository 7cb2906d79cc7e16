"""Addresses of notices."""

from django.urls import path

from lms.notices import views

app_name = "notices"

urlpatterns = [
    path("pemberitahuan/", views.inbox, name="inbox"),
    path("pemberitahuan/dibaca/", views.mark_read, name="mark_read"),
]
