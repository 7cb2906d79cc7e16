"""The map of a scope: its parts by competencies, and how it moved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Substr

from lms.competencies.models import Competency
from lms.people import access
from lms.people import selectors as people
from lms.people.models import Role, Unit, User
from lms.workforce import disclosure
from lms.workforce.facets import Asked, Facets
from lms.workforce.maps import EMPTY, HIDDEN, REASONS, Cell, GapMap, MapRow, TrendPoint, add_up
from lms.workforce.models import AgencyCell, SegmentCell, SegmentHead, Snapshot, UnitCell, UnitState
from lms.workforce.selectors.scope import NoScope, columns_of, in_unit, only_top, tops_of
from lms.workforce.tables import FEWEST_PEOPLE, Value

Counts = dict[str, dict[int, Cell]]

EVERYTHING = Asked()
NOBODY_APART = Facets()
REQUIRED = sum((F(name.value) for name in REASONS[1:]), start=F(REASONS[0].value))
SUMS = {name: Sum(name) for name in (*REASONS, "missing_levels")}


@dataclass(frozen=True)
class Place:
    """The part of the tree whose parts are the rows of a map: a unit, or the tops of a scope that has several.

    Who lies below `without` is not counted.
    """

    unit: Unit | None
    scope: tuple[str, ...]
    tops: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def in_tree(self) -> Q:
        """Return the condition that a row's unit lies there."""
        inside = access.below(self.tops if self.unit else self.scope, "unit__path")
        return inside & ~access.below(self.without, "unit__path") if self.without else inside

    @property
    def length(self) -> int:
        """Return how much of a path tells the row it belongs to."""
        if self.unit is not None:
            return len(self.unit.path) + Unit.steplen
        return max(map(len, self.tops), default=Unit.steplen)

    def row_of(self, branch: str) -> str:
        """Return to which row the counts under a branch belong: the part itself, or the top above it."""
        if self.unit is not None or branch in self.tops:
            return branch
        return next((top for top in self.tops if branch.startswith(top)), branch)


def gap_map(viewer: User, unit_uuid: uuid.UUID | None, *, on: date, asked: Asked = EVERYTHING) -> GapMap:
    """Return the map of a unit, or of all parts at the top of the viewer's scope where these are several.

    HR and a viewer of totals read it; what a viewer may not see of single people is hidden (`disclosure`). Thirteen
    queries at most, however many units lie below.

    Raises:
        NoScope: the viewer reads totals of nothing.
        OutsideScope: the unit lies elsewhere.
        OneFilterAtATime: a viewer of totals narrows in several ways at once.
    """
    scope = access.scope_paths(viewer, *access.READS_TOTALS, on=on)
    if not scope:
        raise NoScope
    unit = access.require_unit_within(scope, unit_uuid) if unit_uuid else only_top(scope)
    place = Place(unit, scope, (unit.path,) if unit else tops_of(scope))
    as_hr = access.scope_paths(viewer, Role.HR, on=on)
    columns = list(columns_of(asked.area, asked.framework))
    if place.tops and all(access.lies_within(top, as_hr) for top in place.tops):
        counts = counts_of(place, columns, asked.facets)
        found = map_of(place, counts, columns=columns, heads=heads_of(place, asked.facets))
    else:
        found = as_totals(place, columns=columns, narrowed=asked.facets.only, as_hr=as_hr)
    return only_region(found, asked.region) if asked.region and unit is None else found


