"""Campaigns: planned by HR, begun, carried by the worker in small steps, closed when the window is over.

The rows are the queue: people are gathered, told and reminded in batches, and whatever a killed worker left is taken
up by the next sweep. Nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log as log_action

from assessments.campaign_access import campaign_for_hr, people_of
from assessments.models import (
    Blueprint,
    BlueprintStatus,
    Campaign,
    CampaignMember,
    CampaignState,
    Seat,
    Sitting,
    SittingState,
)
from assessments.selectors.placement import MOST_COMPETENCIES
from assessments.selectors.sittings import tests_for
from assessments.services.sittings import seat_people
from assessments.signals import campaign_begun
from assessments.sitting_access import sittings_for_hr
from lms.competencies.models import Competency
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people import access
from lms.people.models import PositionKind, User

log = structlog.get_logger("assessments")

BATCH = 500
MOST_DAYS = 180


class WindowWrong(InvalidInput):
    """The window lies behind, backwards, or is too long."""

    code = "campaign_window"
    message = gettext_noop("The last day must be today or later, not before the first, and at most half a year away.")


class NotATestForCampaigns(InvalidInput):
    """The test is not published, belongs to another agency, or is only taken under supervision."""

    code = "not_a_test_for_campaigns"
    message = gettext_noop("Choose a published test of your agency; one that is only supervised needs rooms.")


class CompetenciesWrong(InvalidInput):
    """Only a placement test measures what is chosen, and only a few competencies in one sitting."""

    code = "campaign_competencies"
    message = gettext_noop("Competencies are chosen for a placement test only, at most four.")


class NobodyAsked(InvalidInput):
    """Nobody in the part of the organisation holds such a post."""

    code = "nobody_asked"
    message = gettext_noop("Nobody there holds such a post. Choose another unit or other kinds of post.")


class CampaignOver(Conflict):
    """It was begun, closed or called off meanwhile."""

    code = "campaign_over"
    message = gettext_noop("This campaign was begun, closed or called off meanwhile. Look at it as it stands now.")


class NoReasonForCampaign(InvalidInput):
    """People are told why."""

    code = "no_reason_for_campaign"
    message = gettext_noop("Say in a sentence why; everybody who was asked reads it.")


class NoFreeSeats(Conflict):
    """No sitting of the campaign has a free seat."""

    code = "no_free_seats"
    message = gettext_noop("No sitting of this campaign has a free seat. Plan another room.")


@dataclass(frozen=True)
class CampaignPlan:
    """What a campaign asks, and of whom."""

    blueprint: Blueprint
    title: str
    opens_on: date
    closes_on: date
    counts_from: date | None = None
    position_kinds: Sequence[str] = ()
    competencies: Sequence[Competency] = ()
    is_supervised: bool = False
    reminds_before: int = 3
    message: str = ""


@transaction.atomic
def plan_campaign(*, unit: UUID, plan: CampaignPlan, by: User, at: datetime) -> Campaign:
    """Plan a campaign; nobody is asked yet.

    Raises:
        OutsideScope: `by` is not HR of that part.
        NotATestForCampaigns, CompetenciesWrong, WindowWrong, NobodyAsked: the plan does not hold.

    """
    on = timezone.localdate(at)
    where = access.require_unit(by, unit, on=on)
    if not tests_for(where).filter(pk=plan.blueprint.pk).exists():
        raise NotATestForCampaigns
    if plan.blueprint.is_supervised_only and not plan.is_supervised:
        raise NotATestForCampaigns
    if plan.competencies and (not plan.blueprint.is_placement or len(plan.competencies) > MOST_COMPETENCIES):
        raise CompetenciesWrong
    if plan.closes_on < on or plan.closes_on < plan.opens_on or plan.closes_on - on > timedelta(days=MOST_DAYS):
        raise WindowWrong
    kinds = [kind for kind in plan.position_kinds if kind in PositionKind.values]
    campaign = Campaign(
        unit=where,
        blueprint=plan.blueprint,
        title=plan.title,
        message=plan.message,
        position_kinds=kinds,
        measures=[one.pk for one in plan.competencies],
        is_supervised=plan.is_supervised,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        counts_from=min(plan.counts_from or plan.opens_on, plan.opens_on),
        reminds_before=plan.reminds_before,
        planned_by=by,
        planned_at=at,
    )
    if not people_of(campaign, on=on).exists():
        raise NobodyAsked
    campaign.save()
    log_action(instance=campaign, action="assessments.campaign.plan", user=by)
    return campaign


def locked(number: UUID, by: User, *, at: datetime) -> Campaign:
    """Return a campaign of `by`'s parts under its lock."""
    found = campaign_for_hr(by, number, on=timezone.localdate(at))
    return Campaign.objects.select_for_update(of=("self",)).select_related("unit", "blueprint").get(pk=found.pk)


