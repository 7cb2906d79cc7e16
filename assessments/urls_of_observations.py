"""Addresses at which reviewers look at attempts, inside the Wagtail admin."""

from django.urls import path

from assessments.views import observations

app_name = "observations"

urlpatterns = [
    path("", observations.index, name="index"),
    path("<uuid:uuid>/", observations.observation, name="observation"),
    path("<uuid:uuid>/nama/", observations.name, name="name"),
]
