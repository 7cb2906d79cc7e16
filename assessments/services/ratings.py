"""Rating: an answer is taken, read without a name, graded along its rubric, and settled once enough have rated it.

Every change holds the lock of the task: two raters who press at once get two different answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.access import NotARater, answers_to_read, may_rate, tasks_to_watch
from assessments.answers import Kind
from assessments.models import Appeal, Attempt, AttemptState, Rating, RatingStage, RatingState, RatingTask, Remedy
from assessments.rubrics import (
    THREE,
    How,
    Settled,
    checked,
    criteria_of,
    exists,
    needs_third,
    settle,
    settle_after_appeal,
    share_of,
)
from assessments.services.rescoring import rescore
from assessments.services.rubric_scoring import rating_policy
from assessments.services.scoring import score_attempt
from lms.errors import Conflict, NotFound, Unavailable, gettext_noop
from lms.notices.services import notify
from lms.people import access
from lms.people.models import User

log = structlog.get_logger("assessments")

LONGEST_COMMENT = 2000
LONGEST_NOTE = 300
NO_NOTES: Mapping[str, str] = {}


class NothingToRate(Conflict):
    """No answer waits for this rater."""

    code = "nothing_to_rate"
    message = gettext_noop("No answer waits for you at the moment. We tell you when one does.")


class NoSuchRating(NotFound):
    """There is no such rating, or it is another rater's."""

    code = "no_such_rating"
    message = gettext_noop("We could not find this answer among those you are rating.")


class RatingEnded(Conflict):
    """The rating was given, or the answer went back to the others."""

    code = "rating_ended"
    message = gettext_noop("This answer is no longer with you: you have rated it, or it went back to the others.")


@transaction.atomic
def take_answer(*, by: User, at: datetime) -> Rating:
    """Return the answer that `by` rates next: the one begun already, or the one that waits longest.

    Raises:
        NotARater: `by` rates nothing.
        NothingToRate: nothing waits.

    """
    on = timezone.localdate(at)
    if not may_rate(by, on=on):
        raise NotARater
    mine = Rating.objects.filter(rater=by, stage=RatingStage.BEGUN)
    mine = mine.exclude(task__slot__item_version__item__kind=Kind.CHECKLIST)
    begun: Rating | None = mine.order_by("begun_at").first()
    if begun is not None:
        return begun
    waiting = answers_to_read(by, on=on).order_by("opened_at", "pk")
    task: RatingTask | None = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if task is None:
        raise NothingToRate
    return begin(task, by, at=at)


@transaction.atomic
def take_task(*, task: UUID, by: User, at: datetime) -> Rating:
    """Return the observation of a task that `by` goes to watch: a new one, or the one begun already.

    Raises:
        NotARater: `by` rates nothing.
        NothingToRate: it is not `by`'s to watch: the own, that of somebody whom `by` leads, or another's by now.

    """
    on = timezone.localdate(at)
    if not may_rate(by, on=on):
        raise NotARater
    begun: Rating | None = Rating.objects.filter(task__uuid=task, rater=by, stage=RatingStage.BEGUN).first()
    if begun is not None:
        return begun
    waiting = tasks_to_watch(by, on=on).filter(uuid=task)
    row: RatingTask | None = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        raise NothingToRate
    return begin(row, by, at=at)


def begin(task: RatingTask, by: User, *, at: datetime) -> Rating:
    """Give a rater an answer or a task, which is under its lock."""
    task.taken += 1
    task.save(update_fields=["taken"])
    on = timezone.localdate(at)
    until = at + timedelta(hours=rating_policy(on).hold_hours)
    taken = {"stage": RatingStage.BEGUN, "begun_at": at, "held_until": until}
    rating: Rating = Rating.objects.update_or_create(task=task, rater=by, defaults=taken)[0]
    return rating


