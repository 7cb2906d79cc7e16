"""Reads plans of training: each is seen by HR of the part of the organisation it is for, and by nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from lms.competencies.gap import Reason
from lms.development.models import HoursTarget
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.people.nip import EmployeeKind
from lms.workforce.models import UnitState
from lms.workforce.models.plans import PlanState, TrainingPlan, TrainingPlanLine

HCDP_YEARS = 5
UNITS_OFFERED = 60
CAPPED = "capped"


class NoPlanHere(NotFound):
    """There is none, or it is for another part of the organisation."""

    code = "no_such_plan"
    message = gettext_noop("We could not find this plan.")


def plans_of(viewer: User, *, on: date) -> QuerySet[TrainingPlan]:
    """Return the plans of the part of the organisation the viewer works for as HR, the newest first. Two queries."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    rows = TrainingPlan.objects.filter(access.below(paths, "unit__path")).defer("inputs")
    return rows.select_related("unit", "by").order_by("-requested_at", "-pk")


def plan_of(number: uuid.UUID, *, viewer: User, on: date) -> TrainingPlan:
    """Return one plan. Two queries.

    Raises:
        NoPlanHere: none of theirs.
    """
    found = plans_of(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoPlanHere
    return found


def plan_lines(plan: TrainingPlan) -> QuerySet[TrainingPlanLine]:
    """Return the lines of a plan in reach, those that close most first. One query."""
    return plan.lines.select_related("part").order_by("-closed", "part__path", "code", "pk")


@dataclass(frozen=True)
class WaitsForTest:
    """How many requirements wait for a test for one reason; `reason` None: for evidence of a stronger kind."""

    reason: Reason | None
    count: int


def waiting_for_tests(plan: TrainingPlan) -> list[WaitsForTest]:
    """Return what a plan leaves to tests, by reason. No query."""
    kept: Mapping[str, int] = plan.left_to_tests
    return [WaitsForTest(None if name == CAPPED else Reason(name), count) for name, count in kept.items()]


@dataclass(frozen=True)
class Suggested:
    """The hours a plan begins from: the least a year that the law asks for a PNS, times the people of the unit."""

    people: int
    floor: Decimal | None
    legal_basis: str
    verified: bool

    @property
    def jp(self) -> Decimal | None:
        """Return the hours, where there is such a rule and somebody works there."""
        return self.people * self.floor if self.people and self.floor else None


def suggested_hours(unit: Unit, *, on: date) -> Suggested:
    """Return the hours to begin from for a unit in scope. Two queries."""
    states = UnitState.objects.filter(access.below((unit.path,), "unit__path"))
    people: int = states.aggregate(people=Sum("headcount"))["people"] or 0
    rows = HoursTarget.objects.in_force(on).filter(employee_kind=EmployeeKind.PNS.value, floor_jp__isnull=False)
    rule = rows.order_by("-valid_from", "-pk").first()
    if rule is None:
        return Suggested(people, None, "", False)
    return Suggested(people, rule.floor_jp, rule.legal_basis, rule.verified)


def units_to_plan(unit: Unit, viewer: User, *, on: date) -> list[Unit]:
    """Return a unit in scope, those above it in the viewer's scope, and its parts, in the order of the tree.

    Two queries.
    """
    scope = access.scope_paths(viewer, Role.HR, on=on)
    steps = range(Unit.steplen, len(unit.path) + 1, Unit.steplen)
    above = [unit.path[:end] for end in steps if access.lies_within(unit.path[:end], scope)]
    parts = Unit.objects.filter(access.below((unit.path,)), depth=unit.depth + 1)
    rows = Unit.objects.filter(path__in=above) | parts
    return list(rows.order_by("path")[:UNITS_OFFERED])


def adopted_plans(unit: Unit, *, since: int) -> dict[int, TrainingPlan]:
    """Return the adopted plans of a unit in scope for five years from `since` on, by year. Two queries with lines."""
    rows = TrainingPlan.objects.filter(
        unit=unit, state=PlanState.ADOPTED, year__gte=since, year__lt=since + HCDP_YEARS
    ).defer("inputs")
    return {plan.year: plan for plan in rows.prefetch_related("lines__part").order_by("year")}
