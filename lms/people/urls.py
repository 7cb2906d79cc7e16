"""Addresses of the door."""

from django.urls import path

from lms.people.views import account, codes, delegation, door, roles

app_name = "people"

urlpatterns = [
    path("masuk/", door.SignIn.as_view(), name="sign_in"),
    path("masuk/tautkan/", door.link_account, name="link_account"),
    path("keluar/", door.SignOut.as_view(), name="sign_out"),
    path("aktivasi/", door.activate, name="activate"),
    path("aktivasi/kata-sandi/", door.choose_password, name="choose_password"),
    path("lupa-kata-sandi/", door.forgot_password, name="forgot_password"),
    path("lupa-kata-sandi/<uidb64>/<token>/", door.ResetPassword.as_view(), name="reset_password"),
    path("akun/", account.account, name="account"),
    path("akun/kata-sandi/", account.ChangePassword.as_view(), name="change_password"),
    path("akun/email/", account.change_email, name="change_email"),
    path("akun/email/konfirmasi/", door.confirm_email_now, name="confirm_email_now"),
    path("akun/email/konfirmasi/<str:token>/", door.confirm_email, name="confirm_email"),
    path("akun/keamanan/tautan/lepas/", account.unlink, name="unlink"),
    path("akun/sesi/lain/akhiri/", account.end_other_sessions, name="end_other_sessions"),
    path("akun/sesi/<int:session>/akhiri/", account.end_session, name="end_session"),
    path("sdm/kode/", codes.batches, name="codes"),
    path("sdm/kode/unit/<uuid:unit>/", codes.make_batch, name="make_codes"),
    path("sdm/kode/<uuid:number>/", codes.batch, name="code_batch"),
    path("sdm/kode/<uuid:number>/daftar/", codes.sheet, {"form": "daftar"}, name="codes_list"),
    path("sdm/kode/<uuid:number>/surat/", codes.sheet, {"form": "surat"}, name="codes_letters"),
    path("sdm/pegawai/<uuid:person>/kode/", codes.code_for, name="code_for"),
    path("sdm/pegawai/<uuid:person>/sesi/akhiri/", codes.end_sessions_of, name="end_sessions_of"),
    path("peran/", roles.roles, name="roles"),
    path("peran/beri/", roles.find_person, name="roles_find"),
    path("peran/beri/<uuid:person>/", roles.give_role, name="role_give"),
    path("peran/tinjauan/", roles.review, name="roles_review"),
    path("peran/<uuid:grant>/", roles.role, name="role"),
    path("peran/<uuid:grant>/akhiri/", roles.end_role, name="role_end"),
    path("peran/<uuid:grant>/perlu/", roles.confirm_role, name="role_confirm"),
    path("tim/pengganti/", delegation.acting, name="acting"),
    path("tim/pengganti/<int:posting>/akhiri/", delegation.end_acting, name="acting_end"),
    path("sdm/pengganti/", delegation.acting_hr, name="acting_hr"),
]
