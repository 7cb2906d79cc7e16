"""Writes development plans, lets the superior agree to them, and asks how they go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from lms.competencies.models import Competency, PersonLevel
from lms.development.models import FollowUp, FollowUpRole, Goal, Plan, PlanState, Standing, TermKey
from lms.development.models.plans import LONGEST_TEXT
from lms.development.offers import Offer
from lms.development.selectors.inbox import ladder_of
from lms.development.selectors.outside import reviewers_of
from lms.development.selectors.plans import NoSuchPlan
from lms.development.selectors.terms import term
from lms.development.services.obligations import ReasonMissing
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.rows import hold

MOST_GOALS = 8
QUESTIONS_A_SWEEP = 200


class PlanStands(Conflict):
    """The plan is not in a state in which that can be done."""

    code = "plan_stands"
    message = gettext_noop("The plan has moved on meanwhile. The page shows where it stands now.")


class GoalDoesNotFit(InvalidInput):
    """A goal leads upward, until a day to come, in some way."""

    code = "goal_does_not_fit"
    message = gettext_noop("A goal lies above your present level, and its day lies ahead, by the end of next year.")


class NoWay(InvalidInput):
    """A goal names how."""

    code = "no_way"
    message = gettext_noop("Choose an offer, or write in a sentence how you want to get there.")


class NoGoals(InvalidInput):
    """There is nothing to agree to."""

    code = "no_goals"
    message = gettext_noop("Add at least one goal before you send the plan.")


class GoalThere(Conflict):
    """One goal for one competency, and not too many."""

    code = "goal_there"
    message = gettext_noop(
        "There is a goal for this competency already, or there are eight goals. Fewer get done sooner."
    )


@dataclass(frozen=True)
class TypedGoal:
    """What a person wants to reach."""

    competency: Competency
    to_level: int
    by_on: date
    offer: Offer | None
    how: str


@transaction.atomic
def start_plan(*, by: User, at: datetime) -> Plan:
    """Begin the plan of this year; the one that is under way stays the only one."""
    hold(User, by.pk)
    year = timezone.localdate(at).year
    found = Plan.objects.filter(person=by).exclude(state=PlanState.DONE).order_by("-year").first()
    return found or Plan.objects.create(person=by, year=year, written_at=at)


@transaction.atomic
def add_goal(*, plan: uuid.UUID, typed: TypedGoal, by: User, at: datetime) -> Goal:
    """Add a goal to the own plan while it can be changed.

    Raises:
        NoSuchPlan, PlanStands, GoalDoesNotFit, NoWay, GoalThere.
    """
    row, on = own(plan, by=by), timezone.localdate(at)
    require_state(row, PlanState.DRAFT, PlanState.RETURNED)
    level = PersonLevel.objects.filter(person=by, competency=typed.competency).values_list("level", flat=True).first()
    if typed.to_level <= (level or 0) or not on < typed.by_on <= date(on.year + 1, 12, 31):
        raise GoalDoesNotFit
    if typed.offer is None and not typed.how.strip():
        raise NoWay
    if row.goals.filter(competency=typed.competency).exists() or row.goals.count() >= MOST_GOALS:
        raise GoalThere
    return Goal.objects.create(
        plan=row,
        competency=typed.competency,
        from_level=level,
        to_level=typed.to_level,
        by_on=typed.by_on,
        offer_kind=typed.offer.kind if typed.offer else "",
        offer_title=typed.offer.title if typed.offer else "",
        offer_url=typed.offer.url if typed.offer else "",
        how=typed.how.strip()[:LONGEST_TEXT],
    )


@transaction.atomic
def remove_goal(*, plan: uuid.UUID, goal: int, by: User) -> None:
    """Take a goal out of the own plan while it can be changed.

    Raises:
        NoSuchPlan, PlanStands.
    """
    row = own(plan, by=by)
    require_state(row, PlanState.DRAFT, PlanState.RETURNED)
    if not row.goals.filter(pk=goal).delete()[0]:
        raise NoSuchPlan


@transaction.atomic
def send_plan(*, plan: uuid.UUID, by: User, at: datetime) -> Plan:
    """Send the plan to the superior, who is told. Where nobody leads, it is passed on by the next sweep.

    Raises:
        NoSuchPlan, PlanStands, NoGoals.
    """
    row = own(plan, by=by)
    require_state(row, PlanState.DRAFT, PlanState.RETURNED)
    if not row.goals.exists():
        raise NoGoals
    row.state, row.sent_at, row.reason = PlanState.SENT, at, ""
    row.save()
    on = timezone.localdate(at)
    for superior in ladder_of(by, on=on)[:1] or reviewers_of(by, on=on):
        tell(row, superior, "plan_sent", at=at, url=reverse("home:inbox"))
    return row


@transaction.atomic
def take_plan_back(*, plan: uuid.UUID, by: User) -> Plan:
    """Take a plan back before anybody decided.

    Raises:
        NoSuchPlan, PlanStands.
    """
    row = own(plan, by=by)
    require_state(row, PlanState.SENT)
    row.state = PlanState.DRAFT
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def agree_to_plan(*, uuid: uuid.UUID, by: User, at: datetime) -> Plan:
    """Agree to a plan that waits for `by`; some months later both are asked how it goes. Called by the inbox.

    Raises:
        NoSuchPlan, PlanStands.
    """
    row = locked(uuid)
    require_state(row, PlanState.SENT)
    on = timezone.localdate(at)
    row.state, row.decided_at, row.decided_by, row.reason = PlanState.AGREED, at, by, ""
    row.follow_up_on = on + timedelta(days=term(TermKey.FOLLOW_UP_DAYS, on=on))
    row.save()
    log(row, "development.plan.agree", user=by, data={"plan": str(row.uuid)})
    tell(row, row.person, "plan_agreed", at=at)
    return row


@transaction.atomic
def return_plan(*, uuid: uuid.UUID, reason: str, by: User, at: datetime) -> Plan:
    """Return a plan that waits for `by`, with a reason. Called by the inbox.

    Raises:
        NoSuchPlan, PlanStands, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    row = locked(uuid)
    require_state(row, PlanState.SENT)
    row.state, row.decided_at, row.decided_by = PlanState.RETURNED, at, by
    row.reason = reason.strip()[:LONGEST_TEXT]
    row.save()
    log(row, "development.plan.return", user=by, data={"plan": str(row.uuid)})
    tell(row, row.person, "plan_returned", at=at)
    return row


