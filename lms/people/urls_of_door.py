"""Addresses under the names by which allauth calls its pages: second step, passkeys, sessions, single sign-on."""

from allauth.account import views as account_views
from allauth.mfa.base import views as step_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as key_views
from django.urls import path

from lms.people import sign_on
from lms.people.views import account, door

urlpatterns = [
    path("masuk/", door.SignIn.as_view(), name="account_login"),
    path("keluar/", door.SignOut.as_view(), name="account_logout"),
    path("masuk/ditutup/", account_views.account_inactive, name="account_inactive"),
    path("masuk/langkah-kedua/", step_views.authenticate, name="mfa_authenticate"),
    path("masuk/<slug:provider_id>/mulai/", sign_on.begin, name="openid_connect_login"),
    path("masuk/<slug:provider_id>/kembali/", sign_on.come_back, name="openid_connect_callback"),
    path("akun/konfirmasi/", account_views.reauthenticate, name="account_reauthenticate"),
    path("akun/konfirmasi/langkah-kedua/", step_views.reauthenticate, name="mfa_reauthenticate"),
    path("akun/konfirmasi/kunci/", key_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("akun/keamanan/", account.security, name="mfa_index"),
    path("akun/keamanan/", account.security, name="socialaccount_connections"),
    path("akun/keamanan/aplikasi/", app_views.activate_totp, name="mfa_activate_totp"),
    path("akun/keamanan/aplikasi/lepas/", app_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/keamanan/cadangan/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/keamanan/cadangan/baru/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/keamanan/cadangan/unduh/", recovery_views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("akun/keamanan/kunci/", key_views.list_webauthn, name="mfa_list_webauthn"),
    path("akun/keamanan/kunci/baru/", key_views.add_webauthn, name="mfa_add_webauthn"),
    path("akun/keamanan/kunci/<int:pk>/lepas/", key_views.remove_webauthn, name="mfa_remove_webauthn"),
    path("akun/keamanan/kunci/<int:pk>/nama/", key_views.edit_webauthn, name="mfa_edit_webauthn"),
    path("akun/sesi/", account.sessions, name="usersessions_list"),
]
