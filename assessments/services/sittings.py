"""Plans supervised sittings: the test, the room and its day, who sits there, who watches; then tells everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from assessments.campaign_access import campaign_for_hr
from assessments.models import Blueprint, Booklet, Campaign, Seat, Sitting, SittingState
from assessments.selectors.sittings import tests_for
from assessments.services.sitting_notices import facts_of, tell, tell_one, tell_proctors
from assessments.sitting_access import may_watch, people_to_seat, sitting_for_hr
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import User

LONGEST_REASON = 500


class RoomTooShort(InvalidInput):
    """The room closes before the time of the test is over."""

    code = "room_too_short"
    message = gettext_noop("The test takes %(minutes)s minutes. Let the sitting last at least that long.")


class SittingInThePast(InvalidInput):
    """The sitting would begin before now."""

    code = "sitting_in_the_past"
    message = gettext_noop("Choose a beginning that lies ahead.")


class NotATestForSittings(InvalidInput):
    """The test is not published, or belongs to another agency."""

    code = "not_a_test_for_sittings"
    message = gettext_noop("Choose a published test of your agency.")


class NotARoomOfTheCampaign(InvalidInput):
    """What is taken there would not count for the campaign."""

    code = "not_a_room_of_the_campaign"
    message = gettext_noop("A room of a campaign lies within its days and holds its test, while the campaign is open.")


class RoomFull(Conflict):
    """There are more people than seats."""

    code = "room_full"
    message = gettext_noop("The room has %(left)s seats left, and you chose %(chosen)s people. Nobody was added.")


class SeatedElsewhere(Conflict):
    """Somebody sits in another room at that time."""

    code = "seated_elsewhere"
    message = gettext_noop("%(name)s sits in another sitting at that time. Nobody was added.")


class ListClosed(Conflict):
    """The list of people does not change any more."""

    code = "list_closed"
    message = gettext_noop("This sitting is over or called off. Its list stays as it is.")


class SeatTaken(Conflict):
    """The person has begun already."""

    code = "seat_taken"
    message = gettext_noop("%(name)s was in the room already and stays on the list.")


class NotReady(InvalidInput):
    """Something is missing before people can be told."""

    code = "sitting_not_ready"
    message = gettext_noop("Before people are told, the sitting needs at least one person and somebody who watches.")


class NotChangeable(Conflict):
    """The room was opened, signed or called off meanwhile."""

    code = "sitting_not_changeable"
    message = gettext_noop("This sitting was opened or called off meanwhile. Look at it as it stands now.")


class NoReasonForCancelling(InvalidInput):
    """People are told why."""

    code = "no_reason_for_cancelling"
    message = gettext_noop("Say in a sentence why; everybody on the list reads it.")


class MayNotWatch(InvalidInput):
    """Somebody named is no proctor of that part, or sits in the room."""

    code = "may_not_watch"
    message = gettext_noop("Whoever watches needs the role of proctor for this unit, and may not sit in the room.")


@dataclass(frozen=True)
class Plan:
    """What a sitting consists of, before anybody is seated."""

    blueprint: Blueprint
    room: str
    seats_in_room: int
    starts_at: datetime
    ends_at: datetime
    directions: str = ""
    note: str = ""


@transaction.atomic
def plan_sitting(*, unit: UUID, plan: Plan, by: User, at: datetime, campaign: UUID | None = None) -> Sitting:
    """Plan a sitting for a part of the organisation, or as a room of a campaign; nobody is told yet.

    Raises:
        OutsideScope, NoSuchCampaign: `by` is not HR of that part.
        NotATestForSittings, SittingInThePast, RoomTooShort: the plan does not hold.

    """
    where = access.require_unit(by, unit, on=timezone.localdate(at))
    require_sound(plan, tests_for(where), at=at)
    of = campaign_for_hr(by, campaign, on=timezone.localdate(at)) if campaign else None
    if of is not None:
        require_room_of(of, plan)
    sitting: Sitting = Sitting.objects.create(unit=where, campaign=of, planned_by=by, planned_at=at, **fields_of(plan))
    log(instance=sitting, action="assessments.sitting.plan", user=by)
    return sitting


def require_room_of(campaign: Campaign, plan: Plan) -> None:
    """Refuse a room whose results could not count for its campaign."""
    first, last = timezone.localdate(plan.starts_at), timezone.localdate(plan.ends_at)
    is_within = campaign.opens_on <= first and last <= campaign.closes_on
    is_open = campaign.is_supervised and (campaign.is_planned or campaign.is_running)
    if not (is_open and is_within and campaign.blueprint_id == plan.blueprint.pk):
        raise NotARoomOfTheCampaign


def require_sound(plan: Plan, tests: QuerySet[Blueprint], *, at: datetime) -> None:
    """Refuse a plan that cannot be carried out."""
    if not tests.filter(pk=plan.blueprint.pk).exists():
        raise NotATestForSittings
    if plan.starts_at <= at:
        raise SittingInThePast
    if plan.ends_at - plan.starts_at < timedelta(minutes=plan.blueprint.time_limit_minutes):
        raise RoomTooShort(minutes=plan.blueprint.time_limit_minutes)


def fields_of(plan: Plan) -> dict[str, Any]:
    """Return the columns that a plan fills."""
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}


@transaction.atomic
def change_sitting(*, number: UUID, plan: Plan, by: User, at: datetime) -> Sitting:
    """Change a sitting whose room is not open yet; whoever was told of it is told anew.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        NotChangeable: the room was opened, or it was called off.
        RoomFull: the room has fewer seats than people.

    """
    sitting = locked(number, by, at=at)
    if not (sitting.is_planned or sitting.is_announced):
        raise NotChangeable
    require_sound(plan, tests_for(sitting.unit), at=at)
    if sitting.campaign is not None:
        require_room_of(sitting.campaign, plan)
    seated = list(sitting.seats.select_related("person"))
    if len(seated) > plan.seats_in_room:
        raise RoomFull(left=plan.seats_in_room, chosen=len(seated))
    before = told_of(sitting)
    if plan.blueprint.pk != sitting.blueprint_id:  # printed booklets hold the questions of another test
        Booklet.objects.filter(seat__sitting=sitting, is_used=False).delete()
    for name, value in fields_of(plan).items():
        setattr(sitting, name, value)
    require_free([seat.person for seat in seated], sitting)
    sitting.save()
    if sitting.is_announced and before != told_of(sitting):
        tell(sitting, seated, at=at, moment=f"{at:%Y%m%d%H%M%S}")
        tell_proctors(sitting, at=at, kind="sitting_to_watch", moment=f"{at:%Y%m%d%H%M%S}")
    log(instance=sitting, action="assessments.sitting.change", user=by)
    return sitting


def told_of(sitting: Sitting) -> tuple[Any, ...]:
    """Return what people were told of a sitting."""
    return (
        sitting.room,
        sitting.starts_at,
        sitting.ends_at,
        sitting.directions,
        sitting.note,
        sitting.blueprint_id,
    )


def locked(number: UUID, by: User, *, at: datetime) -> Sitting:
    """Return a sitting of `by`'s parts under its lock."""
    found = sitting_for_hr(by, number, on=timezone.localdate(at))
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("blueprint", "unit", "campaign")
    row: Sitting = rows.get(pk=found.pk)
    return row