def held(rating: UUID, by: User) -> Rating:
    """Return a rating that `by` has begun, with the task under its lock. Four queries.

    Raises:
        NotARater: `by` rates no more.
        NoSuchRating: it is not `by`'s.
        RatingEnded: it was given, or went back.

    """
    if not may_rate(by, on=access.today()):
        raise NotARater
    found: Rating | None = Rating.objects.filter(uuid=rating, rater=by).first()
    if found is None:
        raise NoSuchRating
    rows = RatingTask.objects.select_for_update(of=("self",))
    task: RatingTask = rows.select_related("slot__item_version__secret", "slot__attempt").get(pk=found.task_id)
    found.refresh_from_db(fields=["stage"])  # it may have ended while the lock was waited for
    if found.stage != RatingStage.BEGUN:
        raise RatingEnded
    found.task = task
    return found


@transaction.atomic
def keep_rating(
    *,
    rating: UUID,
    by: User,
    grades: Mapping[str, Any],
    comment: str,
    at: datetime,
    notes: Mapping[str, str] = NO_NOTES,
) -> Rating:
    """Keep what a rater has so far; grades that do not exist are left out.

    Raises:
        NoSuchRating, RatingEnded: it is not `by`'s to rate any more.

    """
    row = held(rating, by)
    version = row.task.slot.item_version
    criteria = {one.id: one for one in criteria_of(version.secret.key, version.options)}
    row.grades = {name: place for name, place in grades.items() if name in criteria and exists(criteria[name], place)}
    row.notes = {name: text.strip()[:LONGEST_NOTE] for name, text in notes.items() if name in criteria and text.strip()}
    row.comment = comment.strip()[:LONGEST_COMMENT]
    row.held_until = max(row.held_until, at + timedelta(hours=rating_policy(timezone.localdate(at)).hold_hours))
    row.save(update_fields=["grades", "notes", "comment", "held_until"])
    return row


def give_rating(
    *,
    rating: UUID,
    by: User,
    grades: Mapping[str, Any],
    comment: str,
    at: datetime,
    notes: Mapping[str, str] = NO_NOTES,
) -> Rating:
    """Make a rating final; with the last one that is needed the answer is settled, and with the last answer the test.

    Giving and scoring are two steps: if scoring cannot be done now, the sweep does it.

    Raises:
        NoSuchRating, RatingEnded: it is not `by`'s to rate any more.
        UnknownGrade: a criterion has no grade; what was chosen is kept.

    """
    kept = keep_rating(rating=rating, by=by, grades=grades, comment=comment, at=at, notes=notes)
    with transaction.atomic():
        row = held(kept.uuid, by)
        version = row.task.slot.item_version
        row.grades = checked(criteria_of(version.secret.key, version.options), row.grades)
        row.stage, row.given_at = RatingStage.GIVEN, at
        row.save(update_fields=["grades", "stage", "given_at"])
        settle_task(row.task, at=at)
    finish_rated(row.task.slot.attempt_id, at=at)
    return row


def settle_task(task: RatingTask, *, at: datetime) -> None:
    """Settle an answer if enough have rated it; where two lie too far apart, ask for a third."""
    version = task.slot.item_version
    criteria = criteria_of(version.secret.key, version.options)
    given = task.ratings.filter(stage=RatingStage.GIVEN).order_by("given_at", "pk")
    shares = [share_of(criteria, one.grades) for one in given]
    if task.floor:
        settled = settle_after_appeal(shares, Fraction(task.floor), needed=task.needed)
        return close_task(task, settled, at=at)
    if needs_third(shares, task.widest_gap):
        task.needed = THREE
        task.save(update_fields=["needed"])
    settled = settle(shares, needed=task.needed, widest_gap=task.widest_gap)
    return close_task(task, settled, at=at)


def close_task(task: RatingTask, settled: Settled | None, *, at: datetime) -> None:
    """Write what an answer is worth, once that is known."""
    if settled is not None:
        task.state, task.share, task.how = RatingState.SETTLED, str(settled.share), settled.how
        task.settled_at = at
        task.save(update_fields=["state", "share", "how", "settled_at"])


