"""Addresses of the catalogue and of what people do in courses; the pages themselves stand in Wagtail's tree."""

from django.urls import path

from courses import views

app_name = "courses"

urlpatterns = [
    path("kursus/", views.catalogue, name="catalogue"),
    path("kursus/<uuid:course>/ikut/", views.enrol, name="enrol"),
    path("kursus/<uuid:course>/berhenti/", views.withdraw, name="withdraw"),
    path("kursus/<uuid:course>/tes/", views.start_test, name="start_test"),
    path("kursus/pelajaran/<uuid:lesson>/selesai/", views.complete_lesson, name="complete_lesson"),
    path("kursus/pelajaran/<uuid:lesson>/cek/<uuid:item>/", views.answer_check, name="answer_check"),
]
