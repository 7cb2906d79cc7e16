"""What HR sees: the map of a scope, the people behind a cell, one person, and how the map moved."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Substr

from lms.competencies import selectors as competencies
from lms.competencies.gap import Reason
from lms.competencies.models import Competency, FrameworkStatus
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people import selectors as people
from lms.people.models import EmployeeNumber, Posting, PostingKind, Role, Unit, User
from lms.people.nip import parse
from lms.workforce import disclosure
from lms.workforce.maps import EMPTY, REASONS, Cell, GapMap, MapRow, TrendPoint, add_up
from lms.workforce.models import PersonState, Snapshot, UnitCell, UnitState

SUMS = {name: Sum(name) for name in (*REASONS, "missing_levels")}


class NoScope(NotAllowed):
    """The viewer works as HR for no part of the organisation."""

    code = "no_hr_scope"
    message = gettext_noop("This page is for HR officers. Ask your administrator if you should have access.")


class UnknownCompetency(NotFound):
    """No competency of the framework in use has this code."""

    code = "unknown_competency"
    message = gettext_noop("There is no competency with this code in the framework in use.")


def unit_in_scope(viewer: User, unit_uuid: uuid.UUID | None, *, on: date) -> Unit:
    """Return the unit asked for, or the top of the viewer's scope as HR. Two queries.

    Raises:
        NoScope: the viewer is no HR officer.
        OutsideScope: the unit lies elsewhere.
    """
    scope = access.scope_paths(viewer, Role.HR, on=on)
    if not scope:
        raise NoScope
    return access.require_unit_within(scope, unit_uuid) if unit_uuid else top_of(scope)


def top_of(scope: tuple[str, ...]) -> Unit:
    """Return the highest unit of a scope. One query.

    Raises:
        NoScope: there is none.
    """
    found: Unit | None = Unit.objects.filter(access.below(scope)).order_by("depth", "path").first()
    if found is None:
        raise NoScope
    return found


def gap_map(viewer: User, unit_uuid: uuid.UUID | None, *, on: date, area: str = "") -> GapMap:
    """Return the map of a unit, or of all parts at the top of the viewer's scope where these are several.

    HR and a viewer of totals read it; what a viewer may not see of single people is hidden (`disclosure`). Eleven
    queries at most, however many units lie below.

    Raises:
        NoScope: the viewer reads totals of nothing.
        OutsideScope: the unit lies elsewhere.
    """
    scope = access.scope_paths(viewer, *access.READS_TOTALS, on=on)
    if not scope:
        raise NoScope
    unit = access.require_unit_within(scope, unit_uuid) if unit_uuid else only_top(scope)
    tops = (unit.path,) if unit else tops_of(scope)
    as_hr = access.scope_paths(viewer, Role.HR, on=on)
    columns = list(columns_of(area))
    if unit is not None and access.lies_within(unit.path, as_hr):
        return map_of(unit, tops, scope, columns=columns)
    return as_totals(unit, scope, columns=columns)


def as_totals(unit: Unit | None, scope: tuple[str, ...], *, columns: list[Competency]) -> GapMap:
    """Return the map of a reader of totals: what is hidden above stays hidden below. Eight queries for each level."""
    above = people.units_down_to(unit) if unit else ()
    way: list[Unit | None] = [step for step in above if access.lies_within(step.path, scope)]
    if len(tops_of(scope)) > 1:
        way.insert(0, None)
    hidden: frozenset[int] = frozenset()
    for place, step in enumerate(way):
        tops = (step.path,) if step else tops_of(scope)
        found = disclosure.hide_small(map_of(step, tops, scope, columns=columns), hidden_above=hidden)
        below = way[place + 1] if place + 1 < len(way) else None
        hidden = disclosure.hidden_columns(found, below.path) if below else hidden
    return found


def only_top(scope: tuple[str, ...]) -> Unit | None:
    """Return the top of a scope that has one; None where it has several. One query."""
    tops = tops_of(scope)
    return Unit.objects.get(path=tops[0]) if len(tops) == 1 else None


def tops_of(scope: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of the units at the top of a scope; those of every agency for the nation. One query at most."""
    if scope == access.NATION:
        return tuple(Unit.objects.filter(depth=1).order_by("path").values_list("path", flat=True))
    return scope


