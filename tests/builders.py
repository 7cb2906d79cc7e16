"""Builds people, units and frameworks for tests, with names one can talk about."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from django.conf import settings
from django.test import Client

from lms.competencies.importing import import_framework
from lms.competencies.models import Competency, Framework
from lms.people import services
from lms.people.models import Position, PositionKind, Posting, PostingKind, Role, Unit, User
from lms.people.parts import Part
from lms.privacy.services.notices import acknowledge

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SINCE = date(2024, 1, 1)
PASSWORD = "kalimat rahasia yang panjang"
BACKEND = "lms.people.backends.NipOrEmailBackend"

_numbers = count(1)


def agency(name: str = "Kabupaten Contoh") -> Unit:
    """Make an agency."""
    root: Unit = Unit.add_root(name=name, short_name=name, level=0)
    return root


def unit(name: str, above: Unit) -> Unit:
    """Make a unit below another."""
    made: Unit = Unit.objects.get(pk=above.pk).add_child(name=name, short_name=name, level=above.level + 1)
    return made


def person(name: str, *, email: str | None = None, nip: str | None = None, activated: bool = True) -> User:
    """Make a person who can sign in, or one who waits for the activation code."""
    address = email or f"{name.split()[0].lower()}{next(_numbers)}@contoh.example"
    made = User.objects.create_user(address, PASSWORD if activated else None, full_name=name)
    if nip:
        services.give_number(person=made, text=nip, since=SINCE)
    if activated:
        acknowledge(by=made, at=NOW)
    return made


def sign_in(client: Client, who: User, *, password: str = PASSWORD, confirmed: bool = False) -> None:
    """Sign in through the form; `confirmed` types the password once more, as before an export."""
    answer = client.post("/masuk/", {"username": who.email or str(who.pk), "password": password})
    assert answer.status_code == 302, "the door did not open"
    if confirmed:
        assert client.post("/akun/konfirmasi/", {"password": password, "next": "/akun/"}).status_code == 302


def signed_in(who: User) -> Client:
    """Return a browser in which the person has just typed the password."""
    client = Client()
    client.force_login(who, backend=BACKEND)
    session = client.session
    session["account_authentication_methods_user"] = str(who.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


def post(
    who: User, where: Unit, *, kind: str = PositionKind.PELAKSANA, leads: bool = False, title: str = ""
) -> Posting:
    """Post a person to a unit."""
    position, _created = Position.objects.get_or_create(title=title or f"Jabatan {kind}", kind=kind)
    return services.post(person=who, position=position, unit=where, since=SINCE, is_head=leads)


def acting(who: User, where: Unit, *, title: str = "Plt. Kepala") -> Posting:
    """Let a person act as head of a unit."""
    position, _created = Position.objects.get_or_create(title=title, kind=PositionKind.PENGAWAS)
    return services.post(person=who, position=position, unit=where, since=SINCE, kind=PostingKind.PLT, is_head=True)


def grant(who: User, role: Role, where: Unit) -> None:
    """Grant a role over a unit and all below."""
    services.grant_role(person=who, role=role, unit=where, since=SINCE, by=None)


def grant_part(who: User, role: Role, part: Part) -> None:
    """Grant a role over one class or programme."""
    services.grant_role(person=who, role=role, unit=None, part=part, since=SINCE, by=None)


def framework() -> Framework:
    """Import the framework that the project ships."""
    folder = Path(settings.BASE_DIR) / "lms" / "competencies" / "catalogue" / "kerangka-digital-asn"
    return import_framework(folder).framework


def competency(code: str) -> Competency:
    """Return a competency of the published framework."""
    return Competency.objects.get(code=code, framework__status="published")
