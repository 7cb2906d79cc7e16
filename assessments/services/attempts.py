"""Starts attempts, keeps answers, and ends attempts. The clock is the server's; every change holds the row's lock."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from assessments import selectors
from assessments.drawing import Pool, draw
from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptState,
    Blueprint,
    ClosedReason,
    Item,
    ItemUse,
)
from assessments.selectors.attempts import NoSuchTest, offered_to, own_attempt
from assessments.services.answering import LINE_ALLOWANCE, AttemptClosed
from assessments.services.scoring import score_attempt
from lms.competencies.services import Source
from lms.errors import Conflict, DomainError, Unavailable, gettext_noop
from lms.people.models import User

log = structlog.get_logger("assessments")


class AlreadyPassed(Conflict):
    """The person has passed this test and its result still stands."""

    code = "already_passed"
    message = gettext_noop("You passed this test on %(day)s. There is nothing left to prove here.")


class TooSoon(Conflict):
    """The time between two attempts is not over."""

    code = "too_soon"
    message = gettext_noop("You can take this test again from %(moment)s. Until then, the lessons are open to you.")


class NoTriesLeft(Conflict):
    """All attempts are used."""

    code = "no_tries_left"
    message = gettext_noop("You have used all attempts at this test. A new one opens on %(moment)s.")


class StillBeingRated(Conflict):
    """People are still reading the answers of the attempt before."""

    code = "still_being_rated"
    message = gettext_noop("People are still rating your last attempt at this test. Its result may be all you need.")


def start_attempt(
    *, person: User, blueprint: Blueprint | UUID, context: Source | None = None, at: datetime, seed: int | None = None
) -> Attempt:
    """Return the attempt that now runs: a new one, or the one already running (double click, second tab).

    Raises:
        NoSuchTest: the test is not offered to this person.
        AlreadyPassed, TooSoon, NoTriesLeft: the rule of retakes says no.
        BankTooSmall: the bank cannot fill the form.

    """
    uuid = blueprint if isinstance(blueprint, UUID) else blueprint.uuid
    overdue = Attempt.objects.overdue(at - LINE_ALLOWANCE).filter(person=person, blueprint__uuid=uuid).first()
    if overdue is not None:
        finish(overdue, at=at)
    with transaction.atomic():
        # The person's row is the lock: of two clicks at once, the second finds the attempt of the first.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        running: Attempt | None = Attempt.objects.running().filter(person=person, blueprint__uuid=uuid).first()
        if running is not None:
            return running
        test = offered_to(person, at=at).filter(uuid=uuid).first()
        if test is None:
            raise NoSuchTest
        require_may_start(person, test, at=at)
        return begin(person, test, context, at=at, seed=secrets.randbits(62) if seed is None else seed)


def require_may_start(person: User, blueprint: Blueprint, *, at: datetime) -> None:
    """Refuse an attempt that the rule of retakes does not allow, with the moment from which it does."""
    ended = Attempt.objects.ended().filter(person=person, blueprint=blueprint)
    if any(attempt.is_being_rated for attempt in ended):
        raise StillBeingRated
    where = selectors.standings_of(ended, selectors.retake_rule(at), at=at).get(blueprint.pk)
    if where is None or where.may_start:
        return
    if where.passed_at is not None:
        raise AlreadyPassed(day=date_format(timezone.localtime(where.passed_at), "j F Y"))
    moment = date_format(timezone.localtime(where.next_at), "j F Y, H.i") if where.next_at else ""
    raise TooSoon(moment=moment) if where.attempts_left else NoTriesLeft(moment=moment)


def begin(person: User, blueprint: Blueprint, context: Source | None, *, at: datetime, seed: int) -> Attempt:
    """Write a new attempt with its whole form, before any question is shown."""
    versions = draw(pools_of(blueprint), seed=seed)
    attempt: Attempt = Attempt.objects.create(
        person=person,
        blueprint=blueprint,
        started_at=at,
        deadline=at + timedelta(minutes=blueprint.time_limit_minutes),
        seed=seed,
        context_kind=context.kind if context else "",
        context_uuid=context.uuid if context else None,
        context_title=context.title if context else "",
    )
    AttemptSlot.objects.bulk_create(
        AttemptSlot(attempt=attempt, position=position, item_version_id=version)
        for position, version in enumerate(versions, start=1)
    )
    return attempt


def pools_of(blueprint: Blueprint) -> list[Pool]:
    """Return what each cell may draw: approved exam items of everybody, or of the test's own agency."""
    owned = Q(unit__isnull=True) | (Q(unit=blueprint.unit_id) if blueprint.unit_id else Q(pk__in=[]))
    return [
        Pool(
            cell.count,
            tuple(
                Item.objects.servable()
                .of_way(is_rated=cell.is_rated)
                .filter(
                    use=ItemUse.EXAM,
                    competency=cell.competency_id,
                    level__range=(cell.level_min, cell.level_max),
                    **({"topic": cell.topic} if cell.topic else {}),
                )
                .filter(owned)
                .order_by("pk")
                .values_list("approved_id", flat=True)
            ),
        )
        for cell in blueprint.cells.all()
    ]


def submit(*, person: User, attempt: UUID, at: datetime) -> Attempt:
    """Hand in the person's attempt and score it; handing in twice changes nothing.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    return finish(own_attempt(person, attempt), at=at, reason=ClosedReason.PERSON)


def finish(attempt: Attempt, *, at: datetime, reason: ClosedReason = ClosedReason.TIME) -> Attempt:
    """End a running attempt and score it. After the deadline it ends at the deadline, whoever ends it.

    Ending and scoring are two steps: if scoring cannot be done now, the attempt stays submitted for the sweep.
    """
    with transaction.atomic():
        row: Attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if row.is_running:
            close(row, at=at, reason=reason)
    try:
        return score_attempt(attempt_id=row.pk, at=at)
    except Unavailable as problem:
        log.warning("attempt waits for scoring", attempt=row.pk, code=problem.code)
        return row


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
    """Return one question of the attempt, after closing the attempt if its time is over. Two queries.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it has ended.

    """
    mine = close_if_over(person, attempt, at=at)
    if not mine.is_running:
        raise AttemptClosed
    return selectors.attempt_page(person, mine, position, at=at)


def open_closing(*, person: User, attempt: UUID, at: datetime) -> selectors.ClosingPage:
    """Return what is still open, after closing the attempt if its time is over. Two queries.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it has ended.

    """
    mine = close_if_over(person, attempt, at=at)
    if not mine.is_running:
        raise AttemptClosed
    return selectors.closing_page(person, mine, at=at)


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
