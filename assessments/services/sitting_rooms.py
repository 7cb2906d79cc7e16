"""The day of a sitting: the room opens, cards are compared, time is given, what happens is noted, and it is signed.

Everything here is done by those who watch. None of it changes a score; at the end the report says which results count
as supervised, and leaves to HR what something speaks against.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments.models import (
    Attempt,
    Card,
    ClosedReason,
    Identity,
    Incident,
    IncidentKind,
    Seat,
    SeatStanding,
    Sitting,
    SittingState,
)
from assessments.models.sittings import SERIOUS
from assessments.services.answering import LINE_ALLOWANCE
from assessments.services.attempts import finish_for_others
from assessments.signals import sitting_signed
from assessments.sitting_access import NoSuchSeat, sitting_watched_by
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.services import log_look

# Whoever watches comes early: seats are found and cards compared before the test begins.
OPENS_BEFORE = timedelta(hours=1)
MOST_MINUTES = 120
DOUBLE_CLICK = timedelta(seconds=30)


class RoomNotOpen(Conflict):
    """The room is not open: not yet, or no more."""

    code = "room_not_open"
    message = gettext_noop("The room is not open. It can be opened from one hour before the beginning until the end.")


class StillAtWork(Conflict):
    """Somebody in the room has not handed in."""

    code = "still_at_work"
    message = gettext_noop("%(count)s people are still at work. Sign when all have handed in or their time is over.")


class StillExpected(Conflict):
    """Somebody whose card was compared has not begun, and the sitting is not over."""

    code = "still_expected"
    message = gettext_noop("%(count)s people were let in and have not begun. Sign when the sitting is over.")


class NothingNoted(InvalidInput):
    """An incident needs words."""

    code = "nothing_noted"
    message = gettext_noop("Say in a sentence what happened.")


class MinutesOutOfRange(InvalidInput):
    """Time is given in whole minutes, and not without end."""

    code = "minutes_out_of_range"
    message = gettext_noop("Give between 1 and %(most)s minutes.")


class NotAtWork(Conflict):
    """The person has no running attempt here."""

    code = "not_at_work"
    message = gettext_noop("This person has not begun, or has handed in already.")


class BegunAlready(Conflict):
    """The person has begun: identity was settled before."""

    code = "begun_already"
    message = gettext_noop("This person has begun already. Note a doubt as something that happened.")


def room(number: UUID, by: User, *, at: datetime) -> Sitting:
    """Return a sitting that `by` watches, under its lock."""
    found = sitting_watched_by(by, number, on=timezone.localdate(at))
    return Sitting.objects.select_for_update(of=("self",)).select_related("blueprint", "unit").get(pk=found.pk)


def open_room_of(number: UUID, by: User, *, at: datetime) -> Sitting:
    """Return an open sitting under its lock.

    Raises:
        RoomNotOpen: it is not open.

    """
    found = room(number, by, at=at)
    if not found.is_open:
        raise RoomNotOpen
    return found


def seat_in(sitting: Sitting, number: UUID) -> Seat:
    """Return a seat of the room under its lock.

    Raises:
        NoSuchSeat: there is none of that id.

    """
    rows = sitting.seats.select_for_update(of=("self",)).select_related("person", "attempt")
    found: Seat | None = rows.filter(uuid=number).first()
    if found is None:
        raise NoSuchSeat
    return found


@transaction.atomic
def open_room(*, number: UUID, by: User, at: datetime) -> Sitting:
    """Open the room and make its PIN; twice changes nothing.

    Raises:
        OutsideScope, NoSuchSitting: `by` does not watch it.
        RoomNotOpen: it is too early, too late, or the sitting was called off.

    """
    sitting = room(number, by, at=at)
    if sitting.is_open:
        return sitting
    if not sitting.is_announced or not sitting.starts_at - OPENS_BEFORE <= at < sitting.ends_at:
        raise RoomNotOpen
    sitting.state, sitting.pin = SittingState.OPEN, f"{secrets.randbelow(10**6):06d}"
    sitting.opened_by, sitting.opened_at = by, at
    sitting.save(update_fields=["state", "pin", "opened_by", "opened_at"])
    log(instance=sitting, action="assessments.sitting.open", user=by)
    return sitting


@transaction.atomic
def new_pin(*, number: UUID, by: User, at: datetime) -> Sitting:
    """Change the PIN, where it went further than the room.

    Raises:
        OutsideScope, NoSuchSitting: `by` does not watch it.
        RoomNotOpen: the room is not open.

    """
    sitting = open_room_of(number, by, at=at)
    sitting.pin = f"{secrets.randbelow(10**6):06d}"
    sitting.save(update_fields=["pin"])
    return sitting


@transaction.atomic
def confirm_identity(*, number: UUID, seat: UUID, card: Card, by: User, at: datetime) -> Seat:
    """Say that the person is who the list says, by a card; the look is logged.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        BegunAlready: the person is at work.

    """
    sitting = open_room_of(number, by, at=at)
    row = seat_in(sitting, seat)
    if row.attempt_id:
        raise BegunAlready
    row.identity, row.card, row.checked_by, row.checked_at = Identity.CONFIRMED, card, by, at
    row.wrong_pins = 0
    row.save(update_fields=["identity", "card", "checked_by", "checked_at", "wrong_pins"])
    log_look(viewer=by, subject=row.person, purpose="identity_check", at=at)
    return row


@transaction.atomic
def doubt_identity(*, number: UUID, seat: UUID, why: str, by: User, at: datetime) -> Seat:
    """Say that person and card do not agree: the person does not begin, and the doubt is noted.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        NothingNoted: no reason is given.
        BegunAlready: the person is at work.

    """
    if not why.strip():
        raise NothingNoted
    sitting = open_room_of(number, by, at=at)
    row = seat_in(sitting, seat)
    if row.attempt_id:
        raise BegunAlready
    row.identity, row.card, row.checked_by, row.checked_at = Identity.DOUBTFUL, "", by, at
    row.save(update_fields=["identity", "card", "checked_by", "checked_at"])
    log_look(viewer=by, subject=row.person, purpose="identity_check", at=at)
    note(sitting, row, IncidentKind.IDENTITY, why, by=by, at=at)
    return row


def note(
    sitting: Sitting, seat: Seat | None, kind: IncidentKind, text: str, *, by: User, at: datetime, minutes: int = 0
) -> Incident:
    """Write an incident down."""
    return Incident.objects.create(
        sitting=sitting, seat=seat, kind=kind, text=text.strip()[:500], minutes=minutes, by=by, at=at
    )


@transaction.atomic
def note_incident(
    *, number: UUID, kind: IncidentKind, text: str, by: User, at: datetime, seat: UUID | None = None
) -> Incident:
    """Note what happened, in the room or at one seat, until the report is signed. It changes nothing by itself.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        NothingNoted: no words are given.

    """
    if not text.strip():
        raise NothingNoted
    sitting = open_room_of(number, by, at=at)
    where = seat_in(sitting, seat) if seat else None
    same = said_before(sitting, where, kind, text, by=by, at=at)
    return same or note(sitting, where, kind, text, by=by, at=at)


def said_before(
    sitting: Sitting, seat: Seat | None, kind: IncidentKind, text: str, *, by: User, at: datetime, minutes: int = 0
) -> Incident | None:
    """Return the same note of a moment ago: a button that was pressed twice."""
    same = sitting.incidents.filter(seat=seat, kind=kind, text=text.strip()[:500], minutes=minutes, by=by)
    return same.filter(at__gt=at - DOUBLE_CLICK).first()


@transaction.atomic
def give_time(*, number: UUID, minutes: int, why: str, by: User, at: datetime, seat: UUID | None = None) -> int:
    """Give one seat, or all who are at work, more time; it is noted with its reason. Return how many got it.

    A button that was pressed twice gives it once, and answers 0 the second time.

    The room stays open as much longer.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        MinutesOutOfRange, NothingNoted: the minutes or the reason do not hold.
        NotAtWork: nobody is at work there; what ended by time can be opened again at its seat.

    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesOutOfRange(most=MOST_MINUTES)
    if not why.strip():
        raise NothingNoted
    sitting = open_room_of(number, by, at=at)
    chosen = seat_in(sitting, seat) if seat else None
    if said_before(sitting, chosen, IncidentKind.TIME, why, by=by, at=at, minutes=minutes):
        return 0
    running = Attempt.objects.running().filter(seat__sitting=sitting)
    running = running.filter(seat=chosen) if chosen else running
    given = 0
    for attempt in running.select_for_update().order_by("pk"):
        attempt.deadline += timedelta(minutes=minutes)
        attempt.save(update_fields=["deadline"])
        given += 1
    if not given:
        raise NotAtWork
    if not chosen:
        sitting.ends_at += timedelta(minutes=minutes)
        sitting.save(update_fields=["ends_at"])
    note(sitting, chosen, IncidentKind.TIME, why, by=by, at=at, minutes=minutes)
    return given


