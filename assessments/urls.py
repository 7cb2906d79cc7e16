"""Addresses of tests, attempts and results."""

from django.urls import path

from assessments.views import (
    accommodations,
    appeals,
    attempts,
    multirater,
    portfolio_judging,
    portfolio_officers,
    portfolios,
    rating,
)

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
    path("portofolio/", portfolios.index, name="portfolios"),
    path("portofolio/mulai/", portfolios.start, name="portfolio_start"),
    path("portofolio/<uuid:uuid>/", portfolios.portfolio, name="portfolio"),
    path("portofolio/<uuid:uuid>/bukti/", portfolios.piece, name="portfolio_piece_add"),
    path("portofolio/<uuid:uuid>/bukti/<uuid:piece>/", portfolios.piece, name="portfolio_piece"),
    path("portofolio/<uuid:uuid>/bukti/<uuid:piece>/hapus/", portfolios.remove_piece, name="portfolio_piece_remove"),
    path("portofolio/<uuid:uuid>/bukti/<uuid:piece>/berkas/", portfolios.piece_file, name="portfolio_piece_file"),
    path("portofolio/<uuid:uuid>/bukti/<uuid:piece>/berkas/hapus/", portfolios.drop_file, name="portfolio_drop_file"),
    path("portofolio/<uuid:uuid>/kirim/", portfolios.hand_in, name="portfolio_hand_in"),
    path("portofolio/<uuid:uuid>/tarik/", portfolios.take_back, name="portfolio_take_back"),
    path("portofolio/<uuid:uuid>/hapus/", portfolios.delete, name="portfolio_delete"),
    path("portofolio/<uuid:uuid>/keberatan/", portfolios.appeal, name="portfolio_appeal"),
    path("portofolio/menilai/", portfolio_judging.desk, name="portfolio_desk"),
    path("portofolio/menilai/ambil/", portfolio_judging.take, name="portfolio_take"),
    path("portofolio/menilai/<uuid:uuid>/", portfolio_judging.judge, name="portfolio_judge"),
    path("portofolio/menilai/<uuid:uuid>/nyatakan/", portfolio_judging.declare, name="portfolio_declare"),
    path("portofolio/menilai/<uuid:uuid>/undur/", portfolio_judging.recuse, name="portfolio_recuse"),
    path(
        "portofolio/menilai/<uuid:uuid>/bukti/<uuid:piece>/berkas/",
        portfolio_judging.piece_file,
        name="portfolio_judged_file",
    ),
    path("portofolio/menilai/<uuid:uuid>/sanding/", portfolio_judging.compare, name="portfolio_compare"),
    path("portofolio/menilai/<uuid:uuid>/catatan/", portfolio_judging.add_note, name="portfolio_note"),
    path("portofolio/menilai/<uuid:uuid>/ubah/", portfolio_judging.revise, name="portfolio_revise"),
    path("portofolio/menilai/<uuid:uuid>/tetap/", portfolio_judging.stand, name="portfolio_stand"),
    path("portofolio/menilai/<uuid:uuid>/putuskan/", portfolio_judging.decide, name="portfolio_decide"),
    path("portofolio/petugas/", portfolio_officers.oversight, name="portfolio_oversight"),
    path("portofolio/petugas/<uuid:uuid>/putuskan/", portfolio_officers.chair, name="portfolio_chair"),
    path("portofolio/asesor/", portfolio_officers.assessors, name="portfolio_assessors"),
    path("portofolio/asesor/<uuid:uuid>/akhiri/", portfolio_officers.end_training, name="portfolio_training_end"),
]