def map_of(unit: Unit | None, tops: tuple[str, ...], scope: tuple[str, ...], *, columns: list[Competency]) -> GapMap:
    """Return the map: the parts of `unit`, or where there is none, the tops themselves. Eight queries."""
    in_tree = access.below(tops if unit else scope, "unit__path")
    length = len(unit.path) + Unit.steplen if unit else max(map(len, tops), default=Unit.steplen)
    counts = fold(branch_counts(in_tree, length, [column.pk for column in columns]), tops, unit)
    heads = UnitState.objects.filter(in_tree)
    newest = heads.aggregate(newest=Max("computed_at"))["newest"]
    headcounts: dict[str, int] = {}
    for path, people_there in branch_headcounts(heads, length).items():
        branch = branch_of(path, tops, unit)
        headcounts[branch] = headcounts.get(branch, 0) + people_there
    units = list(Unit.objects.filter(path__in=tops).order_by("path"))
    if unit is not None:
        units = [unit, *Unit.objects.filter(in_unit(unit), depth=unit.depth + 1).order_by("path")]
    rows = [
        MapRow(part, unit is not None and part.pk == unit.pk, headcounts.get(part.path, 0), counts.get(part.path, {}))
        for part in units
    ]
    whole = {column.pk: add_up(row.cells.get(column.pk, EMPTY) for row in rows) for column in columns}
    above = people.units_down_to(unit) if unit else ()
    rows = rows[1:] + rows[:1] if unit else rows
    return GapMap(
        unit=unit,
        path=tuple(step for step in above if access.lies_within(step.path, scope)),
        competencies=columns,
        rows=[row for row in rows if row.has_people],
        total=MapRow(unit, False, sum(headcounts.values()), whole),
        computed_at=newest,
    )


def in_unit(unit: Unit) -> Q:
    """Return the condition that a unit is this one or lies below it."""
    return access.below((unit.path,))


def branch_of(path: str, tops: tuple[str, ...], unit: Unit | None) -> str:
    """Return to which row the counts under `path` belong: the part itself, or the top above it."""
    if unit is not None:
        return path
    return next((top for top in tops if path.startswith(top)), path)


def fold(counts: dict[str, dict[int, Cell]], tops: tuple[str, ...], unit: Unit | None) -> dict[str, dict[int, Cell]]:
    """Return the counts by row of the map."""
    found: dict[str, dict[int, Cell]] = {}
    for path, cells in counts.items():
        row = found.setdefault(branch_of(path, tops, unit), {})
        for competency, cell in cells.items():
            row[competency] = row.get(competency, EMPTY).plus(cell)
    return found


def columns_of(area: str) -> QuerySet[Competency]:
    """Return the competencies of the framework in use, of one area or of all."""
    rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).select_related("area")
    return rows.filter(area__code=area) if area else rows


def branch_counts(in_tree: Q, length: int, competency_ids: list[int]) -> dict[str, dict[int, Cell]]:
    """Return the summed counts by branch (the path, cut to `length`) and competency. One query."""
    rows = (
        UnitCell.objects.filter(in_tree, competency_id__in=competency_ids)
        .annotate(branch=Substr("unit__path", 1, length))
        .values("branch", "competency_id")
        .annotate(**{f"sum_{name}": total for name, total in SUMS.items()})
        .order_by()
    )
    found: dict[str, dict[int, Cell]] = {}
    for row in rows:
        found.setdefault(row["branch"], {})[row["competency_id"]] = cell_of(row, "sum_")
    return found


def cell_of(row: Mapping[str, Any], prefix: str = "") -> Cell:
    """Return the cell of a row of sums."""
    return Cell({reason: row[f"{prefix}{reason}"] for reason in REASONS}, row[f"{prefix}missing_levels"])


def branch_headcounts(states: QuerySet[UnitState], length: int) -> dict[str, int]:
    """Return how many people work in each branch. One query."""
    rows = (
        states.annotate(branch=Substr("unit__path", 1, length))
        .values("branch")
        .annotate(people=Sum("headcount"))
        .order_by()
    )
    return {row["branch"]: row["people"] for row in rows}


def trend(unit: Unit, *, shown: Collection[int] | None = None) -> list[TrendPoint]:
    """Return the monthly snapshots of a unit already in scope, oldest first. One query.

    `shown`: only these competencies, and of those only months in which enough people are counted.
    """
    rows = Snapshot.objects.filter(unit=unit)
    if shown is not None:
        required = sum((F(name.value) for name in REASONS[1:]), start=F(REASONS[0].value))
        rows = rows.filter(competency_id__in=shown).annotate(people=required)
        rows = rows.filter(people__gte=disclosure.FEWEST_PEOPLE)
    by_day = rows.values("day").annotate(**{f"sum_{name}": total for name, total in SUMS.items()}).order_by("day")
    return [TrendPoint(row["day"], cell_of(row, "sum_")) for row in by_day]