def reopen(task: RatingTask, *, at: datetime) -> None:
    """Ask for one more rating of a settled answer, after which it is worth at least what it is now. Task is locked."""
    task.floor, task.share, task.state = task.share, "", RatingState.OPEN
    task.needed = task.taken + 1
    task.opened_at = at
    task.due_at = at + timedelta(days=rating_policy(timezone.localdate(at)).days_to_rate)
    task.save(update_fields=["floor", "share", "state", "needed", "opened_at", "due_at"])


def finish_rated(attempt_id: int, *, at: datetime) -> None:
    """Score an attempt whose answers are all rated, and tell its person; one that still waits is left alone."""
    if RatingTask.objects.waiting().filter(slot__attempt=attempt_id).exists():
        return
    try:
        attempt = score_attempt(attempt_id=attempt_id, at=at)
    except Unavailable as problem:
        log.warning("attempt waits for scoring", attempt=attempt_id, code=problem.code)
        return
    if attempt.is_scored:
        finish_rating_again(attempt, at=at)
        tell_person(attempt, at=at)


def finish_rating_again(attempt: Attempt, *, at: datetime) -> None:
    """Compute a result anew whose answer was rated once more because its person objected."""
    rated = Appeal.objects.filter(attempt=attempt, remedy=Remedy.RATE_AGAIN, score_changes__isnull=True)
    for appeal in rated.filter(slot__rating_task__how=How.APPEAL):
        rescore(attempt_id=attempt.pk, at=at, appeal=appeal)


def tell_person(attempt: Attempt, *, at: datetime) -> None:
    """Tell the person that the result stands; once."""
    notify(
        person=attempt.person,
        kind="result_ready",
        facts={"title": attempt.blueprint.title},
        url=reverse("assessments:result", args=[attempt.uuid]),
        at=at,
        key=f"result_ready:{attempt.uuid}",
    )


@transaction.atomic
def return_answer(*, rating: UUID, by: User, at: datetime) -> None:
    """Give an answer back, because the rater knows whose it is or cannot judge it; others rate it, `by` never again.

    Raises:
        NoSuchRating, RatingEnded: it is not `by`'s to rate any more.

    """
    row = held(rating, by)
    give_back(row, RatingStage.RETURNED)
    log.info("answer given back", rating=row.pk, at=at.isoformat())


def give_back(rating: Rating, stage: RatingStage) -> None:
    """Let others rate an answer. What was chosen is forgotten where it was returned for good. The task is locked."""
    rating.stage = stage
    if stage == RatingStage.RETURNED:
        rating.grades, rating.notes, rating.comment = {}, {}, ""
    rating.save(update_fields=["stage", "grades", "notes", "comment"])
    task = rating.task
    task.taken -= 1
    task.save(update_fields=["taken"])


def release_held(*, at: datetime) -> int:
    """Let others have answers that a rater has held for too long; return how many. The rater may take them again."""
    released = 0
    for pk, task in list(Rating.objects.filter(stage=RatingStage.BEGUN, held_until__lte=at).values_list("pk", "task")):
        with transaction.atomic():
            locked = RatingTask.objects.select_for_update(of=("self",)).get(pk=task)
            row = Rating.objects.filter(pk=pk, stage=RatingStage.BEGUN, held_until__lte=at).first()
            if row is not None:
                row.task = locked
                give_back(row, RatingStage.LAPSED)
                released += 1
    return released


def finish_all_rated(*, at: datetime) -> int:
    """Score attempts whose answers are all rated, which a crash left; return how many."""
    open_tasks = RatingTask.objects.waiting()
    rated_again = Appeal.objects.filter(
        remedy=Remedy.RATE_AGAIN, score_changes__isnull=True, slot__rating_task__how=How.APPEAL
    )
    waiting = Attempt.objects.filter(
        Q(state=AttemptState.RATING) | Q(state=AttemptState.SCORED, pk__in=rated_again.values("attempt"))
    ).exclude(slots__rating_task__in=open_tasks)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        try:
            finish_rated(pk, at=at)
        except Exception:
            log.exception("attempt could not be finished", attempt=pk)
    return len(ids)