def as_totals(
    place: Place, *, columns: list[Competency], narrowed: tuple[str, Value] | None, as_hr: tuple[str, ...] = ()
) -> GapMap:
    """Return the map of a reader of totals: what is hidden above stays hidden below. Ten queries for its own level.

    For each level above one query (ten where the map is narrowed). Two more for each level where the reader is HR of a
    part (`as_hr`), whose people are known already.
    """
    above = people.units_down_to(place.unit) if place.unit else ()
    way: list[Unit | None] = [step for step in above if access.lies_within(step.path, place.scope)]
    if len(tops_of(place.scope)) != 1:
        way.insert(0, None)
    hidden: frozenset[int] = frozenset()
    hidden_parts: dict[Value, frozenset[int]] = {}
    for number, step in enumerate(way):
        here = Place(step, place.scope, (step.path,) if step else tops_of(place.scope))
        below = way[number + 1] if number + 1 < len(way) else None
        if below is not None and narrowed is None:
            required = required_of(replace(here, without=as_hr), columns)
            own = step.path if step else ""
            hidden = disclosure.columns_hidden_for(below.path, required, own=own, hidden_above=hidden)
            continue
        whole = map_of(here, counts_of(here, columns, Facets()), columns=columns)
        apart = replace(here, without=as_hr)
        unknown = map_of(here, counts_of(apart, columns, Facets()), columns=columns, like=whole) if as_hr else whole
        found = disclosure.hide_small(whole, hidden_above=hidden, unknown=unknown)
        parts: dict[Value, GapMap] = {}
        if narrowed is not None:
            counts = counts_by_value(here, columns, narrowed[0])
            maps = {value: map_of(here, cells, columns=columns, like=whole) for value, cells in counts.items()}
            rest = counts_by_value(apart, columns, narrowed[0]) if as_hr else counts
            others = {value: map_of(here, rest.get(value, {}), columns=columns, like=whole) for value in maps}
            parts = disclosure.hide_among(
                whole, found, maps, hidden_above=hidden_parts, unknown=(unknown, others if as_hr else maps)
            )
        if below is not None:
            hidden = disclosure.hidden_columns(found, below.path)
            hidden_parts = {value: disclosure.hidden_columns(part, below.path) for value, part in parts.items()}
    if narrowed is None:
        return found
    return parts.get(narrowed[1]) or replace(found, rows=[], total=replace(found.total, cells={}))


def heads_of(place: Place, facets: Facets) -> dict[str, int]:
    """Return how many people work in each branch, of all or of some kinds. One query."""
    if not facets.chosen:
        return branch_headcounts(UnitState.objects.filter(place.in_tree), place.length, "headcount")
    kinds = SegmentHead.objects.filter(place.in_tree, **facets.chosen)
    return branch_headcounts(kinds, place.length, "people")


def map_of(
    place: Place,
    counts: Counts,
    *,
    columns: list[Competency],
    heads: dict[str, int] | None = None,
    like: GapMap | None = None,
) -> GapMap:
    """Return the map of a place from its counts; `like` lends units, headcounts and time. Five queries at most.

    Its time is that of the unit that was counted longest ago.
    """
    if like is None:
        states = UnitState.objects.filter(place.in_tree, headcount__gt=0)
        oldest = states.aggregate(oldest=Min("computed_at"))["oldest"]
        headcounts = folded(heads_of(place, NOBODY_APART) if heads is None else heads, place)
        rows = [
            MapRow(part, place.unit is not None and part.pk == place.unit.pk, headcounts.get(part.path, 0), {})
            for part in parts_of(place)
        ]
        above = people.units_down_to(place.unit) if place.unit else ()
        path = tuple(step for step in above if access.lies_within(step.path, place.scope))
        total = MapRow(place.unit, False, sum(headcounts.values()), {})
        rows = [row for row in (rows[1:] + rows[:1] if place.unit else rows) if row.has_people]
        like = GapMap(place.unit, path, columns, rows, total, oldest)
    rows = [replace(row, cells=counts.get(row.unit.path if row.unit else "", {})) for row in like.rows]
    whole = {column.pk: add_up(row.cells.get(column.pk, EMPTY) for row in rows) for column in columns}
    return replace(like, rows=rows, total=replace(like.total, cells=whole))


def parts_of(place: Place) -> list[Unit]:
    """Return the units that are rows, the unit itself first. One query."""
    if place.unit is None:
        return list(Unit.objects.filter(path__in=place.tops).order_by("path"))
    return [place.unit, *Unit.objects.filter(in_unit(place.unit), depth=place.unit.depth + 1).order_by("path")]


def folded(numbers: dict[str, int], place: Place) -> dict[str, int]:
    """Return numbers by branch added up by row."""
    found: dict[str, int] = {}
    for branch, number in numbers.items():
        row = place.row_of(branch)
        found[row] = found.get(row, 0) + number
    return found


def counts_of(place: Place, columns: list[Competency], facets: Facets) -> Counts:
    """Return the counts by row and competency, of everybody or of some kinds of people. One query.

    Where the rows are whole agencies, their counts stand ready.
    """
    if place.unit is None and not facets.chosen and not place.without and place.length == Unit.steplen:
        return counts_of_agencies(place, columns)
    return counts_by_value(place, columns, "", facets).get("", {})


