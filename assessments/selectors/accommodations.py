"""What adjustments in tests a person has, what HR has to answer, and what they make of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import BigIntegerField, DateField, QuerySet
from django.utils import timezone

from assessments.accommodation_access import accommodations_for_hr, accommodations_of
from assessments.models import Accommodation, AccommodationState
from lms.kept import Kept, given
from lms.people.access import Viewer


@dataclass(frozen=True)
class AccommodationPage:
    """The viewer's adjustments: the one that holds today, the one that waits, and all of them."""

    holding: Accommodation | None
    waiting: Accommodation | None
    all: QuerySet[Any]


@dataclass(frozen=True)
class HrAccommodations:
    """What waits for HR, the oldest first, and what the viewer decided, the newest first."""

    waiting: QuerySet[Any]
    decided: QuerySet[Any]


held_on: Kept[Accommodation] = Kept(
    lambda: (
        Accommodation.objects.in_force(given("day", DateField()))
        .filter(person=given("person", BigIntegerField()))
        .order_by("-decided_at", "-pk")[:1]
    )
)


def accommodation_of(person: Viewer, *, on: date) -> Accommodation | None:
    """Return the adjustment that holds for a person on that day, the newest of several. One query."""
    return held_on.one(person=person.pk, day=on)


def conditions_for(person: Viewer, limit: timedelta, *, at: datetime) -> dict[str, Any]:
    """Return the fields of an attempt that begins now: its deadline, and what an adjustment gives. One query."""
    held = accommodation_of(person, on=timezone.localdate(at))
    extra = ceil(limit / timedelta(minutes=1) * held.extra_percent / 100) if held else 0
    return {
        "deadline": at + limit + timedelta(minutes=extra),
        "extra_minutes": extra,
        "break_seconds_left": 60 * held.break_minutes if held else 0,
        "is_one_a_page": bool(held and held.is_one_a_page),
        "is_large_print": bool(held and held.is_large_print),
        "is_observed": held is None,
    }


def accommodation_page(viewer: Viewer, *, on: date) -> AccommodationPage:
    """Return the viewer's adjustments. Two queries, without the list."""
    own = accommodations_of(viewer)
    waiting = own.filter(state=AccommodationState.ASKED).first()
    return AccommodationPage(accommodation_of(viewer, on=on), waiting, own)


def hr_accommodations(viewer: Viewer, *, on: date) -> HrAccommodations:
    """Return what HR has to answer and has answered. One query, without the lists.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    rows = accommodations_for_hr(viewer, on=on)
    return HrAccommodations(
        waiting=rows.filter(state=AccommodationState.ASKED).order_by("asked_at", "pk"),
        decided=rows.filter(decided_by=viewer).order_by("-decided_at", "-pk"),
    )
