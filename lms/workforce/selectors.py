"""What HR sees: the map of a scope, the people behind a cell, one person, and how the map moved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
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
from lms.workforce.models import Snapshot, UnitCell, UnitState

REASONS = tuple(Reason)
SUMS = {name: Sum(name) for name in (*REASONS, "missing_levels")}


class NoScope(NotAllowed):
    """The viewer works as HR for no part of the organisation."""

    code = "no_hr_scope"
    message = gettext_noop("This page is for HR officers. Ask your administrator if you should have access.")


class UnknownCompetency(NotFound):
    """No competency of the framework in use has this code."""

    code = "unknown_competency"
    message = gettext_noop("There is no competency with this code in the framework in use.")


@dataclass(frozen=True)
class Cell:
    """Counts of one competency over a part of the organisation, and what follows from them."""

    by_reason: dict[Reason, int]
    missing_levels: int

    @property
    def required(self) -> int:
        """Return how many people's posts require the competency."""
        return sum(self.by_reason.values())

    @property
    def assessed(self) -> int:
        """Return how many of them have a valid level."""
        return self.by_reason[Reason.MET] + self.by_reason[Reason.MEASURED_BELOW]

    @property
    def met(self) -> int:
        """Return how many meet the standard of their post."""
        return self.by_reason[Reason.MET]

    @property
    def share_met(self) -> float | None:
        """Return the share (0 to 1) that meets it, of all whose post requires it; None where nothing can measure it."""
        can_be_met = self.required > self.by_reason[Reason.NO_INSTRUMENT]
        return self.met / self.required if can_be_met else None

    @property
    def share_assessed(self) -> float | None:
        """Return the share (0 to 1) that has a valid level."""
        return self.assessed / self.required if self.required else None

    @property
    def mean_gap(self) -> float | None:
        """Return the mean number of missing levels over those who have a valid level."""
        return self.missing_levels / self.assessed if self.assessed else None

    def plus(self, other: Cell) -> Cell:
        """Return both together."""
        together = {reason: self.by_reason[reason] + other.by_reason[reason] for reason in REASONS}
        return Cell(together, self.missing_levels + other.missing_levels)


EMPTY = Cell(dict.fromkeys(REASONS, 0), 0)


@dataclass(frozen=True)
class MapRow:
    """One row of the map: a unit below with everything under it, or the people directly in the unit itself."""

    unit: Unit
    is_own: bool
    headcount: int
    cells: dict[int, Cell]

    @property
    def total(self) -> Cell:
        """Return all competencies of the row together."""
        return add_up(self.cells.values())

    @property
    def has_people(self) -> bool:
        """Whether anybody works there."""
        return self.headcount > 0


@dataclass(frozen=True)
class GapMap:
    """The map of a unit: its rows, the competencies as columns, the total, and when it was computed."""

    unit: Unit
    path: tuple[Unit, ...]
    competencies: list[Competency]
    rows: list[MapRow]
    total: MapRow
    computed_at: datetime | None

    @property
    def reasons(self) -> list[tuple[Reason, int]]:
        """Return how many requirements stand at each reason, over all competencies."""
        return list(self.total.total.by_reason.items())


def add_up(cells: Iterable[Cell]) -> Cell:
    """Return all cells together."""
    together = EMPTY
    for cell in cells:
        together = together.plus(cell)
    return together


def scope_root(viewer: User, *, on: date) -> Unit:
    """Return the highest unit the viewer works for as HR. Two queries.

    Raises:
        NoScope: there is none.
    """
    found = access.units_in_scope(viewer, on=on).order_by("depth", "path").first()
    if found is None:
        raise NoScope
    return found


def unit_in_scope(viewer: User, unit_uuid: uuid.UUID | None, *, on: date) -> Unit:
    """Return the unit asked for, or the top of the viewer's scope. Two queries.

    Raises:
        NoScope: the viewer is no HR officer.
        OutsideScope: the unit lies elsewhere.
    """
    if not access.holds_role(viewer, Role.HR, on=on):
        raise NoScope
    return access.require_unit(viewer, unit_uuid, on=on) if unit_uuid else scope_root(viewer, on=on)


def gap_map(viewer: User, unit_uuid: uuid.UUID | None, *, on: date, area: str = "") -> GapMap:
    """Return the map of a unit in the viewer's scope. Eleven queries, however many units lie below."""
    unit = unit_in_scope(viewer, unit_uuid, on=on)
    in_tree = access.below((unit.path,), "unit__path")
    columns = list(columns_of(area))
    counts = branch_counts(in_tree, unit, [column.pk for column in columns])
    heads = UnitState.objects.filter(in_tree)
    times = heads.aggregate(oldest=Min("computed_at"), newest=Max("computed_at"))
    headcounts = branch_headcounts(heads, unit)
    below = Unit.objects.filter(access.below((unit.path,)), depth=unit.depth + 1)
    units = [unit, *below.order_by("path")]
    rows = [
        MapRow(branch, branch.pk == unit.pk, headcounts.get(branch.path, 0), counts.get(branch.path, {}))
        for branch in units
    ]
    whole = {column.pk: add_up(row.cells.get(column.pk, EMPTY) for row in rows) for column in columns}
    scope = access.scope_paths(viewer, Role.HR, on=on)
    return GapMap(
        unit=unit,
        path=tuple(step for step in people.units_down_to(unit) if any(step.path.startswith(top) for top in scope)),
        competencies=columns,
        rows=[row for row in rows[1:] + rows[:1] if row.has_people],
        total=MapRow(unit, False, sum(headcounts.values()), whole),
        computed_at=times["newest"],
    )


def columns_of(area: str) -> QuerySet[Competency]:
    """Return the competencies of the framework in use, of one area or of all."""
    rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).select_related("area")
    return rows.filter(area__code=area) if area else rows


def branch_counts(in_tree: Q, unit: Unit, competency_ids: list[int]) -> dict[str, dict[int, Cell]]:
    """Return the summed counts by branch (path of the child, or of the unit itself) and competency. One query."""
    rows = (
        UnitCell.objects.filter(in_tree, competency_id__in=competency_ids)
        .annotate(branch=Substr("unit__path", 1, len(unit.path) + Unit.steplen))
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


def branch_headcounts(states: QuerySet[UnitState], unit: Unit) -> dict[str, int]:
    """Return how many people work in each branch. One query."""
    rows = (
        states.annotate(branch=Substr("unit__path", 1, len(unit.path) + Unit.steplen))
        .values("branch")
        .annotate(people=Sum("headcount"))
        .order_by()
    )
    return {row["branch"]: row["people"] for row in rows}


@dataclass(frozen=True)
class TrendPoint:
    """One month of a unit's trend: shares (0 to 1) of all requirements."""

    day: date
    cell: Cell


def trend(unit: Unit) -> list[TrendPoint]:
    """Return the monthly snapshots of a unit already in scope, oldest first. One query."""
    rows = (
        Snapshot.objects.filter(unit=unit)
        .values("day")
        .annotate(**{f"sum_{name}": total for name, total in SUMS.items()})
        .order_by("day")
    )
    return [TrendPoint(row["day"], cell_of(row, "sum_")) for row in rows]


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
