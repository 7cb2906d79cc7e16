"""Addresses of the pages that name several rooms at once."""

from django.urls import path

from lms.home import views

app_name = "home"

urlpatterns = [
    path("", views.front, name="front"),
    path("beranda/", views.dashboard, name="dashboard"),
    path("kompetensi/", views.competencies, name="competencies"),
    path("kompetensi/jabatan-lain/", views.other_post, name="other_post"),
    path("kompetensi/<str:code>/sanggah/", views.appeal, name="appeal"),
    path("kompetensi/<str:code>/", views.competency, name="competency"),
    path("pengembangan/", views.development_page, name="development"),
    path("tim/", views.team, name="team"),
    path("tim/kotak/", views.inbox, name="inbox"),
    path("tim/kotak/setujui/", views.inbox_approve, name="inbox_approve"),
    path("tim/<uuid:person>/", views.team_member, name="team_member"),
    path("bantuan/", views.help_page, name="help"),
]
