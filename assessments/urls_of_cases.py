"""Addresses of the cases inside the item bank; `bank_urls` gives them their place and their namespace."""

from django.urls import path

from assessments.views import cases

urlpatterns = [
    path("", cases.index, name="cases"),
    path("baru/", cases.add, name="add_case"),
    path("<uuid:uuid>/", cases.case, name="case"),
    path("<uuid:uuid>/ubah/", cases.edit, name="edit_case"),
    path("<uuid:uuid>/ajukan/", cases.submit, name="submit_case"),
    path("<uuid:uuid>/setujui/", cases.approve, name="approve_case"),
    path("<uuid:uuid>/kembalikan/", cases.send_back, name="send_back_case"),
]
