"""A plan from the request to its end: asked for, computed in the worker, adopted for its year, or discarded.

The row is the queue. What a plan is computed from is read once and kept: a second attempt, and anybody who wants to
check it, computes the same plan from the same figures.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as note

from lms.competencies.models import Competency
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.rows import hold
from lms.workforce.models.plans import PlanState, TrainingPlan, TrainingPlanLine
from lms.workforce.optimising import Proposal, all_that_can_be_closed, equal_shares, propose
from lms.workforce.plans import need
from lms.workforce.plans.lines import Line, lines_of
from lms.workforce.selectors.plans import plan_of
from lms.workforce.signals import plan_waits

log = structlog.get_logger("lms.workforce.plans")

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
MOST_WAITING = 3
A_SWEEP = 10
MOST_JP = 100_000_000
YEARS_AHEAD = 5
Clock = Callable[[], datetime]


class TooManyPlansWait(Conflict):
    """A few at a time."""

    code = "plans_waiting"
    message = gettext_noop("Three of your plans are being computed. Wait until one of them is ready.")


class NoSuchBudget(InvalidInput):
    """Hours that nobody can plan with."""

    code = "no_such_budget"
    message = gettext_noop("Give the hours as a number above 0, for all people of the unit together.")


class NotThatYear(InvalidInput):
    """A plan is for this year or one of the next."""

    code = "not_that_year"
    message = gettext_noop("Plan for this year or one of the next five.")


class PlanNotReady(Conflict):
    """The plan is not a proposal (any more)."""

    code = "plan_not_ready"
    message = gettext_noop("This plan is no proposal any more, or not yet. The page shows where it is now.")


def request_plan(*, unit: uuid.UUID, year: int, jp: Decimal, split: str, by: User, at: datetime) -> TrainingPlan:
    """Have a plan computed for a unit and everything below it.

    Raises:
        OutsideScope: `by` is not HR for the unit.
        NoSuchBudget, NotThatYear, TooManyPlansWait.
    """
    on = timezone.localdate(at)
    place = access.require_unit(by, unit, on=on, role=Role.HR)
    if not 0 < jp <= MOST_JP:
        raise NoSuchBudget
    if not on.year <= year <= on.year + YEARS_AHEAD:
        raise NotThatYear
    with transaction.atomic():
        hold(User, by.pk)  # two clicks at once are one after the other
        if TrainingPlan.objects.filter(by=by, state=PlanState.WAITING).count() >= MOST_WAITING:
            raise TooManyPlansWait
        plan = TrainingPlan.objects.create(
            unit=place,
            year=year,
            budget=int(jp * 100),
            split=split,
            by=by,
            requested_at=at,
            next_try_at=at,
        )
        note(instance=plan, action="workforce.plan_request", user=by, data={"unit": place.name, "year": year})
        transaction.on_commit(partial(plan_waits.send, sender=TrainingPlan, plan_id=plan.pk))
    return plan


def carry_on(*, plan_id: int, now: Clock) -> None:
    """Compute one plan; a second call, or one while another worker holds it, does nothing."""
    plan = take(plan_id=plan_id, at=now())
    if plan is None:
        return
    try:
        if plan.read_at is None:
            read_inputs(plan, at=now())
        compute(plan, now=now)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("plan stopped", plan_id=plan_id, problem=type(problem).__name__)
        give_back(plan_id=plan_id, problem=type(problem).__name__, at=now())


def carry_waiting(*, now: Clock) -> int:
    """Take up what a crash or a lost message left; return how many were tried."""
    waiting = TrainingPlan.objects.filter(state=PlanState.WAITING, next_try_at__lte=now())
    numbers = list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True)[:A_SWEEP])
    for number in numbers:
        carry_on(plan_id=number, now=now)
    return len(numbers)


@transaction.atomic
def take(*, plan_id: int, at: datetime) -> TrainingPlan | None:
    """Take the row for one attempt; None where it is made, given up, or in other hands.

    Who asked for it must still be HR of the unit.
    """
    rows = TrainingPlan.objects.select_for_update(of=("self",)).select_related("unit", "by")
    plan = rows.filter(pk=plan_id, state=PlanState.WAITING, next_try_at__lte=at).first()
    if plan is None:
        return None
    if plan.attempts >= MOST_ATTEMPTS or not may_still(plan, on=timezone.localdate(at)):
        plan.state = PlanState.FAILED
        plan.save(update_fields=["state"])
        return None
    plan.attempts, plan.next_try_at = plan.attempts + 1, at + LEASE
    plan.save(update_fields=["attempts", "next_try_at"])
    return plan


def may_still(plan: TrainingPlan, *, on: date) -> bool:
    """Whether who asked for the plan is HR of its unit today."""
    return plan.by is not None and access.lies_within(plan.unit.path, access.scope_paths(plan.by, Role.HR, on=on))


def read_inputs(plan: TrainingPlan, *, at: datetime) -> None:
    """Read once what the plan is computed from, and keep it."""
    need.read(plan, on=timezone.localdate(at))
    plan.read_at = at
    plan.save(update_fields=["inputs", "people", "open", "left_to_tests", "read_at"])


def compute(plan: TrainingPlan, *, now: Clock) -> None:
    """Compute the plan from what it keeps, and write its lines."""
    inputs = need.as_inputs(plan.inputs)
    found = propose(inputs.groups, inputs.courses, inputs.budgets)
    each = plan.budget // plan.people if plan.people else 0
    plan.equal_closed, plan.equal_hours = equal_shares(inputs.groups, inputs.courses, hours_each=each)
    plan.within_reach = all_that_can_be_closed(inputs.groups, inputs.courses)
    plan.everything_hours = plan.people * sum(course.hours for course in inputs.courses)
    plan.state, plan.made_at = PlanState.PROPOSED, now()
    keep(plan, found, lines_of(found.choices, inputs.courses), inputs.titles)


@transaction.atomic
def keep(plan: TrainingPlan, found: Proposal, lines: list[Line], titles: dict[str, tuple[str, str]]) -> None:
    """Write the result, unless another worker has done so in the meantime."""
    waiting = TrainingPlan.objects.select_for_update().filter(pk=plan.pk, state=PlanState.WAITING)
    if not waiting.exists():
        return
    plan.hours, plan.closed, plan.bound, plan.kinds = found.hours, found.closed, found.bound, found.kinds
    plan.gaps_kept, plan.left_out = found.gaps_kept, found.left_out
    plan.ran_out_of_time, plan.last_error = found.ran_out_of_time, ""
    plan.save()
    parts = dict(Unit.objects.filter(path__in={line.budget for line in lines}).values_list("path", "pk"))
    named = {one.pk: one for one in Competency.objects.filter(pk__in={key for line in lines for key in line.closes})}
    TrainingPlanLine.objects.bulk_create(
        [
            TrainingPlanLine(
                plan=plan,
                part_id=parts[line.budget],
                course_uuid=line.course.key,
                code=titles[line.course.key][0],
                title=titles[line.course.key][1],
                people=line.people,
                hours=line.hours,
                closed=line.closed,
                closes=[
                    {
                        "code": named[key].code,
                        "name": named[key].name,
                        "people": line.concerned[key],
                        "closed": closed,
                    }
                    for key, closed in sorted(line.closes.items(), key=lambda one: (-one[1], one[0]))
                ],
            )
            for line in lines
        ]
    )


@transaction.atomic
def give_back(*, plan_id: int, problem: str, at: datetime) -> None:
    """Keep what went wrong; after a few attempts nobody tries again."""
    plan = TrainingPlan.objects.select_for_update().get(pk=plan_id)
    plan.last_error, plan.next_try_at = problem, at + timedelta(minutes=1) * plan.attempts
    if plan.attempts >= MOST_ATTEMPTS:
        plan.state = PlanState.FAILED
    plan.save(update_fields=["last_error", "next_try_at", "state"])


@transaction.atomic
def adopt_plan(*, number: uuid.UUID, by: User, at: datetime) -> TrainingPlan:
    """Let a proposal be the unit's plan of its year; one adopted before becomes a proposal again.

    Raises:
        NoPlanHere: none of the part of the organisation that `by` works for.
        PlanNotReady: it is no proposal.
    """
    plan = take_proposal(number, by=by, at=at)
    before = TrainingPlan.objects.select_for_update().filter(unit=plan.unit, year=plan.year, state=PlanState.ADOPTED)
    before.update(state=PlanState.PROPOSED, adopted_at=None, adopted_by=None)
    plan.state, plan.adopted_at, plan.adopted_by = PlanState.ADOPTED, at, by
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    note(instance=plan, action="workforce.plan_adopt", user=by, data={"unit": plan.unit.name, "year": plan.year})
    return plan


@transaction.atomic
def discard_plan(*, number: uuid.UUID, by: User, at: datetime) -> None:
    """Let a proposal go, or one that failed.

    Raises:
        NoPlanHere: none of the part of the organisation that `by` works for.
        PlanNotReady: it is adopted, or being computed.
    """
    plan = take_proposal(number, by=by, at=at, also=PlanState.FAILED)
    note(instance=plan, action="workforce.plan_discard", user=by, data={"unit": plan.unit.name, "year": plan.year})
    plan.delete()


def take_proposal(number: uuid.UUID, *, by: User, at: datetime, also: str = "") -> TrainingPlan:
    """Return a plan that waits for a choice, locked (its unit too: one adoption at a time)."""
    seen = plan_of(number, viewer=by, on=timezone.localdate(at))
    Unit.objects.select_for_update().get(pk=seen.unit_id)
    states = (PlanState.PROPOSED, also)
    plan = TrainingPlan.objects.select_related("unit").filter(pk=seen.pk, state__in=states).first()
    if plan is None:
        raise PlanNotReady
    return plan
