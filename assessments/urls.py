"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments import views

app_name = "assessments"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("penempatan/", views.placement, name="placement"),
    path("<uuid:uuid>/mulai/", views.start, name="start"),
    path("percobaan/<uuid:uuid>/", views.attempt, name="attempt"),
    path("percobaan/<uuid:uuid>/simpan/", views.save, name="save"),
    path("percobaan/<uuid:uuid>/kumpulkan/", views.submit, name="submit"),
    path("percobaan/<uuid:uuid>/hasil/", views.result, name="result"),
]
