"""Reviews training outside the platform: claimed by one reviewer, then accepted, returned or refused."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from lms.competencies.models import Competency, EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.development.models import ActivityForm, OutsideState, OutsideTraining
from lms.development.models.external import LONGEST_REASON
from lms.development.selectors.outside import NoSuchTraining, proof_of, to_review, training_to_review
from lms.development.services.hours import book_hours
from lms.development.services.obligations import ReasonMissing
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.people.services.looks import log_look

SOURCE_KIND = "outside_training"
# Who claimed a review and left it is not waited for longer than this.
CLAIM = timedelta(days=3)


class ClaimedByAnother(Conflict):
    """Somebody else reviews it."""

    code = "claimed_by_another"
    message = gettext_noop("%(name)s reviews this already. Choose another one.")


class NotClaimed(Conflict):
    """Who decides takes it first."""

    code = "not_claimed"
    message = gettext_noop("Take this review first; it is not in your hands, or it has been decided.")


class HalfADecision(InvalidInput):
    """Hours without a competency, or a competency without hours, say neither."""

    code = "half_a_decision"
    message = gettext_noop("Give both, the hours and at least one competency, or neither.")


class TooManyHours(InvalidInput):
    """A reviewer accepts what the paper shows, or less."""

    code = "too_many_hours"
    message = gettext_noop("Accept at most the %(jp)s JP that were handed in.")


@transaction.atomic
def claim_review(*, number: uuid.UUID, by: User, at: datetime) -> OutsideTraining:
    """Take a review into one's hands; nobody else decides it meanwhile. The look is noted.

    Raises:
        NoSuchTraining, ClaimedByAnother, NotClaimed.
    """
    row = in_scope(number, by=by, at=at)
    if row.state not in (OutsideState.WAITING, OutsideState.IN_REVIEW):
        raise NotClaimed
    taken = row.reviewer is not None and row.claimed_at is not None and row.claimed_at > at - CLAIM
    if taken and row.reviewer != by:
        raise ClaimedByAnother(name=row.reviewer.display_name if row.reviewer else "")
    row.state, row.reviewer, row.claimed_at = OutsideState.IN_REVIEW, by, at
    row.save(update_fields=["state", "reviewer", "claimed_at"])
    log_look(viewer=by, subject=row.person, purpose="outside_training", at=at)
    return row


@transaction.atomic
def give_back(*, number: uuid.UUID, by: User, at: datetime) -> None:
    """Put a review back for somebody else.

    Raises:
        NoSuchTraining, NotClaimed.
    """
    row = in_my_hands(number, by=by, at=at)
    row.state, row.reviewer, row.claimed_at = OutsideState.WAITING, None, None
    row.save(update_fields=["state", "reviewer", "claimed_at"])


@transaction.atomic
def accept(
    *, number: uuid.UUID, jp: Decimal | None, competencies: Sequence[Competency], by: User, at: datetime
) -> OutsideTraining:
    """Accept: book the hours by the rule of their day and record that the person was taught; no level follows.

    Raises:
        NoSuchTraining, NotClaimed, HalfADecision, TooManyHours.
    """
    row = in_my_hands(number, by=by, at=at)
    if bool(jp) != bool(competencies):
        raise HalfADecision
    if jp and jp > row.jp:
        raise TooManyHours(jp=row.jp.normalize())
    source = Source(SOURCE_KIND, row.uuid, row.title)
    if jp:
        row.entry = book_hours(
            person=row.person, form=ActivityForm.EXTERNAL, units=jp, performed_on=row.ended_on, source=source, at=at
        )
    row.jp_accepted = jp or None
    row.mapped.set(competencies)
    findings = [
        Finding(
            competency=one,
            kind=EvidenceKind.COMPLETION,
            level=None,
            performed_on=row.ended_on,
            details={"organiser": row.organiser, "training_kind": row.kind},
        )
        for one in competencies
    ]
    record_evidence(person=row.person, findings=findings, source=source, by=by, at=at)
    return settle(row, OutsideState.ACCEPTED, "", by=by, at=at)


@transaction.atomic
def send_back(*, number: uuid.UUID, reason: str, by: User, at: datetime) -> OutsideTraining:
    """Return it with a reason; the person mends it and hands it in again.

    Raises:
        NoSuchTraining, NotClaimed, ReasonMissing.
    """
    return turn_down(number, OutsideState.RETURNED, reason, by=by, at=at)


@transaction.atomic
def refuse(*, number: uuid.UUID, reason: str, by: User, at: datetime) -> OutsideTraining:
    """Refuse it for good, with a reason.

    Raises:
        NoSuchTraining, NotClaimed, ReasonMissing.
    """
    return turn_down(number, OutsideState.REFUSED, reason, by=by, at=at)


def turn_down(number: uuid.UUID, state: OutsideState, reason: str, *, by: User, at: datetime) -> OutsideTraining:
    """Settle a review without hours."""
    row = in_my_hands(number, by=by, at=at)
    if not reason.strip():
        raise ReasonMissing
    return settle(row, state, reason.strip()[:LONGEST_REASON], by=by, at=at)


def settle(row: OutsideTraining, state: OutsideState, reason: str, *, by: User, at: datetime) -> OutsideTraining:
    """Write the decision, log it and tell the person."""
    row.state, row.reason, row.decided_at = state, reason, at
    row.save()
    log(row, f"development.outside.{state}", user=by, data={"training": str(row.uuid)})
    notify(
        person=row.person,
        kind=f"outside_{state}",
        facts={"title": row.title, "reason": reason},
        url=reverse("development:training", args=[row.uuid]),
        at=at,
        key=f"outside_{state}:{row.uuid}:{at.isoformat()}",
    )
    return row


def in_scope(number: uuid.UUID, *, by: User, at: datetime) -> OutsideTraining:
    """Return the row, locked, if `by` reviews for the person's unit."""
    scope = to_review(by, on=timezone.localdate(at)).filter(uuid=number).values("pk")
    rows = OutsideTraining.objects.select_for_update(of=("self",)).select_related("person", "reviewer")
    row = rows.filter(pk__in=scope).first()
    if row is None:
        raise NoSuchTraining
    return row


def in_my_hands(number: uuid.UUID, *, by: User, at: datetime) -> OutsideTraining:
    """Return the row, locked, if `by` claimed it and nobody has decided."""
    row = in_scope(number, by=by, at=at)
    if row.state != OutsideState.IN_REVIEW or row.reviewer != by:
        raise NotClaimed
    return row


def look_at_proof(*, number: uuid.UUID, by: User, at: datetime) -> OutsideTraining:
    """Return a training with its file to somebody who reviews for the person's unit, and note the look.

    Raises:
        NoSuchTraining: out of scope, or there is no file.
    """
    row = proof_of(training_to_review(number, viewer=by, on=timezone.localdate(at)))
    log_look(viewer=by, subject=row.person, purpose="outside_training", at=at)
    return row
