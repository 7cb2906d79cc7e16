"""How allauth behaves in this house: no sign-up, no e-mail as proof of identity, sealed secrets, own addresses."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from lms.people.seals import seal_for

WAITING_LINK = "people_waiting_link"
SHARED_DEVICE = "people_shared_device"
SHARED_IDLE_SECONDS = 30 * 60
SECOND_STEP = "second step"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from HR; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account here."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address as the guard against guessing sees it."""
        return str(get_client_ip_address(request) or "::")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; on a shared device the session ends with the browser or after half an hour of silence."""
        shared = request.session.get(SHARED_DEVICE, False)
        super().login(request, user)
        if shared:
            request.session[SHARED_DEVICE] = True
            request.session.set_expiry(0)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the password of who is signed in; allauth slows guessing down for each account."""
        return bool(user.check_password(password))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: what changes at the door is told by our own notices."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on its own: our pages say what happened."""


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of the second step lie sealed in the database."""

    def get_totp_label(self, user: Any) -> str:
        """Return what the app on the phone shows: the address or the name, never the NIP."""
        return user.email or user.full_name

    def get_totp_issuer(self) -> str:
        """Return the name of the platform."""
        return str(settings.WAGTAIL_SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as SVG."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal_for(SECOND_STEP).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return seal_for(SECOND_STEP).decrypt(encrypted_text.encode()).decode()


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """An agency's single sign-on opens a linked account and never makes or finds one by e-mail."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account here."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Send who is not linked yet to the page where they prove who they are."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        request.session[WAITING_LINK] = sociallogin.serialize()
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("people:link_account")))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say in one sentence that it did not work, with the other ways in beside it."""
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("people:sign_in") + "?sso=gagal"))
