"""Addresses of hours, obligations, learning outside, paths and plans."""

from django.urls import path

from lms.development.views import appeals, hours, obligations, outside, path_writing, paths, plans, reviewing

app_name = "development"

urlpatterns = [
    path("jp/<int:year>.pdf", hours.statement, name="statement"),
    path("pelatihan/", outside.trainings, name="trainings"),
    path("pelatihan/baru/", outside.write_training, name="training_new"),
    path("pelatihan/<uuid:number>/", outside.training, name="training"),
    path("pelatihan/<uuid:number>/ubah/", outside.write_training, name="training_change"),
    path("pelatihan/<uuid:number>/kirim/", outside.hand_in, name="hand_in"),
    path("pelatihan/<uuid:number>/hapus/", outside.throw_away, name="throw_away"),
    path("pelatihan/<uuid:number>/berkas/", outside.own_proof, name="proof"),
    path("tinjauan/", reviewing.queue, name="reviews"),
    path("tinjauan/<uuid:number>/", reviewing.review, name="review"),
    path("tinjauan/<uuid:number>/ambil/", reviewing.claim, name="review_claim"),
    path("tinjauan/<uuid:number>/lepas/", reviewing.give_back, name="review_give_back"),
    path("tinjauan/<uuid:number>/berkas/", reviewing.proof, name="review_proof"),
    path("rencana/", plans.plans, name="plans"),
    path("rencana/mulai/", plans.start, name="plan_start"),
    path("rencana/<uuid:number>/", plans.plan, name="plan"),
    path("rencana/<uuid:number>/tujuan/", plans.add_goal, name="goal"),
    path("rencana/<uuid:number>/tujuan/<int:goal>/hapus/", plans.remove_goal, name="goal_remove"),
    path("rencana/<uuid:number>/kirim/", plans.send, name="plan_send"),
    path("rencana/<uuid:number>/tarik/", plans.take_back, name="plan_take_back"),
    path("rencana/<uuid:number>/selesai/", plans.finish, name="plan_finish"),
    path("rencana/<uuid:number>/jawab/", plans.answer, name="plan_answer"),
    path("rencana/<uuid:number>/atasan/", plans.superior, name="plan_superior"),
    path("jalur/", paths.paths, name="paths"),
    path("jalur/<uuid:number>/", paths.one_path, name="path"),
    path("jalur/tulis/", path_writing.desk, name="path_desk"),
    path("jalur/tulis/baru/", path_writing.write, name="path_new"),
    path("jalur/tulis/<uuid:number>/", path_writing.edit, name="path_edit"),
    path("jalur/tulis/<uuid:number>/kata/", path_writing.write, name="path_words"),
    path("jalur/tulis/<uuid:number>/langkah/", path_writing.add_step, name="path_step_add"),
    path("jalur/tulis/<uuid:number>/langkah/<int:step>/", path_writing.change_step, name="path_step"),
    path("jalur/tulis/<uuid:number>/terbit/", path_writing.publish, name="path_publish"),
    path("jalur/tulis/<uuid:number>/tutup/", path_writing.close, name="path_close"),
    path("jalur/tulis/<uuid:number>/salin/", path_writing.copy, name="path_copy"),
    path("jalur/tulis/<uuid:number>/hapus/", path_writing.throw_away, name="path_throw_away"),
    path("sanggahan/", appeals.appeals, name="level_appeals"),
    path("sanggahan/<uuid:number>/", appeals.appeal, name="level_appeal"),
    path("kewajiban/", obligations.obligations, name="obligations"),
    path("penugasan/", obligations.assignments, name="assignments"),
    path("penugasan/selesaikan/", obligations.settle, name="settle"),
    path("penugasan/<uuid:number>/", obligations.assignment, name="assignment"),
    path("penugasan/<uuid:number>/tarik/", obligations.withdraw, name="withdraw"),
    path("kewajiban/<uuid:number>/bebaskan/", obligations.excuse, name="excuse"),
    path("kewajiban/<uuid:number>/tenggat/", obligations.move_due, name="move_due"),
]
