"""What can be read about people and units; every selector of people's data takes the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, DateField, QuerySet

from lms.kept import Kept, given
from lms.people import access
from lms.people.models import EmployeeNumber, Look, Posting, PostingKind, Unit, User


@dataclass(frozen=True)
class Placement:
    """Where a person works: the primary posting with its units up to the agency."""

    posting: Posting
    units: tuple[Unit, ...]

    @property
    def agency(self) -> Unit:
        """Return the agency of the posting."""
        return self.units[0]


primary_posting_of: Kept[Posting] = Kept(
    lambda: (
        Posting.objects.on(given("day", DateField()))
        .filter(person=given("person", BigIntegerField()), kind=PostingKind.PRIMARY)
        .select_related("position", "unit")
        .order_by("-valid_from")[:1]
    )
)


def placement_of(person: User, *, on: date) -> Placement | None:
    """Return the primary posting of `person` with the units above it, or None. Two queries."""
    posting = primary_posting_of.one(person=person.pk, day=on)
    return Placement(posting, units_down_to(posting.unit)) if posting else None


def units_down_to(unit: Unit) -> tuple[Unit, ...]:
    """Return the agency, the units between, and `unit` itself. One query."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    return tuple(Unit.objects.filter(path__in=paths).order_by("path"))


def postings_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[Posting]:
    """Return all postings of `person`, the newest first, if `viewer` may see them."""
    mine = access.visible_to(Posting.objects.filter(person=person), viewer, on=on)
    return mine.select_related("position", "unit").order_by("-valid_from", "kind")


def number_of(person: User, *, viewer: access.Viewer, on: date) -> EmployeeNumber | None:
    """Return the NIP of `person` that holds on the day, if `viewer` may see it."""
    found: EmployeeNumber | None = access.visible_to(
        EmployeeNumber.objects.on(on).filter(person=person), viewer, on=on
    ).first()
    return found


def superior_of(person: User, *, on: date) -> User | None:
    """Return who leads `person` directly: the head of the own unit, or for a head the head of the unit above.

    The same rule as in `access.led_directly_by`. None while that post is vacant and nobody acts in it. Three
    queries. Who acts for the day (Plh.) or for the vacancy (Plt.) leads while they act.
    """
    placement = placement_of(person, on=on)
    if placement is None:
        return None
    units = placement.units[-2:-1] if placement.posting.is_head else placement.units[-1:]
    heads = {
        posting.unit_id: posting.person
        for posting in Posting.objects.on(on)
        .filter(unit__in=units, is_head=True)
        .exclude(person=person)
        .select_related("person")
        .order_by("-kind")  # primary, plt, plh: the last one stays
    }
    return next((heads[unit.pk] for unit in reversed(units) if unit.pk in heads), None)


def line_above(person: User, *, on: date) -> frozenset[int]:
    """Return the ids of everybody who heads a unit above or around `person`. Three queries."""
    placement = placement_of(person, on=on)
    if placement is None:
        return frozenset()
    heads = Posting.objects.on(on).filter(unit__in=placement.units, is_head=True).exclude(person=person)
    return frozenset(heads.values_list("person_id", flat=True))


def primary_postings(people: Sequence[int], *, on: date) -> dict[int, Posting]:
    """Return the primary posting of each of `people` (ids), with post and unit. One query."""
    rows = (
        Posting.objects.on(on).filter(person_id__in=people, kind=PostingKind.PRIMARY).select_related("position", "unit")
    )
    return {posting.person_id: posting for posting in rows}


def looks_at(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[Look]:
    """Return who looked at the data of `person`, the newest first, if `viewer` may see it."""
    return (
        access.visible_to(Look.objects.filter(subject=person), viewer, on=on, person="subject")
        .select_related("viewer")
        .order_by("-at")
    )
