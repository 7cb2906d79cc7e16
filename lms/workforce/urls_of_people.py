"""Addresses of what a person sees of the lists on which they stand."""

from django.urls import path

from lms.workforce.views import own

app_name = "own_lists"

urlpatterns = [
    path("", own.own_lists, name="all"),
    path("<uuid:number>/", own.own_list, name="one"),
]
