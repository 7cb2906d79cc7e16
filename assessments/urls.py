"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments.views import attempts, rating

app_name = "assessments"

urlpatterns = [
    path("", attempts.mine, name="mine"),
    path("penempatan/", attempts.placement, name="placement"),
    path("<uuid:uuid>/mulai/", attempts.start, name="start"),
    path("percobaan/<uuid:uuid>/", attempts.attempt, name="attempt"),
    path("percobaan/<uuid:uuid>/simpan/", attempts.save, name="save"),
    path("percobaan/<uuid:uuid>/kumpulkan/", attempts.submit, name="submit"),
    path("percobaan/<uuid:uuid>/hasil/", attempts.result, name="result"),
    path("percobaan/<uuid:uuid>/berkas/<uuid:file>/", rating.own_file, name="own_file"),
    path("menilai/", rating.desk, name="rater_desk"),
    path("menilai/ambil/", rating.take, name="take_answer"),
    path("menilai/<uuid:uuid>/", rating.rate, name="rate"),
    path("menilai/<uuid:uuid>/kembalikan/", rating.give_back, name="return_answer"),
    path("menilai/<uuid:uuid>/berkas/", rating.rated_file, name="rated_file"),
]