# The order in which HR acts: what can be trained first, then what has to be tested.
WORST_FIRST = [
    Reason.MEASURED_BELOW,
    Reason.EXPIRED,
    Reason.COMPLETED_NOT_TESTED,
    Reason.SELF_DECLARED,
    Reason.NEVER_ASSESSED,
    Reason.NO_INSTRUMENT,
    Reason.MET,
]


def competency_by_code(code: str) -> Competency:
    """Return a competency of the framework in use. Two queries.

    Raises:
        UnknownCompetency: there is none.
    """
    found = competencies.competencies_by_code([code]).get(code)
    if found is None:
        raise UnknownCompetency
    return found


def people_behind(viewer: User, unit: Unit, competency: Competency, *, on: date, reason: str = "") -> QuerySet[Posting]:
    """Return the postings whose holders' posts require the competency, worst first, if `viewer` may see them.

    Each carries `required`, `attained`, `chance`, `valid_until` and `reason`. Three queries and the page.
    """
    required = competencies.standards_by_kind(
        set(Posting.objects.values_list("position__kind", flat=True).distinct()), on=on
    )
    steps = [When(position__kind=kind, then=Value(levels.get(competency.pk, 0))) for kind, levels in required.items()]
    measurable = competency.pk in competencies.measurable_competencies()
    rows = (
        access.visible_to(Posting.objects.on(on), viewer, on=on)
        .filter(access.below((unit.path,), "unit__path"), kind=PostingKind.PRIMARY, person__is_active=True)
        .annotate(required=Case(*steps, default=Value(0), output_field=IntegerField()))
        .filter(required__gt=0)
        .alias(mine=FilteredRelation("person__levels", condition=Q(person__levels__competency=competency)))
        .annotate(
            level_found=F("mine__level"),
            chance=F("mine__chance"),
            valid_until=F("mine__valid_until"),
            reason=reason_case(on, measurable=measurable),
        )
        .annotate(
            attained=Case(When(reason__in=[Reason.MET, Reason.MEASURED_BELOW], then=F("level_found"))),
            urgency=Case(
                *[When(reason=each, then=Value(place)) for place, each in enumerate(WORST_FIRST)],
                output_field=IntegerField(),
            ),
        )
    )
    if reason in set(Reason):
        rows = rows.filter(reason=reason)
    return rows.select_related("person", "position", "unit").order_by("urgency", "attained", "person__full_name", "pk")


def reason_case(on: date, *, measurable: bool) -> Case:
    """Return the reason of a gap as the database computes it; `gap_from` is the same rule in Python."""
    nothing = Reason.NEVER_ASSESSED if measurable else Reason.NO_INSTRUMENT
    return Case(
        When(mine__level__isnull=False, mine__valid_until__lt=on, then=Value(Reason.EXPIRED.value)),
        When(mine__level__gte=F("required"), then=Value(Reason.MET.value)),
        When(mine__level__isnull=False, then=Value(Reason.MEASURED_BELOW.value)),
        When(Q(mine__without_level__isnull=False) & ~Q(mine__without_level=""), then=F("mine__without_level")),
        default=Value(nothing.value),
        output_field=CharField(),
    )


def people_in_scope(viewer: User, *, on: date, name: str = "") -> QuerySet[Posting]:
    """Return the primary postings in the viewer's scope, by name; only names holding `name` where given."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    rows = access.visible_to(Posting.objects.on(on), viewer, on=on).filter(
        access.below(paths, "unit__path"), kind=PostingKind.PRIMARY, person__is_active=True
    )
    if name:
        rows = rows.filter(person__full_name__icontains=name)
    return rows.select_related("person", "position", "unit").order_by("person__full_name", "pk")


class NoSuchNumber(NotFound):
    """Nobody in the viewer's scope holds this NIP."""

    code = "no_such_number"
    message = gettext_noop("Nobody in your part of the organisation holds this NIP. Check the number.")


def person_by_number(viewer: User, text: str, *, on: date) -> User:
    """Return the person in the viewer's scope who holds the NIP in `text`. Three queries.

    Raises:
        InvalidNip: the text is no NIP.
        NoSuchNumber: nobody in reach holds it (whether somebody else does is not told).
    """
    digits = parse(text).digits
    holders = EmployeeNumber.objects.on(on).filter(digits=digits).values("person_id")
    posting = people_in_scope(viewer, on=on).filter(person_id__in=holders).first()
    if posting is None:
        raise NoSuchNumber
    found: User = posting.person
    return found


def most_missing(agency: Unit) -> QuerySet[PersonState]:
    """Return the people of an agency, those with the largest measured gap first. One query, by its index."""
    return PersonState.objects.filter(agency=agency.path[: Unit.steplen]).order_by("-missing", "-unproven", "person_id")