@transaction.atomic
def begin_campaign(*, number: UUID, by: User, at: datetime) -> Campaign:
    """Let the worker gather and tell people; twice is once.

    Raises:
        OutsideScope, NoSuchCampaign: it is out of reach.
        CampaignOver: it was closed or called off.
        WindowWrong, NotATestForCampaigns: its window is over, or its test was withdrawn.

    """
    campaign = locked(number, by, at=at)
    if campaign.is_running:
        return campaign
    if not campaign.is_planned:
        raise CampaignOver
    if campaign.closes_on < timezone.localdate(at):
        raise WindowWrong
    if campaign.blueprint.status != BlueprintStatus.PUBLISHED:
        raise NotATestForCampaigns
    campaign.state, campaign.begun_at = CampaignState.RUNNING, at
    campaign.save(update_fields=["state", "begun_at"])
    log_action(instance=campaign, action="assessments.campaign.begin", user=by)
    transaction.on_commit(partial(campaign_begun.send, sender=Campaign, campaign_id=campaign.pk))
    return campaign


@transaction.atomic
def cancel_campaign(*, number: UUID, why: str, by: User, at: datetime) -> Campaign:
    """Call a campaign off; whoever was told of it is told why. Results stay.

    Raises:
        OutsideScope, NoSuchCampaign: it is out of reach.
        NoReasonForCampaign: nothing is said.
        CampaignOver: it is over.

    """
    if not why.strip():
        raise NoReasonForCampaign
    campaign = locked(number, by, at=at)
    if not (campaign.is_planned or campaign.is_running):
        raise CampaignOver
    campaign.state, campaign.cancelled_why, campaign.closed_at = CampaignState.CANCELLED, why.strip(), at
    campaign.save(update_fields=["state", "cancelled_why", "closed_at"])
    log_action(instance=campaign, action="assessments.campaign.cancel", user=by)
    transaction.on_commit(partial(campaign_begun.send, sender=Campaign, campaign_id=campaign.pk))
    return campaign


def carry_all(*, at: datetime) -> int:
    """Do what is due in every campaign; return how many were looked at. One failure stops no other."""
    to_tell_off = CampaignMember.objects.filter(told_at__isnull=False, told_off_at__isnull=True)
    off = Q(state=CampaignState.CANCELLED, pk__in=to_tell_off.values("campaign_id"))
    due = Campaign.objects.filter(Q(state=CampaignState.RUNNING) | off)
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        try:
            carry(campaign_id=pk, at=at)
        except Exception:
            log.exception("campaign could not be carried on", campaign=pk)
    return len(ids)


def carry(*, campaign_id: int, at: datetime) -> None:
    """Gather, tell, remind and close, as far as it is due; whatever was done before is not done again."""
    campaign = Campaign.objects.select_related("unit", "blueprint").get(pk=campaign_id)
    on = timezone.localdate(at)
    if campaign.state == CampaignState.CANCELLED:
        tell_off(campaign, at=at)
        return
    if not campaign.is_running:
        return
    if on > campaign.closes_on:
        Campaign.objects.filter(pk=campaign.pk, state=CampaignState.RUNNING).update(
            state=CampaignState.CLOSED, closed_at=at
        )
        return
    if campaign.gathered_on != on:
        gather(campaign, on=on, at=at)
    if on >= campaign.opens_on and campaign.blueprint.status == BlueprintStatus.PUBLISHED:
        tell(campaign, at=at)
        remind(campaign, on=on, at=at)


def gather(campaign: Campaign, *, on: date, at: datetime) -> None:
    """Ask whoever belongs to the part today and was not asked, and let go whoever left it."""
    today = people_of(campaign, on=on)
    members = CampaignMember.objects.filter(campaign=campaign)
    back = members.filter(left_at__isnull=False, person__in=today.values("person_id"))
    back.update(left_at=None)
    members.filter(left_at__isnull=True).exclude(person__in=today.values("person_id")).update(left_at=at)
    new = today.exclude(person__in=members.values("person_id")).order_by("pk").values_list("person_id", "unit_id")
    while rows := list(new[:BATCH]):
        made = [CampaignMember(campaign=campaign, person_id=who, unit_id=unit, asked_at=at) for who, unit in rows]
        CampaignMember.objects.bulk_create(made, ignore_conflicts=True)
    Campaign.objects.filter(pk=campaign.pk).update(gathered_on=on)


