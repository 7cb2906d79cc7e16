"""Opens an attempt again that ended by time while a room had no power: whoever watches gives the lost time back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptState,
    ClosedReason,
    CompetencyScore,
    IncidentKind,
    RatingTask,
    Seat,
)
from assessments.services.scoring import source_of
from assessments.services.sitting_rooms import (
    MOST_MINUTES,
    MinutesOutOfRange,
    NothingNoted,
    note,
    open_room_of,
    seat_in,
)
from lms.competencies.services import replace_evidence
from lms.errors import Conflict, gettext_noop
from lms.people.models import User


class NotReopened(Conflict):
    """The attempt did not end by time, was passed, or is with raters."""

    code = "not_reopened"
    message = gettext_noop(
        "Only an attempt that ended by time, was not passed and is not with raters can be opened again."
    )


@transaction.atomic
def reopen_attempt(*, number: UUID, seat: UUID, minutes: int, why: str, by: User, at: datetime) -> Attempt:
    """Let a person go on for so many minutes from now; every saved answer is there.

    The result so far is taken back: its score is emptied and its evidence heard no more. What happens then is scored
    like any attempt. The room stays open as long.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach.
        RoomNotOpen: the room is not open.
        MinutesOutOfRange, NothingNoted: the minutes or the reason do not hold.
        NotReopened: the attempt cannot go on.

    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesOutOfRange(most=MOST_MINUTES)
    if not why.strip():
        raise NothingNoted
    sitting = open_room_of(number, by, at=at)
    row = seat_in(sitting, seat)
    attempt = require_reopenable(row)
    sitting.ends_at = max(sitting.ends_at, at + timedelta(minutes=minutes))
    sitting.save(update_fields=["ends_at"])
    take_back_result(attempt, at=at)
    attempt.state, attempt.deadline = AttemptState.IN_PROGRESS, at + timedelta(minutes=minutes)
    attempt.closed_reason, attempt.submitted_at, attempt.observed_at = "", None, None
    attempt.save()
    row.reopened += 1
    row.save(update_fields=["reopened"])
    note(sitting, row, IncidentKind.TIME, why, by=by, at=at, minutes=minutes)
    return attempt


def require_reopenable(seat: Seat) -> Attempt:
    """Return the attempt of a seat under its lock, if it can go on."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("blueprint", "person")
    attempt: Attempt | None = rows.filter(pk=seat.attempt_id).first()
    if attempt is None or attempt.closed_reason != ClosedReason.TIME or attempt.passed or attempt.is_being_rated:
        raise NotReopened
    if attempt.blueprint.is_adaptive or RatingTask.objects.filter(slot__attempt=attempt).exists():
        raise NotReopened
    if Attempt.objects.running().filter(person=seat.person_id, blueprint=attempt.blueprint_id).exists():
        raise NotReopened
    return attempt


def take_back_result(attempt: Attempt, *, at: datetime) -> None:
    """Empty the score of an attempt, and let its evidence be heard no more."""
    AttemptSlot.objects.filter(attempt=attempt).update(credit=None, is_right=None, slope=None, difficulty=None)
    CompetencyScore.objects.filter(attempt=attempt).delete()
    replace_evidence(person=attempt.person, findings=[], source=source_of(attempt), by=None, at=at)
    attempt.score_raw = attempt.score_max = attempt.percent = attempt.passed = attempt.scored_at = None
    attempt.scale, attempt.engine = None, ""