def end_attempt(*, number: UUID, seat: UUID, why: str, by: User, at: datetime) -> Seat:
    """End the attempt at a seat with what is saved; the reason is noted, and the answers are scored as they are.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        NothingNoted: no reason is given.
        NotAtWork: the person is not at work.

    """
    if not why.strip():
        raise NothingNoted
    with transaction.atomic():
        sitting = open_room_of(number, by, at=at)
        row = seat_in(sitting, seat)
        if row.attempt is None or not row.attempt.is_running:
            raise NotAtWork
        note(sitting, row, IncidentKind.ENDED, why, by=by, at=at)
    finish_for_others(row.attempt, at=at, reason=ClosedReason.PROCTOR)
    return row


def sign_report(*, number: UUID, report: str, by: User, at: datetime) -> Sitting:
    """Close the room and sign what happened there; from then on its results count as supervised.

    A seat at which identity was in doubt, or help was seen that is not allowed, waits for HR; if that was noted of the
    whole room, every seat does. Booklets may be entered afterwards. Twice changes nothing.

    Raises:
        OutsideScope, NoSuchSitting: `by` does not watch it.
        RoomNotOpen: it was never opened.
        StillAtWork, StillExpected: somebody has not handed in, or may still begin.

    """
    finish_overdue(number, by, at=at)
    with transaction.atomic():
        sitting = room(number, by, at=at)
        if sitting.is_signed:
            return sitting
        if not sitting.is_open:
            raise RoomNotOpen
        seats = Seat.objects.select_for_update(of=("self",)).filter(sitting=sitting)
        taken = list(seats.select_related("booklet").order_by("pk"))
        require_finished(sitting, taken, at=at)
        sitting.state, sitting.pin, sitting.report = SittingState.SIGNED, "", report.strip()
        sitting.signed_by, sitting.signed_at = by, at
        sitting.save(update_fields=["state", "pin", "report", "signed_by", "signed_at"])
        serious = set(sitting.incidents.filter(kind__in=SERIOUS).values_list("seat_id", flat=True))
        there = [one.pk for one in taken if was_there(one)]
        doubted = there if None in serious else [pk for pk in there if pk in serious]
        seats.filter(pk__in=doubted).update(standing=SeatStanding.IN_DOUBT)
        sure = seats.filter(pk__in=set(there) - set(doubted))
        sure.update(standing=SeatStanding.SUPERVISED, decided_by=by, decided_at=at)
        log(instance=sitting, action="assessments.sitting.sign", user=by)
        transaction.on_commit(partial(sitting_signed.send, sender=Sitting, sitting_id=sitting.pk))
    return sitting


def finish_overdue(number: UUID, by: User, *, at: datetime) -> None:
    """End the attempts of the room whose time is over: the sweep may not have come by yet."""
    found = sitting_watched_by(by, number, on=timezone.localdate(at))
    for attempt in Attempt.objects.overdue(at - LINE_ALLOWANCE).filter(seat__sitting=found):
        finish_for_others(attempt, at=at)


def was_there(seat: Seat) -> bool:
    """Whether the person of a seat has begun, on a screen or on paper."""
    return bool(seat.attempt_id) or (hasattr(seat, "booklet") and seat.booklet.is_used)


def require_finished(sitting: Sitting, seats: list[Seat], *, at: datetime) -> None:
    """Refuse to sign while somebody is at work, or may still begin."""
    at_work = Attempt.objects.running().filter(seat__sitting=sitting).count()
    if at_work:
        raise StillAtWork(count=at_work)
    expected = sum(one.is_known and not was_there(one) for one in seats)
    if expected and at < sitting.ends_at:
        raise StillExpected(count=expected)
