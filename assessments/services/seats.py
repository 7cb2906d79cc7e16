"""Begins a test in a room: the person is known, the room is open, and the PIN is the one on its board."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import F

from assessments.models import Attempt, AttemptState, Blueprint, BlueprintStatus, Seat, Sitting
from assessments.selectors.pilots import takes_pilots
from assessments.services.adaptive import start_placement
from assessments.services.starting import StillBeingRated, begin
from assessments.sitting_access import seat_of
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.rows import hold

# A PIN has a million values; whoever guesses is stopped, and let go on by who watches.
MOST_WRONG_PINS = 5


class RoomClosed(Conflict):
    """The room is not open for beginning."""

    code = "room_closed"
    message = gettext_noop("The room is not open. Whoever watches opens it shortly before the beginning.")


class NotKnownYet(Conflict):
    """Nobody has compared person and card."""

    code = "not_known_yet"
    message = gettext_noop("Show your card to whoever watches the room first. Then you can begin.")


class WrongPin(InvalidInput):
    """The number is not the one on the board."""

    code = "wrong_pin"
    message = gettext_noop("This is not the number on the board. Look again; you have %(left)s tries left.")


class TooManyPins(Conflict):
    """The number was wrong too often."""

    code = "too_many_pins"
    message = gettext_noop("The number was wrong too often. Ask whoever watches the room to let you go on.")


class OnPaper(Conflict):
    """The person has a booklet in hand."""

    code = "on_paper"
    message = gettext_noop("You take this test on paper. Ask whoever watches the room if that is not so.")


class RunningElsewhere(Conflict):
    """An attempt without supervision runs at the same test."""

    code = "running_elsewhere"
    message = gettext_noop("You have begun this test alone and it still runs. Hand it in first; then begin here.")


class TestWithdrawn(Conflict):
    """The test was withdrawn after the sitting was planned."""

    code = "test_withdrawn"
    message = gettext_noop("This test was withdrawn meanwhile. Whoever watches the room tells HR.")
    __test__ = False


def take_seat(*, person: User, seat: UUID, pin: str, at: datetime, seed: int | None = None) -> Attempt:
    """Begin the test of the person's seat, or return the attempt that was begun there (double click, second device).

    HR's invitation stands above the rule of retakes. The attempt lasts as long as the test, at most until the room
    closes; what an adjustment gives comes on top.

    Raises:
        NoSuchSeat: it is not this person's.
        RoomClosed, NotKnownYet, OnPaper, TooManyPins: the person may not begin here now.
        WrongPin: the number is not the room's.
        RunningElsewhere, StillBeingRated, TestWithdrawn: the test itself says no.
        BankTooSmall, FormIncomplete, NothingToMeasure: its questions are not there.

    """
    found = seat_of(person, seat)
    if found.attempt is not None:
        return found.attempt
    require_may_begin(found, found.sitting, at=at)
    spend_a_try(found, pin)
    with transaction.atomic():
        # The person's row is the lock, as for every attempt; the seat's keeps signing, paper and beginning apart.
        hold(User, person.pk)
        row: Seat = Seat.objects.select_for_update(of=("self",)).select_related("attempt", "booklet").get(pk=found.pk)
        if row.attempt is not None:
            return row.attempt
        sitting = Sitting.objects.select_related("blueprint").get(pk=row.sitting_id)
        require_may_begin(row, sitting, at=at)
        require_free(person, sitting.blueprint)
        seed = secrets.randbits(62) if seed is None else seed
        row.attempt = begun(person, sitting.blueprint, at=at, seed=seed)
        shorten(row.attempt, sitting.ends_at)
        row.wrong_pins = 0
        row.save(update_fields=["attempt", "wrong_pins"])
    return row.attempt


def require_may_begin(seat: Seat, sitting: Sitting, *, at: datetime) -> None:
    """Refuse whoever may not begin here now."""
    if not sitting.is_open or at >= sitting.ends_at:
        raise RoomClosed
    if not seat.is_known:
        raise NotKnownYet
    if hasattr(seat, "booklet") and seat.booklet.is_used:
        raise OnPaper


def spend_a_try(seat: Seat, pin: str) -> None:
    """Compare the number, after counting the try: as many guesses at once as anybody likes are five in all."""
    counted = Seat.objects.filter(pk=seat.pk, wrong_pins__lt=MOST_WRONG_PINS)
    if not counted.update(wrong_pins=F("wrong_pins") + 1):
        raise TooManyPins
    if compare_digest(pin.strip().encode(), seat.sitting.pin.encode()):
        Seat.objects.filter(pk=seat.pk).update(wrong_pins=F("wrong_pins") - 1)
        return
    left = MOST_WRONG_PINS - Seat.objects.values_list("wrong_pins", flat=True).get(pk=seat.pk)
    raise WrongPin(left=left) if left > 0 else TooManyPins


def require_free(person: User, blueprint: Blueprint) -> None:
    """Refuse while another attempt of the person at this test runs or is being rated, or the test is withdrawn."""
    if blueprint.status != BlueprintStatus.PUBLISHED:
        raise TestWithdrawn
    states = set(Attempt.objects.filter(person=person, blueprint=blueprint).values_list("state", flat=True))
    if AttemptState.IN_PROGRESS in states:
        raise RunningElsewhere
    if AttemptState.RATING in states:
        raise StillBeingRated


def begun(person: User, blueprint: Blueprint, *, at: datetime, seed: int) -> Attempt:
    """Return a new attempt, with its questions."""
    if blueprint.is_placement:
        return start_placement(person=person, at=at, seed=seed, invited_to=blueprint)
    return begin(person, blueprint, None, is_first=takes_pilots(person, blueprint), at=at, seed=seed)


def shorten(attempt: Attempt, ends_at: datetime) -> None:
    """Let an attempt that was begun late end with the room; the extra minutes of an adjustment stay."""
    latest = ends_at + timedelta(minutes=attempt.extra_minutes)
    if attempt.deadline > latest:
        attempt.deadline = latest
        attempt.save(update_fields=["deadline"])
