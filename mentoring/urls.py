"""Addresses of mentoring: programmes, pairs and sessions, and the coordinator's pages."""

from django.urls import path

from mentoring.views import coordination, participants

app_name = "mentoring"

urlpatterns = [
    path("", participants.index, name="index"),
    path("program/<uuid:uuid>/", participants.programme, name="programme"),
    path("program/<uuid:uuid>/daftar/", participants.apply, name="apply"),
    path("program/<uuid:uuid>/tarik/", participants.withdraw, name="withdraw"),
    path("pasangan/<uuid:uuid>/", participants.pair, name="pair"),
    path("pasangan/<uuid:uuid>/terima/", participants.accept, name="accept"),
    path("pasangan/<uuid:uuid>/tolak/", participants.decline, name="decline"),
    path("pasangan/<uuid:uuid>/akhiri/", participants.end, name="end"),
    path("pasangan/<uuid:uuid>/sesi/", participants.record_session, name="record_session"),
    path("sesi/<uuid:uuid>/setujui/", participants.confirm_session, name="confirm_session"),
    path("sesi/<uuid:uuid>/keberatan/", participants.dispute_session, name="dispute_session"),
    path("kelola/", coordination.programmes, name="programmes"),
    path("kelola/baru/", coordination.create_programme, name="create_programme"),
    path("kelola/<uuid:uuid>/", coordination.coordinate, name="coordinate"),
    path("kelola/<uuid:uuid>/buka/", coordination.open_programme, name="open_programme"),
    path("kelola/<uuid:uuid>/pasangkan/", coordination.run_match, name="run_match"),
    path("kelola/<uuid:uuid>/kemajuan/", coordination.run_progress, name="run_progress"),
    path("kelola/<uuid:uuid>/terbitkan/", coordination.publish, name="publish"),
]
