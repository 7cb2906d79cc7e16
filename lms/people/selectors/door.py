"""What can be read about the door: batches of codes, the codes of a batch, one's own sessions and links."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils import timezone

from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.devices import described
from lms.people.models import AccessCode, CodeBatch, EmployeeNumber, Posting, PostingKind, Role, Session, Unit, User


class NoSuchBatch(NotFound):
    """There is no such batch in the officer's part of the organisation."""

    code = "no_such_batch"
    message = gettext_noop("There is no such batch of codes in your part of the organisation.")


@dataclass(frozen=True)
class SessionRow:
    """One sign-in that still holds."""

    id: int
    description: str
    address: str
    since: datetime
    current: bool


@dataclass(frozen=True)
class PrintedCode:
    """One line of a printed list: whom it is for, where the person works, and the row whose code it is."""

    row: AccessCode
    unit: str
    number: str


def require_hr(viewer: access.Viewer, *, on: date) -> tuple[str, ...]:
    """Return the paths over which `viewer` is HR. One query.

    Raises:
        OutsideScope: over none.
    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    if not paths:
        raise access.OutsideScope
    return paths


def units_for_codes(viewer: access.Viewer, *, on: date, name: str = "") -> QuerySet[Unit]:
    """Return the units for whose people `viewer` may make codes, in tree order. Two queries with the list."""
    units = Unit.objects.filter(access.below(require_hr(viewer, on=on)))
    return (units.filter(name__icontains=name) if name else units).order_by("path")


def batches(*, viewer: access.Viewer, on: date) -> QuerySet[CodeBatch]:
    """Return the batches of the viewer's part of the organisation, the newest first. Two queries with the list."""
    mine = CodeBatch.objects.filter(access.below(require_hr(viewer, on=on), "unit__path"))
    return mine.select_related("unit", "requested_by").order_by("-requested_at", "-pk")


def batch(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> CodeBatch:
    """Return a batch, fetched together with the right to see it. Two queries.

    Raises:
        NoSuchBatch: it lies elsewhere, or does not exist.
    """
    found = batches(viewer=viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchBatch
    return found


def open_codes(found: CodeBatch, *, viewer: access.Viewer, at: datetime) -> QuerySet[AccessCode]:
    """Return the codes of a batch that still open something, for people whom the viewer still serves, by unit."""
    day = timezone.localdate(at)
    posted = Posting.objects.on(day).filter(
        access.below(require_hr(viewer, on=day), "unit__path"), kind=PostingKind.PRIMARY
    )
    return (
        AccessCode.objects.filter(
            batch=found, used_at=None, void_at=None, expires_at__gt=at, person_id__in=posted.values("person_id")
        )
        .select_related("person")
        .order_by("person__full_name", "pk")
    )


def printed(rows: list[AccessCode], *, on: date) -> list[PrintedCode]:
    """Return the lines of a printed list. Two queries, whatever the number of rows."""
    people = [row.person_id for row in rows]
    units = dict(
        Posting.objects.on(on)
        .filter(person_id__in=people, kind=PostingKind.PRIMARY)
        .values_list("person_id", "unit__name")
    )
    numbers = {number.person_id: str(number) for number in EmployeeNumber.objects.on(on).filter(person_id__in=people)}
    return [PrintedCode(row, units.get(row.person_id, ""), numbers.get(row.person_id, "")) for row in rows]


def sessions_of(person: User, *, viewer: access.Viewer, current_key: str | None) -> list[SessionRow]:
    """Return the sign-ins of `person` that still hold, this one first, then the newest. Two queries.

    Nobody else's: `viewer` has to be the person.
    """
    if viewer != person:
        return []
    rows = list(UserSession.objects.filter(user=person).order_by("-created_at")[:100])
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    found = [
        SessionRow(row.pk, described(row.user_agent), row.ip, row.created_at, row.session_key == current_key)
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda row: not row.current)


def links_of(person: User, *, viewer: access.Viewer) -> list[SocialAccount]:
    """Return the agency sign-ons linked to `person`, for that person only. One query."""
    return list(SocialAccount.objects.filter(user=person)) if viewer == person else []


def steps_of(person: User, *, viewer: access.Viewer) -> list[Authenticator]:
    """Return the second steps of `person`, for that person only. One query."""
    return list(Authenticator.objects.filter(user=person).order_by("created_at")) if viewer == person else []
