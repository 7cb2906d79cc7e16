"""Breaks that an adjustment allows: the questions are hidden, and the clock stands still for as long as is left.

A break moves the deadline by all that is left of it at once, and its end takes back what was not used. So whoever never
comes back is handed in like everybody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assessments.models import Attempt
from assessments.selectors.attempts import NoSuchAttempt
from lms.errors import Conflict, gettext_noop
from lms.people.models import User


class AttemptPaused(Conflict):
    """The person takes a break; no question is shown."""

    code = "attempt_paused"
    message = gettext_noop("You are taking a break. Continue, and the questions are back.")


@transaction.atomic
def take_break(*, person: User, attempt: UUID, at: datetime) -> Attempt:
    """Stop the clock of a running attempt; changes nothing where no break is left, or one lasts already.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    row = locked(person, attempt)
    if row.is_running and not row.is_paused and row.break_seconds_left and at < row.deadline:
        row.paused_at = at
        row.deadline += timedelta(seconds=row.break_seconds_left)
        row.save(update_fields=["paused_at", "deadline"])
    return row


@transaction.atomic
def go_on(*, person: User, attempt: UUID, at: datetime) -> Attempt:
    """End a break; twice is once.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    row = locked(person, attempt)
    if row.is_running and row.is_paused:
        end_break(row, at=at)
    return row


def end_break(row: Attempt, *, at: datetime) -> None:
    """Let the clock run on, under the row's lock; what is left of the break can be taken later."""
    assert row.paused_at is not None  # noqa: S101 - who calls has asked
    left = row.break_seconds_left
    used = min(max(int((at - row.paused_at).total_seconds()), 0), left)
    row.deadline -= timedelta(seconds=left - used)
    row.break_seconds_left, row.paused_at = left - used, None
    row.save(update_fields=["deadline", "break_seconds_left", "paused_at"])


def locked(person: User, attempt: UUID) -> Attempt:
    """Return the person's attempt under its row lock. One query."""
    row: Attempt | None = Attempt.objects.select_for_update().filter(uuid=attempt, person=person).first()
    if row is None:
        raise NoSuchAttempt
    return row
