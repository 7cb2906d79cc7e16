"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments import multirater_views, views

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

urlpatterns += [
    path("360/", multirater_views.index, name="multirater"),
    path("360/mulai/", multirater_views.start, name="multirater_start"),
    path("360/penilaian/<uuid:uuid>/", multirater_views.rate, name="multirater_rate"),
    path("360/penilaian/<uuid:uuid>/kirim/", multirater_views.hand_in, name="multirater_hand_in"),
    path("360/penilaian/<uuid:uuid>/tolak/", multirater_views.decline, name="multirater_decline"),
    path("360/putaran/<uuid:uuid>/", multirater_views.round_of, name="multirater_round"),
    path("360/putaran/<uuid:uuid>/usul/", multirater_views.name_colleague, name="multirater_name"),
    path("360/putaran/<uuid:uuid>/batalkan/", multirater_views.cancel, name="multirater_cancel"),
    path("360/usul/<uuid:uuid>/", multirater_views.decide, name="multirater_decide"),
    path("360/sdm/", multirater_views.hr_index, name="multirater_hr"),
    path("360/sdm/mulai/", multirater_views.hr_start, name="multirater_hr_start"),
    path("360/sdm/<uuid:uuid>/", multirater_views.hr_round, name="multirater_hr_round"),
    path("360/sdm/<uuid:uuid>/batalkan/", multirater_views.hr_cancel, name="multirater_hr_cancel"),
]
