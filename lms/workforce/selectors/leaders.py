"""The own unit of whoever heads it, in totals: no name, nobody alone, and only while the post is held."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, Unit, User
from lms.workforce.hours import HoursTable
from lms.workforce.maps import GapMap
from lms.workforce.selectors.gap_map import Place, as_totals
from lms.workforce.selectors.hours import hours_as_totals
from lms.workforce.selectors.scope import columns_of


class LeadsNoUnit(NotFound):
    """The viewer heads no unit today, or not this one."""

    code = "leads_no_unit"
    message = gettext_noop("This page is for whoever heads a unit. We have no such post of yours for today.")


@dataclass(frozen=True)
class Led:
    """A unit somebody heads, and by which posting: their own, or acting (Plt., Plh.) until a day."""

    unit: Unit
    posting: Posting


@dataclass(frozen=True)
class OwnUnit:
    """The own unit in totals: the map and the hours, and the other units the viewer heads."""

    led: list[Led]
    current: Led
    found: GapMap
    hours: HoursTable


def units_led(viewer: User, *, on: date) -> list[Led]:
    """Return the units `viewer` heads on a day, the own one first, then those where they act. One query."""
    rows = Posting.objects.on(on).filter(person=viewer, is_head=True).select_related("unit", "position")
    own_first = sorted(rows, key=lambda row: (row.kind != "primary", row.unit.path))
    found: dict[int, Led] = {}
    for row in own_first:
        found.setdefault(row.unit_id, Led(row.unit, row))
    return list(found.values())


def own_unit(viewer: User, unit: uuid.UUID | None, *, on: date) -> OwnUnit:
    """Return the map and the hours of a unit that `viewer` heads, or of a part of it, as a reader of totals sees them.

    Sixteen queries at most for each level below the unit they head.

    Raises:
        LeadsNoUnit: the viewer heads no unit today, or this one lies elsewhere (the two are not told apart).
    """
    led = units_led(viewer, on=on)
    if not led:
        raise LeadsNoUnit
    found = part_of(led, unit) if unit else led[0].unit
    current = nearest(led, found)
    scope = (current.unit.path,)
    place = Place(found, scope, (found.path,))
    shown = as_totals(place, columns=list(columns_of()), narrowed=None)
    return OwnUnit(led, current, shown, hours_as_totals(place, on.year))


def part_of(led: Iterable[Led], unit: uuid.UUID) -> Unit:
    """Return a unit that lies at or below one that is headed. One query.

    Raises:
        LeadsNoUnit: it lies elsewhere, or does not exist.
    """
    inside = access.below(tuple(one.unit.path for one in led))
    found: Unit | None = Unit.objects.filter(inside, uuid=unit).first()
    if found is None:
        raise LeadsNoUnit
    return found


def nearest(led: Iterable[Led], unit: Unit) -> Led:
    """Return the highest of the units headed above a unit: what is hidden there stays hidden below."""
    above = [one for one in led if unit.path.startswith(one.unit.path)]
    return min(above, key=lambda one: len(one.unit.path))
