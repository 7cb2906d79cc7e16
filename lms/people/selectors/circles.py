"""Who works around many people at once: their superiors, peers and subordinates, as the postings say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Substr

from lms.people.models import Posting, PostingKind, Unit


@dataclass(frozen=True)
class Circle:
    """The ids of those who work around one person.

    `superior` leads the person directly: who holds the post, or acts in it while it is vacant (Plt.). Who acts for some
    days only (Plh.) does not know the work well enough and is left out.
    """

    superior: int | None = None
    peers: tuple[int, ...] = ()
    subordinates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Seat:
    """One posting as a circle needs it."""

    person: int
    unit: int
    path: str
    kind: str
    is_head: bool


def circles_of(people: Sequence[int], *, on: date) -> dict[int, Circle]:
    """Return the circle of each of `people` (ids); nobody in it for a person without a primary posting.

    Three queries, however many people. Accounts that are closed are left out.
    """
    own = seats(Q(person_id__in=people), on=on)
    primary = {seat.person: seat for seat in own if seat.kind == PostingKind.PRIMARY}
    around = {seat.path for seat in own}
    tops = {above(seat.path) for seat in own if seat.is_head} | {seat.path for seat in own if seat.is_head}
    units = units_below(tops - {""}) | tops | around
    everybody = seats(Q(unit__path__in=around, kind=PostingKind.PRIMARY) | Q(unit__path__in=units, is_head=True), on=on)
    return {person: circle_of(primary[person], own, everybody) for person in people if person in primary}


def seats(which: Q, *, on: date) -> list[Seat]:
    """Return the postings of people with an open account, without those for some days only. One query."""
    rows = Posting.objects.on(on).filter(which, person__is_active=True, person__erased_at__isnull=True)
    rows = rows.exclude(kind=PostingKind.PLH).order_by("person_id", "pk")
    return [Seat(*row) for row in rows.values_list("person_id", "unit_id", "unit__path", "kind", "is_head")]


def above(path: str) -> str:
    """Return the path of the unit above; empty above an agency."""
    return path[: -Unit.steplen]


def units_below(tops: Iterable[str]) -> set[str]:
    """Return the paths of the units directly below some units. One query."""
    wanted = set(tops)
    if not wanted:
        return set()
    rows = Unit.objects.annotate(above=Substr("path", 1, (F("depth") - 1) * Unit.steplen)).filter(above__in=wanted)
    return set(rows.values_list("path", flat=True))


def circle_of(seat: Seat, own: Sequence[Seat], everybody: Sequence[Seat]) -> Circle:
    """Return who works around the holder of a primary posting."""
    superior = head_of(above(seat.path) if seat.is_head else seat.path, everybody, but=seat.person)
    if seat.is_head:
        near = [one for one in everybody if one.is_head and above(one.path) == above(seat.path) != ""]
    else:
        near = [one for one in everybody if one.path == seat.path and not one.is_head]
    led = {one.path for one in own if one.person == seat.person and one.is_head}
    below = [one for one in everybody if (above(one.path) if one.is_head else one.path) in led]
    apart = {seat.person, superior}
    subordinates = holders(below) - apart
    return Circle(superior, tuple(sorted(holders(near) - subordinates - apart)), tuple(sorted(subordinates)))


def holders(some: Iterable[Seat]) -> set[int]:
    """Return who holds these seats as the primary posting."""
    return {one.person for one in some if one.kind == PostingKind.PRIMARY}


def head_of(path: str, everybody: Iterable[Seat], *, but: int) -> int | None:
    """Return who leads the unit: the holder of the post, otherwise who acts in it."""
    heads = [one for one in everybody if one.is_head and one.path == path and one.person != but]
    return min(heads, key=lambda one: (one.kind != PostingKind.PRIMARY, one.person)).person if heads else None
