"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments.views import accommodations, appeals, attempts, multirater, rating

app_name = "assessments"

urlpatterns = [
    path("", attempts.mine, name="mine"),
    path("penempatan/", attempts.placement, name="placement"),
    path("<uuid:uuid>/mulai/", attempts.start, name="start"),
    path("percobaan/<uuid:uuid>/", attempts.attempt, name="attempt"),
    path("percobaan/<uuid:uuid>/simpan/", attempts.save, name="save"),
    path("percobaan/<uuid:uuid>/jeda/", accommodations.take_break, name="break"),
    path("percobaan/<uuid:uuid>/kumpulkan/", attempts.submit, name="submit"),
    path("percobaan/<uuid:uuid>/hasil/", attempts.result, name="result"),
    path("percobaan/<uuid:uuid>/berkas/<uuid:file>/", rating.own_file, name="own_file"),
    path("percobaan/<uuid:uuid>/keberatan/", appeals.appeal, name="appeal"),
    path("penyesuaian/", accommodations.mine, name="accommodation"),
    path("penyesuaian/<uuid:uuid>/batal/", accommodations.withdraw, name="accommodation_withdraw"),
    path("penyesuaian/sdm/", accommodations.hr_index, name="accommodations_hr"),
    path("penyesuaian/sdm/<uuid:uuid>/", accommodations.hr_decide, name="accommodation_decide"),
    path("menilai/", rating.desk, name="rater_desk"),
    path("menilai/ambil/", rating.take, name="take_answer"),
    path("menilai/amati/<uuid:uuid>/", rating.watch, name="watch_task"),
    path("menilai/<uuid:uuid>/", rating.rate, name="rate"),
    path("menilai/<uuid:uuid>/kembalikan/", rating.give_back, name="return_answer"),
    path("menilai/<uuid:uuid>/berkas/", rating.rated_file, name="rated_file"),
]

urlpatterns += [
    path("360/", multirater.index, name="multirater"),
    path("360/mulai/", multirater.start, name="multirater_start"),
    path("360/penilaian/<uuid:uuid>/", multirater.rate, name="multirater_rate"),
    path("360/penilaian/<uuid:uuid>/kirim/", multirater.hand_in, name="multirater_hand_in"),
    path("360/penilaian/<uuid:uuid>/tolak/", multirater.decline, name="multirater_decline"),
    path("360/putaran/<uuid:uuid>/", multirater.round_of, name="multirater_round"),
    path("360/putaran/<uuid:uuid>/usul/", multirater.name_colleague, name="multirater_name"),
    path("360/putaran/<uuid:uuid>/batalkan/", multirater.cancel, name="multirater_cancel"),
    path("360/usul/<uuid:uuid>/", multirater.decide, name="multirater_decide"),
    path("360/sdm/", multirater.hr_index, name="multirater_hr"),
    path("360/sdm/mulai/", multirater.hr_start, name="multirater_hr_start"),
    path("360/sdm/<uuid:uuid>/", multirater.hr_round, name="multirater_hr_round"),
    path("360/sdm/<uuid:uuid>/batalkan/", multirater.hr_cancel, name="multirater_hr_cancel"),
]
