"""What can be read about plans: the own ones, and those of people one leads."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lms.competencies.selectors import CompetencyGap, GapSummary, gaps_of
from lms.development.inbox import Waiting
from lms.development.models import FollowUp, FollowUpRole, Plan, PlanState
from lms.development.offers import Offer, offers_for
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import User


class NoSuchPlan(NotFound):
    """There is none of this id that the viewer may see."""

    code = "no_such_plan"
    message = gettext_noop("We could not find this plan.")


def plans_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[Plan]:
    """Return the person's plans, the newest first, if `viewer` may see the person."""
    rows = access.visible_to(Plan.objects.filter(person=person), viewer, on=on)
    related = rows.select_related("person", "decided_by").prefetch_related("goals__competency", "follow_ups")
    return related.order_by("-year", "-pk")


def active_plan(viewer: User, *, on: date) -> Plan | None:
    """Return the viewer's plan that is not done, that of the latest year. Five queries with its goals."""
    return plans_of(viewer, viewer=viewer, on=on).exclude(state=PlanState.DONE).first()


def sent_plan_of(person: User, *, viewer: User, on: date) -> Plan | None:
    """Return the person's newest plan that left its draft, if `viewer` may see the person. Five queries."""
    return plans_of(person, viewer=viewer, on=on).exclude(state=PlanState.DRAFT).first()


def own_plan(number: uuid.UUID, *, viewer: User, on: date) -> Plan:
    """Return one of the viewer's own plans. Five queries.

    Raises:
        NoSuchPlan: somebody else's, or there is none.
    """
    found = plans_of(viewer, viewer=viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchPlan
    return found


def plans_of_team(people: Sequence[int]) -> dict[int, Plan]:
    """Return the newest plan that left its draft of each of some people by id, who were found by right. One query."""
    rows = Plan.objects.filter(person_id__in=people).exclude(state=PlanState.DRAFT).order_by("year", "pk")
    return {plan.person_id: plan for plan in rows}


def goals_to_choose(viewer: User, *, on: date) -> list[CompetencyGap]:
    """Return what the viewer's post asks for, the open ones first and the most urgent of them. Nine queries."""
    summary = GapSummary(gaps_of(viewer, viewer=viewer, on=on))
    return [*summary.open, *(row for row in summary.gaps if row.gap.is_met)]


def offers_to_choose(viewer: User, *, on: date) -> list[Offer]:
    """Return the offers that develop or prove something. As many queries as the rooms need."""
    return [offer for offer in offers_for(viewer, on=on) if offer.competency_codes]


def plan_waits(plan: Plan) -> Waiting:
    """Return a plan as it stands in the inbox."""
    title = gettext("Development plan %(year)s") % {"year": plan.year}
    url = reverse("development:plan_superior", args=[plan.uuid])
    return Waiting("plan", plan.uuid, plan.person, title, plan.sent_at or plan.written_at, url)


def done_waits(plan: Plan) -> Waiting:
    """Return a plan that is done and waits to be noted."""
    title = gettext("Plan %(year)s is done") % {"year": plan.year}
    url = reverse("development:plan_superior", args=[plan.uuid])
    return Waiting("plan_done", plan.uuid, plan.person, title, plan.done_at or plan.written_at, url)


def question_waits(row: FollowUp) -> Waiting:
    """Return a question about a plan as it stands in the inbox."""
    title = gettext("How does the plan %(year)s go?") % {"year": row.plan.year}
    url = reverse("development:plan_superior", args=[row.plan.uuid])
    return Waiting("follow_up", row.uuid, row.plan.person, title, row.asked_at, url)


def plans_waiting(_viewer: User, people: Sequence[int], _on: date) -> list[Waiting]:
    """Return the plans of these people that wait to be agreed. One query."""
    rows = Plan.objects.filter(person_id__in=people, state=PlanState.SENT).select_related("person")
    return [plan_waits(plan) for plan in rows]


def done_waiting(_viewer: User, people: Sequence[int], _on: date) -> list[Waiting]:
    """Return the plans of these people that are done and not noted yet. One query."""
    rows = Plan.objects.filter(person_id__in=people, state=PlanState.DONE, noted_at__isnull=True)
    return [done_waits(plan) for plan in rows.select_related("person")]


def questions_open() -> QuerySet[FollowUp]:
    """Return the questions to superiors that nobody answered."""
    rows = FollowUp.objects.filter(role=FollowUpRole.SUPERIOR, answered_at__isnull=True)
    return rows.select_related("plan__person")


def questions_waiting(_viewer: User, people: Sequence[int], _on: date) -> list[Waiting]:
    """Return the questions about plans of these people. One query."""
    return [question_waits(row) for row in questions_open().filter(plan__person_id__in=people)]


def before(day: date) -> datetime:
    """Return the first moment of the day after."""
    return timezone.make_aware(datetime.combine(day, time.max))


def plans_left(day: date) -> list[Waiting]:
    """Return the plans sent up to that day that nobody has decided. One query."""
    rows = Plan.objects.filter(state=PlanState.SENT, sent_at__lte=before(day)).select_related("person")
    return [plan_waits(plan) for plan in rows.order_by("sent_at")[:200]]


def questions_left(day: date) -> list[Waiting]:
    """Return the questions asked up to that day that nobody has answered. One query."""
    rows = questions_open().filter(asked_at__lte=before(day)).order_by("asked_at")
    return [question_waits(row) for row in rows[:200]]