@transaction.atomic
def seat_people(*, number: UUID, people: Iterable[UUID], by: User, at: datetime) -> int:
    """Give people a seat each, all or nobody; who has one keeps it. Return how many were added.

    Raises:
        OutsideScope, NoSuchSitting, MayNotView: the sitting or somebody is out of reach.
        ListClosed: the sitting is over or called off.
        RoomFull, SeatedElsewhere, MayNotWatch: they cannot all sit there.

    """
    sitting = locked(number, by, at=at)
    if not sitting.takes_people:
        raise ListClosed
    wanted = set(people)
    found = list(people_to_seat(by, on=timezone.localdate(at)).filter(uuid__in=wanted))
    if len(found) != len(wanted):
        raise access.MayNotView
    has_seat = set(sitting.seats.values_list("person_id", flat=True))
    new = [person for person in found if person.pk not in has_seat]
    # Whoever is seated elsewhere at this moment is seen, or waits.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in new]).order_by("pk"))
    require_place(sitting, new, len(has_seat))
    seats = numbered(sitting, new)
    log(instance=sitting, action="assessments.sitting.seat", user=by)
    if sitting.state in (SittingState.ANNOUNCED, SittingState.OPEN):
        tell(sitting, seats, at=at)
    return len(new)


def require_place(sitting: Sitting, new: list[User], taken: int) -> None:
    """Refuse more people than seats, people who sit elsewhere then, and those who watch this room."""
    left = sitting.seats_in_room - taken
    if len(new) > left:
        raise RoomFull(left=left, chosen=len(new))
    if sitting.proctors.filter(pk__in=[person.pk for person in new]).exists():
        raise MayNotWatch
    require_free(new, sitting)


def require_free(people: list[User], sitting: Sitting) -> None:
    """Refuse people who sit in another room at that time. One query."""
    meanwhile = Seat.objects.clashing_with(sitting).filter(person__in=people)
    clash = meanwhile.select_related("person").first()
    if clash is not None:
        raise SeatedElsewhere(name=clash.person.display_name)