@transaction.atomic
def finish_plan(*, plan: uuid.UUID, by: User, at: datetime) -> Plan:
    """Close the own plan that was agreed; the superior takes note of it.

    Raises:
        NoSuchPlan, PlanStands.
    """
    row = own(plan, by=by)
    require_state(row, PlanState.AGREED)
    row.state, row.done_at = PlanState.DONE, at
    row.save(update_fields=["state", "done_at"])
    return row


@transaction.atomic
def note_done(*, uuid: uuid.UUID, by: User, at: datetime) -> Plan:
    """Take note of a plan that is done. Called by the inbox.

    Raises:
        NoSuchPlan, PlanStands.
    """
    row = locked(uuid)
    require_state(row, PlanState.DONE)
    row.noted_at, row.noted_by = at, by
    row.save(update_fields=["noted_at", "noted_by"])
    return row


def ask_how_it_goes(*, at: datetime) -> int:
    """Ask both about the plans whose day has come; return how many plans. Twice asks nobody again."""
    due = Plan.objects.filter(state=PlanState.AGREED, follow_up_on__lte=timezone.localdate(at))
    due = due.exclude(follow_ups__role=FollowUpRole.PERSON)
    numbers = list(due.order_by("follow_up_on", "pk").values_list("pk", flat=True)[:QUESTIONS_A_SWEEP])
    for number in numbers:
        ask_both(number, at=at)
    return len(numbers)


@transaction.atomic
def ask_both(plan: int, *, at: datetime) -> None:
    """Ask the person and the superior about one plan."""
    row = Plan.objects.select_for_update(of=("self",)).select_related("person").get(pk=plan)
    for role in FollowUpRole:
        FollowUp.objects.get_or_create(plan=row, role=role, defaults={"asked_at": at})
    tell(row, row.person, "plan_question", at=at)
    for superior in ladder_of(row.person, on=timezone.localdate(at))[:1]:
        tell(row, superior, "plan_question_superior", at=at, url=reverse("home:inbox"))


@transaction.atomic
def answer_own_question(*, plan: uuid.UUID, standing: Standing, text: str, by: User, at: datetime) -> FollowUp:
    """Say how the own plan goes.

    Raises:
        NoSuchPlan: it is somebody else's, or nobody has asked.
        PlanStands: it was answered before.
    """
    return answer(FollowUp.objects.filter(plan__uuid=plan, plan__person=by), "person", standing, text, by=by, at=at)


@transaction.atomic
def answer_as_superior(*, question: uuid.UUID, standing: Standing, text: str, by: User, at: datetime) -> FollowUp:
    """Say how the plan of somebody goes; that it waits for `by` was made sure by `judging`.

    Raises:
        NoSuchPlan, PlanStands.
    """
    return answer(FollowUp.objects.filter(uuid=question), "superior", standing, text, by=by, at=at)


def answer(rows: object, role: str, standing: Standing, text: str, *, by: User, at: datetime) -> FollowUp:
    """Write an answer, once."""
    row: FollowUp | None = rows.select_for_update().filter(role=role).first()  # type: ignore[attr-defined]
    if row is None:
        raise NoSuchPlan
    if row.answered_at is not None:
        raise PlanStands
    row.standing, row.text, row.answered_at, row.answered_by = standing, text.strip()[:500], at, by
    row.save()
    return row


def own(plan: uuid.UUID, *, by: User) -> Plan:
    """Return the own plan, locked."""
    row = Plan.objects.select_for_update(of=("self",)).filter(uuid=plan, person=by).first()
    if row is None:
        raise NoSuchPlan
    return row


def locked(plan: uuid.UUID) -> Plan:
    """Return any plan, locked; whose it is was asked before."""
    row = Plan.objects.select_for_update(of=("self",)).select_related("person").filter(uuid=plan).first()
    if row is None:
        raise NoSuchPlan
    return row


def require_state(row: Plan, *states: PlanState) -> None:
    """Refuse what the state does not allow."""
    if row.state not in states:
        raise PlanStands


def tell(row: Plan, whom: User, kind: str, *, at: datetime, url: str = "") -> None:
    """Tell one person about a plan."""
    notify(
        person=whom,
        kind=kind,
        facts={"name": row.person.display_name, "year": str(row.year), "reason": row.reason},
        url=url or reverse("development:plan", args=[row.uuid]),
        at=at,
        key=f"{kind}:{row.uuid}:{whom.pk}:{at.isoformat()}",
    )
