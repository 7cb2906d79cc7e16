"""Addresses of hours, obligations, learning outside and plans."""

from django.urls import path

from lms.development.views import hours, obligations

app_name = "development"

urlpatterns = [
    path("jp/<int:year>.pdf", hours.statement, name="statement"),
    path("kewajiban/", obligations.obligations, name="obligations"),
    path("penugasan/", obligations.assignments, name="assignments"),
    path("penugasan/selesaikan/", obligations.settle, name="settle"),
    path("penugasan/<uuid:number>/", obligations.assignment, name="assignment"),
    path("penugasan/<uuid:number>/tarik/", obligations.withdraw, name="withdraw"),
    path("kewajiban/<uuid:number>/bebaskan/", obligations.excuse, name="excuse"),
    path("kewajiban/<uuid:number>/tenggat/", obligations.move_due, name="move_due"),
]
