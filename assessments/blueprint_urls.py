"""Addresses at which tests are written, inside the Wagtail admin."""

from django.urls import path

from assessments import blueprint_views, form_views

app_name = "written_tests"

urlpatterns = [
    path("", blueprint_views.index, name="index"),
    path("baru/", blueprint_views.add, name="add"),
    path("telaah/", blueprint_views.reviews, name="reviews"),
    path("<uuid:uuid>/", blueprint_views.test, name="test"),
    path("<uuid:uuid>/ubah/", blueprint_views.edit, name="edit"),
    path("<uuid:uuid>/bentuk/", form_views.forms, name="forms"),
    path("<uuid:uuid>/bentuk/usulkan/", form_views.propose, name="propose"),
    path("<uuid:uuid>/bentuk/susun/", form_views.arrange, name="arrange"),
    path("<uuid:uuid>/ajukan/", blueprint_views.submit, name="submit"),
    path("<uuid:uuid>/setujui/", blueprint_views.approve, name="approve"),
    path("<uuid:uuid>/kembalikan/", blueprint_views.send_back, name="send_back"),
    path("<uuid:uuid>/buang/", blueprint_views.discard, name="discard"),
    path("<uuid:uuid>/tarik/", blueprint_views.withdraw, name="withdraw"),
    path("<uuid:uuid>/tawarkan/", blueprint_views.offer, name="offer"),
]
