"""Opens attempts and ends them. The clock is the server's; every change holds the row's lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from assessments import selectors
from assessments.models import Attempt, AttemptState, ClosedReason
from assessments.selectors.attempts import NoSuchAttempt, own_attempt
from assessments.services.answering import LINE_ALLOWANCE, AttemptClosed
from assessments.services.breaks import AttemptPaused
from assessments.services.scoring import score_attempt
from lms.errors import DomainError, Unavailable
from lms.people.models import User
from lms.rows import the_one

log = structlog.get_logger("assessments")


def submit(*, person: User, attempt: UUID, at: datetime) -> Attempt:
    """Hand in the person's attempt and score it; handing in twice changes nothing.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    return end(Attempt.objects.filter(person=person, uuid=attempt), at=at, reason=ClosedReason.PERSON)


def finish(attempt: Attempt, *, at: datetime, reason: ClosedReason = ClosedReason.TIME) -> Attempt:
    """End a running attempt and score it. After the deadline it ends at the deadline, whoever ends it."""
    return end(Attempt.objects.filter(pk=attempt.pk), at=at, reason=reason)


def end(rows: QuerySet[Attempt], *, at: datetime, reason: ClosedReason) -> Attempt:
    """End the attempt that the rows name, and score it.

    Ending and scoring are two steps: if scoring cannot be done now, the attempt stays submitted for the sweep.

    Raises:
        NoSuchAttempt: there is none.

    """
    with transaction.atomic():
        row = the_one(rows.select_for_update())
        if row is None:
            raise NoSuchAttempt
        if row.is_running:
            close(row, at=at, reason=reason)
    try:
        return score_attempt(attempt_id=row.pk, at=at)
    except Unavailable as problem:
        log.warning("attempt waits for scoring", attempt=row.pk, code=problem.code)
        return row


def finish_for_others(attempt: Attempt, *, at: datetime, reason: ClosedReason = ClosedReason.TIME) -> None:
    """End an attempt of somebody else; if scoring fails, whatever the reason, it waits for the sweep.

    Whoever signs for a room or enters a booklet has done their part, and can do nothing about a score.
    """
    try:
        finish(attempt, at=at, reason=reason)
    except Exception:
        log.exception("attempt waits for scoring", attempt=attempt.pk)


def close(row: Attempt, *, at: datetime, reason: ClosedReason) -> None:
    """Take no more answers, under the row's lock; the score comes afterwards."""
    is_late = at >= row.deadline
    row.state = AttemptState.SUBMITTED
    row.closed_reason = ClosedReason.TIME if is_late else reason
    row.submitted_at = row.deadline if is_late else at
    row.save(update_fields=["state", "closed_reason", "submitted_at"])


def close_if_over(person: User, attempt: UUID, *, at: datetime) -> Attempt:
    """Return the person's attempt, ended if its time is over and scored if it waits for that."""
    mine = own_attempt(person, attempt)
    is_over = mine.is_running and at > mine.deadline + LINE_ALLOWANCE
    return finish(mine, at=at) if is_over or mine.state == AttemptState.SUBMITTED else mine


def open_attempt(*, person: User, attempt: UUID, position: int, at: datetime) -> selectors.AttemptPage:
    """Return one page of the attempt, after closing the attempt if its time is over. Three queries.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it has ended.
        AttemptPaused: the person takes a break.

    """
    mine = shown(person, attempt, at=at)
    return selectors.attempt_page(person, mine, position, at=at)


def open_closing(*, person: User, attempt: UUID, at: datetime) -> selectors.ClosingPage:
    """Return what is still open, after closing the attempt if its time is over. Two queries.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it has ended.
        AttemptPaused: the person takes a break.

    """
    return selectors.closing_page(person, shown(person, attempt, at=at), at=at)


def shown(person: User, attempt: UUID, *, at: datetime) -> Attempt:
    """Return the person's attempt if its questions may be seen now."""
    mine = close_if_over(person, attempt, at=at)
    if not mine.is_running:
        raise AttemptClosed
    if mine.is_paused:
        raise AttemptPaused
    return mine


def open_break(*, person: User, attempt: UUID, at: datetime) -> Attempt:
    """Return the attempt in whose break the person is, after closing it if even that time is over. One query.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    return close_if_over(person, attempt, at=at)


def open_result(*, person: User, attempt: UUID, at: datetime) -> selectors.ResultPage:
    """Return the result, after closing or scoring the attempt if that is due. Six queries.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    return selectors.result_page(person, close_if_over(person, attempt, at=at), at=at)


def finish_expired(*, at: datetime) -> int:
    """End every attempt whose time is over and score what waits; return how many. One failure stops no other."""
    over = Attempt.objects.overdue(at - LINE_ALLOWANCE)
    waiting = Attempt.objects.filter(state=AttemptState.SUBMITTED)
    done = 0
    for attempt in [*over.order_by("deadline", "pk"), *waiting.order_by("pk")]:
        try:
            done += finish(attempt, at=at).is_scored
        except DomainError as problem:
            log.warning("attempt could not be finished", attempt=attempt.pk, code=problem.code)
        except Exception:
            log.exception("attempt could not be finished", attempt=attempt.pk)
    return done