def in_batches(rows: QuerySet[Any]) -> Any:
    """Yield rows in batches, each read after the one before was dealt with."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).select_related("person").order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def facts_of(campaign: Campaign) -> dict[str, str]:
    """Return what a notice says of a campaign."""
    return {"title": campaign.blueprint.title, "day": date_format(campaign.closes_on, "j F Y")}


def tell(campaign: Campaign, *, at: datetime) -> None:
    """Tell whoever was not told yet and has no result that counts."""
    rows = CampaignMember.objects.of(campaign).filter(told_at__isnull=True)
    facts = facts_of(campaign)
    for member in in_batches(rows):
        if not member.is_done:
            tell_one(member, "campaign_asks", facts, at=at)
        CampaignMember.objects.filter(pk=member.pk).update(told_at=at)


def remind(campaign: Campaign, *, on: date, at: datetime) -> None:
    """Remind, once, whoever has no result that counts when the end is near."""
    if not campaign.reminds_before or on < campaign.closes_on - timedelta(days=campaign.reminds_before):
        return
    rows = CampaignMember.objects.of(campaign).filter(told_at__lt=at - timedelta(days=1), reminded_at__isnull=True)
    facts = facts_of(campaign)
    for member in in_batches(rows.filter(is_done=False)):
        tell_one(member, "campaign_reminds", facts, at=at)
        CampaignMember.objects.filter(pk=member.pk).update(reminded_at=at)


def tell_off(campaign: Campaign, *, at: datetime) -> None:
    """Tell whoever was asked, and has not done it, that nothing is asked any more."""
    facts = facts_of(campaign) | {"why": campaign.cancelled_why}
    rows = CampaignMember.objects.of(campaign).filter(told_at__isnull=False, told_off_at__isnull=True)
    for member in in_batches(rows):
        if not member.is_done:
            tell_one(member, "campaign_off", facts, at=at)
        CampaignMember.objects.filter(pk=member.pk).update(told_off_at=at)


def tell_one(member: CampaignMember, kind: str, facts: dict[str, str], *, at: datetime) -> None:
    """Tell one person, once for each kind."""
    notify(
        person=member.person,
        kind=kind,
        facts=facts,
        url=reverse("assessments:mine"),
        at=at,
        key=f"{kind}:{member.campaign_id}:{member.person_id}",
    )


def fill_seats(*, number: UUID, by: User, at: datetime) -> int:
    """Seat whoever is asked and neither sits somewhere nor has a result, unit by unit; return how many.

    Sittings are filled in the order of their days; whoever sits elsewhere at that time is tried in the next one. About
    ten queries for each sitting.

    Raises:
        OutsideScope, NoSuchCampaign: it is out of reach.
        CampaignOver: it does not run.
        NoFreeSeats: there is none, and somebody waits for one.

    """
    on = timezone.localdate(at)
    campaign = campaign_for_hr(by, number, on=on)
    if not campaign.is_running:
        raise CampaignOver
    waiting = without_seat(campaign).filter(person__in=people_of(campaign, on=on).values("person_id"))
    seated = 0
    for sitting in sittings_with_room(campaign, by=by, at=at):
        seated += fill_room(sitting, waiting, by=by, at=at)
    if not seated and waiting.exists():
        raise NoFreeSeats
    return seated


def fill_room(sitting: Any, waiting: QuerySet[Any], *, by: User, at: datetime) -> int:
    """Give the free seats of one room to the next who wait and are free then; return how many. About ten queries.

    A room that fills up or is called off at this moment is left out: the others keep what they got.
    """
    busy = Seat.objects.clashing_with(sitting).filter(person=OuterRef("person"))
    free = waiting.filter(~Exists(busy)).exclude(person__in=sitting.proctors.values("pk"))
    next_ones = free.order_by("unit__path", "person__full_name", "pk").values_list("person__uuid", flat=True)
    chosen = list(next_ones[: sitting.seats_in_room - sitting.taken])
    try:
        return seat_people(number=sitting.uuid, people=chosen, by=by, at=at) if chosen else 0
    except (Conflict, InvalidInput, NotAllowed) as problem:
        log.warning("room could not be filled", sitting=sitting.pk, code=problem.code)
        return 0


def without_seat(campaign: Campaign) -> QuerySet[Any]:
    """Return those asked who neither have a seat in a room of the campaign nor a result that counts."""
    live = Seat.objects.filter(sitting__campaign=campaign).exclude(sitting__state=SittingState.CANCELLED)
    return CampaignMember.objects.of(campaign).filter(is_done=False).exclude(person__in=live.values("person_id"))


def sittings_with_room(campaign: Campaign, *, by: User, at: datetime) -> list[Any]:
    """Return the sittings of a campaign in `by`'s parts that lie ahead and have free seats, the next one first."""
    within = sittings_for_hr(by, on=timezone.localdate(at)).filter(campaign=campaign)
    rows = Sitting.objects.with_taken().filter(pk__in=within.values("pk"), starts_at__gt=at)
    rows = rows.filter(state__in=(SittingState.PLANNED, SittingState.ANNOUNCED))
    return list(rows.filter(taken__lt=F("seats_in_room")).order_by("starts_at", "pk"))
