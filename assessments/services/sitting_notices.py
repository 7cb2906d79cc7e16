"""What people are told of sittings: those seated, and those who watch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import Seat, Sitting
from lms.notices.services import notify
from lms.people.models import User


def facts_of(sitting: Sitting) -> dict[str, str]:
    """Return what a notice says of a sitting."""
    day = date_format(timezone.localtime(sitting.starts_at), "l, j F Y, H.i T")
    return {"title": sitting.blueprint.title, "day": day, "room": sitting.room}


def tell(sitting: Sitting, seats: Iterable[Seat], *, at: datetime, moment: str = "") -> None:
    """Tell people when and where they sit; with a `moment`, that something changed."""
    kind = "sitting_changed" if moment else "sitting_announced"
    facts = facts_of(sitting)
    for seat in seats:
        tell_one(seat, kind, facts, at=at, key=f"{kind}:{seat.uuid}:{moment}")


def tell_one(seat: Seat, kind: str, facts: dict[str, str], *, at: datetime, key: str, url: str = "seat") -> None:
    """Tell one person."""
    to = reverse("assessments:seat", args=[seat.uuid]) if url == "seat" else reverse("assessments:mine")
    notify(person=seat.person, kind=kind, facts=facts, url=to, at=at, key=key)


def tell_proctors(
    sitting: Sitting,
    *,
    at: datetime,
    kind: str = "sitting_to_watch",
    moment: str = "",
    people: Iterable[User] | None = None,
) -> None:
    """Tell those who watch when and where, that it moved (with a `moment`), or that they watch it no more."""
    url = reverse("assessments:rooms")
    for person in sitting.proctors.all() if people is None else people:
        key = f"{kind}:{sitting.uuid}:{person.pk}:{moment}"
        notify(person=person, kind=kind, facts=facts_of(sitting), url=url, at=at, key=key)
