"""Who has learned how many hours, by unit: for HR with every number, for readers of totals without the small ones."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Min, Sum
from django.db.models.functions import Substr

from lms.people import access
from lms.people import selectors as people
from lms.people.models import Role, Unit, User
from lms.workforce import hours
from lms.workforce.hours import HOURS, HoursRow, HoursTable
from lms.workforce.models import UnitHours, UnitState
from lms.workforce.selectors.gap_map import Place, parts_of
from lms.workforce.selectors.scope import NoScope, only_top, tops_of

YEARS_BACK = 1


def hours_by_unit(viewer: User, unit_uuid: uuid.UUID | None, *, on: date, year: int) -> HoursTable:
    """Return the hours of the people of a unit and below, part by part. Six queries for each level shown.

    HR and a viewer of totals read it; of what tells of few people a viewer of totals sees nothing.

    Raises:
        NoScope: the viewer reads totals of nothing.
        OutsideScope: the unit lies elsewhere.
    """
    scope = access.scope_paths(viewer, *access.READS_TOTALS, on=on)
    if not scope:
        raise NoScope
    unit = access.require_unit_within(scope, unit_uuid) if unit_uuid else only_top(scope)
    place = Place(unit, scope, (unit.path,) if unit else tops_of(scope))
    as_hr = access.scope_paths(viewer, Role.HR, on=on)
    if place.tops and all(access.lies_within(top, as_hr) for top in place.tops):
        return table_of(place, year)
    return hours_as_totals(place, year, as_hr=as_hr)


def hours_as_totals(place: Place, year: int, *, as_hr: tuple[str, ...] = ()) -> HoursTable:
    """Return the table of a reader of totals: what is hidden above stays hidden below.

    One query more for each level where the reader is HR of a part (`as_hr`), whose people are known already.
    """
    above = people.units_down_to(place.unit) if place.unit else ()
    way: list[Unit | None] = [step for step in above if access.lies_within(step.path, place.scope)]
    if len(tops_of(place.scope)) != 1:
        way.insert(0, None)
    hidden: frozenset[str] = frozenset()
    for number, step in enumerate(way):
        here = Place(step, place.scope, (step.path,) if step else tops_of(place.scope))
        unknown = counts_by_row(replace(here, without=as_hr), year) if as_hr else None
        found = hours.hide_small(table_of(here, year), hidden_above=hidden, unknown=unknown)
        below = way[number + 1] if number + 1 < len(way) else None
        if below is not None:
            hidden = found.hidden_of(below.path)
    return found


def table_of(place: Place, year: int) -> HoursTable:
    """Return the hours of a place with every number. Five queries."""
    counts = counts_by_row(place, year)
    rows = []
    for part in parts_of(place):
        own = counts.get(part.path, [0] * len(HOURS))
        is_own = place.unit is not None and part.pk == place.unit.pk
        rows.append(HoursRow(part, is_own, sum(own), hours.cells_of(own)))
    rows = [row for row in (rows[1:] + rows[:1] if place.unit else rows) if row.people]
    above = people.units_down_to(place.unit) if place.unit else ()
    path = tuple(step for step in above if access.lies_within(step.path, place.scope))
    states = UnitState.objects.filter(place.in_tree, headcount__gt=0)
    oldest = states.aggregate(oldest=Min("computed_at"))["oldest"]
    total = HoursRow(place.unit, False, sum(row.people for row in rows), hours.added(rows))
    return HoursTable(place.unit, path, year, rows, total, oldest)


def counts_by_row(place: Place, year: int) -> dict[str, list[int]]:
    """Return the counts in the order of `HOURS`, by the path of the row they belong to. One query."""
    rows = (
        UnitHours.objects.filter(place.in_tree, year=year)
        .annotate(branch=Substr("unit__path", 1, place.length))
        .values_list("branch")
        .annotate(*[Sum(name) for name in HOURS])
        .order_by()
    )
    found: dict[str, list[int]] = {}
    for branch, *numbers in rows:
        row = place.row_of(branch)
        found[row] = added(found.get(row, [0] * len(HOURS)), numbers)
    return found


def added(these: Sequence[int], those: Sequence[int]) -> list[int]:
    """Return two rows of counts added up."""
    return [one + other for one, other in zip(these, those, strict=True)]


def years_counted(on: date) -> list[int]:
    """Return the years whose hours are counted by unit, the newest first."""
    return [on.year - back for back in range(YEARS_BACK + 1)]