def numbered(sitting: Sitting, people: list[User]) -> list[Seat]:
    """Write a seat for each, in the order of names, behind those already taken."""
    last = sitting.seats.aggregate(last=Max("number"))["last"] or 0
    seats = [Seat(sitting=sitting, person=person, number=last + place) for place, person in enumerate(people, 1)]
    return Seat.objects.bulk_create(seats)


@transaction.atomic
def unseat(*, number: UUID, seat: UUID, by: User, at: datetime) -> None:
    """Take a person off the list; whoever was told of the sitting is told of that.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        ListClosed: the sitting is over or called off.
        SeatTaken: the person has begun or a card was compared, a booklet was handed out, or something was noted.

    """
    sitting = locked(number, by, at=at)
    if not sitting.takes_people:
        raise ListClosed
    rows = sitting.seats.select_for_update(of=("self",)).select_related("person")
    row: Seat | None = rows.filter(uuid=seat).first()
    if row is None:
        return
    was_there = row.attempt_id or row.checked_at or row.incidents.exists()
    if was_there or Booklet.objects.filter(seat=row, is_used=True).exists():
        raise SeatTaken(name=row.person.display_name)
    row.delete()
    log(instance=sitting, action="assessments.sitting.unseat", user=by)
    if not sitting.is_planned:
        tell_one(row, "sitting_off", facts_of(sitting) | {"why": ""}, at=at, key=f"unseated:{row.uuid}", url="mine")


@transaction.atomic
def name_proctors(*, number: UUID, people: Iterable[UUID], by: User, at: datetime) -> None:
    """Say who watches; those who are new are told once the sitting is announced.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        ListClosed: the sitting is over or called off.
        MayNotWatch: somebody lacks the role, or sits in the room.

    """
    sitting = locked(number, by, at=at)
    if not sitting.takes_people:
        raise ListClosed
    wanted = set(people)
    allowed = may_watch(sitting.unit, on=timezone.localdate(at)).filter(uuid__in=wanted)
    chosen = list(allowed.exclude(pk__in=sitting.seats.values("person_id")))
    if len(chosen) != len(wanted):
        raise MayNotWatch
    if not chosen and not sitting.is_planned:
        raise NotReady
    before = list(sitting.proctors.all())
    sitting.proctors.set(chosen)
    log(instance=sitting, action="assessments.sitting.proctors", user=by)
    if not sitting.is_planned:
        tell_proctors(sitting, at=at)
        gone = [person for person in before if person not in chosen]
        tell_proctors(sitting, at=at, kind="sitting_not_to_watch", moment=f"{at:%Y%m%d%H%M%S}", people=gone)


@transaction.atomic
def announce_sitting(*, number: UUID, by: User, at: datetime) -> Sitting:
    """Tell everybody on the list when and where, and those who watch; twice is once.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        NotReady: nobody is seated, or nobody watches.
        NotChangeable: it was called off or is over.

    """
    sitting = locked(number, by, at=at)
    if sitting.is_announced:
        return sitting
    if not sitting.is_planned:
        raise NotChangeable
    seats = list(sitting.seats.select_related("person"))
    if not seats or not sitting.proctors.exists():
        raise NotReady
    sitting.state = SittingState.ANNOUNCED
    sitting.save(update_fields=["state"])
    tell(sitting, seats, at=at)
    tell_proctors(sitting, at=at)
    log(instance=sitting, action="assessments.sitting.announce", user=by)
    return sitting


@transaction.atomic
def cancel_sitting(*, number: UUID, why: str, by: User, at: datetime) -> Sitting:
    """Call a sitting off before its room opens; everybody who was told of it is told why.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        NoReasonForCancelling: nothing is said.
        NotChangeable: the room was opened, or it is over.

    """
    if not why.strip():
        raise NoReasonForCancelling
    sitting = locked(number, by, at=at)
    if not (sitting.is_planned or sitting.is_announced):
        raise NotChangeable
    was_known = sitting.is_announced
    sitting.state, sitting.cancelled_at, sitting.cancelled_why = SittingState.CANCELLED, at, why.strip()
    sitting.save(update_fields=["state", "cancelled_at", "cancelled_why"])
    if was_known:
        facts = facts_of(sitting) | {"why": sitting.cancelled_why}
        for seat in sitting.seats.select_related("person"):
            tell_one(seat, "sitting_off", facts, at=at, key=f"sitting_off:{seat.uuid}")
        tell_proctors(sitting, at=at, kind="sitting_not_to_watch")
    log(instance=sitting, action="assessments.sitting.cancel", user=by)
    return sitting