def required_of(place: Place, columns: list[Competency]) -> dict[str, dict[int, int]]:
    """Return how many people's posts require each competency, by row. One query."""
    if place.unit is None and not place.without and place.length == Unit.steplen:
        cells = AgencyCell.objects.filter(access.below(place.scope, "agency__path"), competency__in=columns)
        rows: Iterable[tuple[Any, ...]] = cells.values_list("agency__path", "competency_id").annotate(people=REQUIRED)
    else:
        units = UnitCell.objects.filter(place.in_tree, competency__in=columns)
        branches = units.annotate(branch=Substr("unit__path", 1, place.length)).values_list("branch", "competency_id")
        rows = branches.annotate(people=Sum(REQUIRED)).order_by()
    found: dict[str, dict[int, int]] = {}
    for branch, competency, people_there in rows:
        row = found.setdefault(place.row_of(branch), {})
        row[competency] = row.get(competency, 0) + people_there
    return found


def counts_of_agencies(place: Place, columns: list[Competency]) -> Counts:
    """Return the counts by agency and competency. One query."""
    cells = AgencyCell.objects.filter(access.below(place.scope, "agency__path"), competency__in=columns)
    found: Counts = {}
    rows = cells.values_list("agency__path", "competency_id", "missing_levels", *REASONS)
    for path, competency, missing, *counts in rows:
        found.setdefault(path, {})[competency] = Cell(dict(zip(REASONS, counts, strict=True)), missing)
    return found


def counts_by_value(
    place: Place, columns: list[Competency], split: str, facets: Facets = NOBODY_APART
) -> dict[Value, Counts]:
    """Return the counts of each value of the facet `split`, or of all together under the empty value. One query."""
    cells = SegmentCell.objects.filter(**facets.chosen) if split or facets.chosen else UnitCell.objects.all()
    names = ["branch", "competency_id", *([split] if split else [])]
    rows = (
        cells.filter(place.in_tree, competency_id__in=[column.pk for column in columns])
        .annotate(branch=Substr("unit__path", 1, place.length))
        .values(*names)
        .annotate(**{f"sum_{name}": total for name, total in SUMS.items()})
        .order_by()
    )
    found: dict[Value, Counts] = {}
    for row in rows:
        counts = found.setdefault(row[split] if split else "", {}).setdefault(place.row_of(row["branch"]), {})
        cell, before = cell_of(row, "sum_"), counts.get(row["competency_id"])
        counts[row["competency_id"]] = before.plus(cell) if before else cell
    return found


def only_region(found: GapMap, region: str) -> GapMap:
    """Return the map with the rows of one region; its total counts them alone, and is hidden where one of them is."""
    rows = [row for row in found.rows if row.unit is not None and row.unit.region == region]
    cells = {
        column.pk: HIDDEN
        if any(row.cells.get(column.pk, EMPTY).is_hidden for row in rows)
        else add_up(row.cells.get(column.pk, EMPTY) for row in rows)
        for column in found.competencies
    }
    return replace(found, rows=rows, total=MapRow(None, False, sum(row.headcount for row in rows), cells))


def cell_of(row: Mapping[str, Any], prefix: str = "") -> Cell:
    """Return the cell of a row of sums."""
    return Cell({reason: row[f"{prefix}{reason}"] for reason in REASONS}, row[f"{prefix}missing_levels"])


def branch_headcounts(rows: QuerySet[Any], length: int, column: str) -> dict[str, int]:
    """Return the sum of a column by branch. One query."""
    by_branch = rows.annotate(branch=Substr("unit__path", 1, length)).values("branch")
    return {row["branch"]: row["found"] for row in by_branch.annotate(found=Sum(column)).order_by()}


def trend(found: GapMap) -> list[TrendPoint]:
    """Return the monthly snapshots of the unit of a map, oldest first, of the columns it shows. One query.

    A reader of totals sees no month in which few people are counted.
    """
    shown = [column.pk for column in found.competencies] if found.shown_columns is None else found.shown_columns
    rows = Snapshot.objects.filter(unit=found.unit, competency_id__in=shown)
    if not found.opens_people:
        rows = rows.annotate(people=REQUIRED).filter(people__gte=FEWEST_PEOPLE)
    by_day = rows.values("day").annotate(**{f"sum_{name}": total for name, total in SUMS.items()}).order_by("day")
    return [TrendPoint(row["day"], cell_of(row, "sum_")) for row in by_day]
