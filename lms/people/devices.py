"""Browsers in which a person has signed in before, told apart by a cookie that says nothing."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.people.models import KnownDevice, User
from lms.people.signals import signed_in_elsewhere

COOKIE_DAYS = 400
NEW_TOKEN = "_device_token"  # noqa: S105 (the name of an attribute)
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def described(user_agent: str) -> str:
    """Return a browser and a system as people call them: "Chrome, Android"."""
    found = [next((name for sign, name in names if sign in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in found if word) or "–"


def note_device(request: HttpRequest, person: User, *, at: datetime) -> None:
    """Remember the device of a sign-in; where another one was known before, announce the new one."""
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    marked = hashlib.sha256(token.encode()).hexdigest()
    if token and KnownDevice.objects.filter(person=person, token_hash=marked).update(last_seen_at=at):
        return
    token = token or secrets.token_urlsafe(32)
    seen_before = KnownDevice.objects.filter(person=person).exists()
    description = described(request.headers.get("User-Agent", ""))
    KnownDevice.objects.create(
        person=person,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        description=description,
        first_seen_at=at,
        last_seen_at=at,
    )
    setattr(request, NEW_TOKEN, token)
    if seen_before:
        signed_in_elsewhere.send(sender=User, person=person, description=description, at=at)


def keep_token(request: HttpRequest, response: HttpResponse) -> None:
    """Give a new device its cookie."""
    token = getattr(request, NEW_TOKEN, None)
    if token:
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=COOKIE_DAYS * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
