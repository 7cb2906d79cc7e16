"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments.views import (
    accommodations,
    appeals,
    attempts,
    booklets,
    campaigns,
    multirater,
    rating,
    rooms,
    seats,
    seen,
    sittings,
)

app_name = "assessments"

urlpatterns = [
    path("", attempts.mine, name="mine"),
    path("penempatan/", attempts.placement, name="placement"),
    path("<uuid:uuid>/mulai/", attempts.start, name="start"),
    path("percobaan/<uuid:uuid>/", attempts.attempt, name="attempt"),
    path("percobaan/<uuid:uuid>/simpan/", attempts.save, name="save"),
    path("percobaan/<uuid:uuid>/tinggal/", seen.left, name="left"),
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

urlpatterns += [
    path("kampanye/", campaigns.index, name="campaigns"),
    path("kampanye/baru/", campaigns.new, name="campaign_new"),
    path("kampanye/<uuid:uuid>/", campaigns.campaign, name="campaign"),
    path("kampanye/<uuid:uuid>/mulai/", campaigns.begin, name="campaign_begin"),
    path("kampanye/<uuid:uuid>/batalkan/", campaigns.cancel, name="campaign_cancel"),
    path("kampanye/<uuid:uuid>/kursi/", campaigns.seats, name="campaign_seats"),
    path("kampanye/<uuid:uuid>/belum/", campaigns.not_done, name="campaign_not_done"),
    path("sesi/sdm/", sittings.index, name="sittings_hr"),
    path("sesi/sdm/baru/", sittings.new, name="sitting_new"),
    path("sesi/sdm/<uuid:uuid>/", sittings.sitting, name="sitting_hr"),
    path("sesi/sdm/<uuid:uuid>/ubah/", sittings.change, name="sitting_change"),
    path("sesi/sdm/<uuid:uuid>/peserta/", sittings.people, name="sitting_people"),
    path("sesi/sdm/<uuid:uuid>/peserta/<uuid:seat>/lepas/", sittings.unseat, name="sitting_unseat"),
    path("sesi/sdm/<uuid:uuid>/peserta/<uuid:seat>/putuskan/", sittings.decide, name="sitting_decide"),
    path("sesi/sdm/<uuid:uuid>/pengawas/", sittings.proctors, name="sitting_proctors"),
    path("sesi/sdm/<uuid:uuid>/umumkan/", sittings.announce, name="sitting_announce"),
    path("sesi/sdm/<uuid:uuid>/batalkan/", sittings.cancel, name="sitting_cancel"),
    path("sesi/<uuid:uuid>/", seats.seat, name="seat"),
    path("ruang/", rooms.index, name="rooms"),
    path("ruang/<uuid:uuid>/", rooms.room, name="room"),
    path("ruang/<uuid:uuid>/buka/", rooms.open_room, name="room_open"),
    path("ruang/<uuid:uuid>/kejadian/", rooms.incident, name="room_incident"),
    path("ruang/<uuid:uuid>/waktu/", rooms.time, name="room_time"),
    path("ruang/<uuid:uuid>/berita-acara/", rooms.sign, name="room_sign"),
    path("ruang/<uuid:uuid>/kursi/<uuid:seat>/", rooms.seat, name="room_seat"),
    path("ruang/<uuid:uuid>/kertas/", booklets.prints, name="booklets_print"),
    path("kertas/", booklets.waiting, name="booklets"),
    path("kertas/<uuid:uuid>/", booklets.enter, name="booklet"),
]
