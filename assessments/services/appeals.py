"""Appeals: a person objects to a question or to a result, a second reader answers, and what was wrong is put right."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import access
from assessments.models import Appeal, AppealPolicy, AppealState, Attempt, AttemptSlot, RatingTask, Remedy
from assessments.selectors.appeals import NoSuchAppeal, last_day_to_appeal, remedies_of
from assessments.selectors.attempts import NoSuchAttempt, own_attempt
from assessments.services.observing import take_back
from assessments.services.ratings import reopen
from assessments.services.rescoring import neutralise, void
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.people.selectors import placement_of

LONGEST_WORDS = 2000


class ReasonMissing(InvalidInput):
    """Whoever objects, or answers, says why."""

    code = "reason_missing"
    message = gettext_noop("Say in a sentence or two why. Nobody can look into it otherwise.")


class AppealTooLate(Conflict):
    """The time in which one may object is over."""

    code = "appeal_too_late"
    message = gettext_noop("One could object to this result until %(day)s.")


class NothingToAppeal(Conflict):
    """There is no result yet, or it is one that nobody passed judgement on."""

    code = "nothing_to_appeal"
    message = gettext_noop("There is no result yet to which you could object.")


class AppealDecided(Conflict):
    """Somebody answered the appeal meanwhile."""

    code = "appeal_decided"
    message = gettext_noop("This objection has been answered already. Look at the answer.")


class NoSuchRemedy(NotAllowed):
    """What was chosen does not fit this appeal, or is not this person's to do."""

    code = "no_such_remedy"
    message = gettext_noop("This cannot be done here, or not by you. Choose what the page offers.")


@transaction.atomic
def file_appeal(*, person: User, attempt: UUID, position: int | None, reason: str, at: datetime) -> Appeal:
    """Object to a question (`position`) or to a whole result; twice is once.

    Raises:
        NoSuchAttempt: it is not this person's, or has no such number.
        NothingToAppeal: it has no result yet.
        AppealTooLate: the time to object is over.
        ReasonMissing: nothing says why.

    """
    mine = own_attempt(person, attempt)
    if not reason.strip():
        raise ReasonMissing
    last = last_day_to_appeal(mine, at=at)
    if not mine.is_scored or last is None:
        raise NothingToAppeal
    if timezone.localdate(at) > last:
        raise AppealTooLate(day=date_format(last, "j F Y"))
    policy: AppealPolicy = AppealPolicy.objects.newest_in_force(timezone.localdate(at))
    slot = slot_at(mine, position)
    placement = placement_of(person, on=timezone.localdate(mine.submitted_at or at))
    row, _created = Appeal.objects.get_or_create(
        attempt=mine,
        slot=slot,
        defaults={
            "agency": placement.agency if placement else None,
            "reason": reason.strip()[:LONGEST_WORDS],
            "filed_at": at,
            "due_at": at + timedelta(days=policy.days_to_answer),
        },
    )
    return row


def slot_at(attempt: Attempt, position: int | None) -> AttemptSlot | None:
    """Return the question of an attempt that is objected to, one that counts; None for the attempt as a whole."""
    if position is None:
        return None
    slot: AttemptSlot | None = attempt.slots.filter(position=position, is_pilot=False).first()
    if slot is None:
        raise NoSuchAttempt
    return slot


@transaction.atomic
def decide_appeal(*, appeal: UUID, by: User, remedy: str, answer: str, at: datetime) -> Appeal:
    """Answer an appeal: reject it (no remedy), or uphold it with what puts things right.

    Raises:
        NoSuchAppeal: it is not `by`'s to decide.
        AppealDecided: somebody was quicker.
        ReasonMissing: nothing says why.
        NoSuchRemedy: the remedy does not fit.

    """
    on = timezone.localdate(at)
    visible = access.appeals_decidable_by(by, on=on).filter(uuid=appeal).values("pk")
    row: Appeal | None = Appeal.objects.select_for_update().filter(pk__in=visible).first()
    if row is None:
        raise NoSuchAppeal
    if not row.is_open:
        raise AppealDecided
    if not answer.strip():
        raise ReasonMissing
    if remedy and remedy not in remedies_of(row, by, on=on):
        raise NoSuchRemedy
    row.state = AppealState.UPHELD if remedy else AppealState.REJECTED
    row.remedy, row.answer = remedy, answer.strip()[:LONGEST_WORDS]
    row.decided_by, row.decided_at = by, at
    row.save()
    carry_out(row, by, at=at)
    tell_person(row, at=at)
    return row


def carry_out(appeal: Appeal, by: User, *, at: datetime) -> None:
    """Put right what an appeal that was upheld asks for."""
    if appeal.remedy == Remedy.NEUTRALISE and appeal.slot is not None:
        neutralise(version=appeal.slot.item_version, reason=appeal.answer, by=by, at=at)
    elif appeal.remedy == Remedy.RATE_AGAIN:
        reopen(RatingTask.objects.select_for_update().get(slot=appeal.slot_id), at=at)
    elif appeal.remedy == Remedy.VOID:
        void(attempt_id=appeal.attempt_id, appeal=appeal, at=at)
    elif appeal.remedy == Remedy.CLEAR:
        take_back(appeal.attempt, reason=appeal.answer, by=by, at=at)


def tell_person(appeal: Appeal, *, at: datetime) -> None:
    """Tell the person that the objection was answered."""
    notify(
        person=appeal.attempt.person,
        kind="appeal_answered",
        facts={"title": appeal.attempt.blueprint.title},
        url=reverse("assessments:appeal", args=[appeal.attempt.uuid]),
        at=at,
        key=f"appeal_answered:{appeal.uuid}",
    )
