"""What is read about appeals: the own ones, those that wait for a second reader, and what each is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from assessments import access
from assessments.answers import RATED, UNSCORED
from assessments.feedback import Tells
from assessments.models import (
    Appeal,
    AppealPolicy,
    Attempt,
    AttemptSlot,
    Observation,
    RatingState,
    RatingTask,
    Remedy,
    ScoreChange,
)
from assessments.selectors.attempts import own_attempt
from assessments.selectors.rated_answers import rated_answers
from assessments.selectors.results import ReviewedSlot, reviewed
from lms.errors import NotFound, gettext_noop
from lms.people.access import Viewer


class NoSuchAppeal(NotFound):
    """There is no such appeal, or it is not this person's to read."""

    code = "no_such_appeal"
    message = gettext_noop("We could not find this objection among those that you answer.")


@dataclass(frozen=True)
class AppealForm:
    """What a person sees who wants to object: the attempt, its questions, what was filed, and until when one can."""

    attempt: Attempt
    questions: tuple[tuple[int, str], ...]
    filed: tuple[Appeal, ...]
    changes: tuple[ScoreChange, ...]
    last_day: date | None
    is_open: bool


@dataclass(frozen=True)
class AppealPage:
    """An appeal before the person who decides it: the question with its key, the answer, the reason. No name."""

    appeal: Appeal
    slot: ReviewedSlot | None
    remedies: tuple[Remedy, ...]


def appeal_form(viewer: Viewer, attempt: UUID, *, at: datetime) -> AppealForm:
    """Return the page on which the viewer objects to a result. Seven queries.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    mine = own_attempt(viewer, attempt)
    last = last_day_to_appeal(mine, at=at)
    filed = tuple(Appeal.objects.filter(attempt=mine).select_related("slot").order_by("filed_at", "pk"))
    taken = {appeal.slot_id for appeal in filed}
    return AppealForm(
        attempt=mine,
        questions=questions_of(mine, taken) if mine.is_scored else (),
        filed=filed,
        changes=tuple(ScoreChange.objects.filter(attempt=mine, differs=True).order_by("at", "pk")),
        last_day=last,
        is_open=mine.is_scored and last is not None and timezone.localdate(at) <= last,
    )


def last_day_to_appeal(attempt: Attempt, *, at: datetime) -> date | None:
    """Return until when one may object; None before there is a result. Two queries.

    What a reviewer of an observation said opens the time anew.
    """
    policy: AppealPolicy = AppealPolicy.objects.newest_in_force(timezone.localdate(at))
    if attempt.scored_at is None:
        return None
    said = Observation.objects.filter(attempt=attempt).values_list("reviewed_at", flat=True).first()
    return timezone.localdate(max(said or attempt.scored_at, attempt.scored_at)) + timedelta(days=policy.days_to_appeal)


def questions_of(attempt: Attempt, taken: set[int | None]) -> tuple[tuple[int, str], ...]:
    """Return the questions to which one can object, by number, with their text where the test tells it. One query."""
    shows = not attempt.blueprint.is_adaptive and attempt.settings.feedback == Tells.QUESTIONS
    slots = attempt.slots.filter(is_pilot=False).exclude(item_version__item__kind__in=UNSCORED)
    slots = slots.exclude(pk__in=[pk for pk in taken if pk]).order_by("position")
    rows = slots.values_list("position", "item_version__stem")
    return tuple((position, stem if shows else "") for position, stem in rows)


def appeals_waiting(viewer: Viewer, *, on: date) -> QuerySet[Appeal]:
    """Return the appeals that `viewer` decides, the open ones first, the oldest first. At most three queries."""
    related = ("attempt__blueprint", "slot__item_version__item", "agency")
    rows: QuerySet[Appeal] = access.appeals_decidable_by(viewer, on=on).select_related(*related)
    return rows.order_by("decided_at", "filed_at", "pk")


def appeal_page(viewer: Viewer, appeal: UUID, *, on: date) -> AppealPage:
    """Return an appeal with what it is about. At most ten queries.

    Raises:
        NoSuchAppeal: it is not `viewer`'s to decide.

    """
    related = ("attempt__blueprint", "attempt__scale", "attempt__observation", "slot__item_version__item", "decided_by")
    row: Appeal | None = access.appeals_decidable_by(viewer, on=on).select_related(*related).filter(uuid=appeal).first()
    if row is None:
        raise NoSuchAppeal
    return AppealPage(row, slot_of(row), remedies_of(row, viewer, on=on))


def slot_of(appeal: Appeal) -> ReviewedSlot | None:
    """Return the question that was objected to, with its key and what was answered."""
    if appeal.slot_id is None:
        return None
    related = ("item_version__item", "item_version__neutralisation", "item_version__secret", "response")
    slot = AttemptSlot.objects.select_related(*related).get(pk=appeal.slot_id)
    rated = rated_answers([slot], reveals=True)
    return reviewed(slot, rated.get(slot.pk), reveals=True)


def remedies_of(appeal: Appeal, viewer: Viewer, *, on: date) -> tuple[Remedy, ...]:
    """Return what `viewer` can do about an appeal that is right. At most three queries.

    A question is neutralised by those who review it, an answer rated again where it was rated, and an attempt that was
    not passed made void.
    """
    if not appeal.is_open:
        return ()
    if appeal.slot is None:
        return remedies_of_result(appeal.attempt)
    item = appeal.slot.item_version.item
    found = []
    if item.kind in RATED and RatingTask.objects.filter(slot=appeal.slot_id, state=RatingState.SETTLED).exists():
        found.append(Remedy.RATE_AGAIN)
    if access.items_reviewable_by(viewer, on=on).filter(pk=item.pk).exists():
        found.append(Remedy.NEUTRALISE)
    return tuple(found)


def remedies_of_result(attempt: Attempt) -> tuple[Remedy, ...]:
    """Return what can be done about an attempt as a whole. At most one query."""
    observation: Observation | None = getattr(attempt, "observation", None)
    found = [Remedy.CLEAR] if observation is not None and observation.asks_retake else []
    if attempt.is_scored and not attempt.passed:
        found.append(Remedy.VOID)
    return tuple(found)
