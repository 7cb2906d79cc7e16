"""What the room records in the record of learning: answers without their key, and results."""

from __future__ import annotations

from datetime import datetime

from assessments.models import Attempt, AttemptSlot
from lms.experience.services import record_event
from lms.experience.statements import Activity, Outcome, Verb


def activity_of(attempt: Attempt) -> Activity:
    """Return the test as an activity."""
    return Activity("assessment", str(attempt.blueprint.uuid), attempt.blueprint.title)


def record_answer(attempt: Attempt, slot: AttemptSlot, *, at: datetime) -> None:
    """Record that a question was answered, and whether rightly; neither its text nor the answer nor the key."""
    item = slot.item_version.item
    record_event(
        person=attempt.person,
        verb=Verb.ANSWERED,
        activity=Activity("question", str(item.uuid), item.code),
        key=("question-answered", str(attempt.uuid), str(slot.position)),
        at=at,
        outcome=Outcome(success=slot.is_right),
        registration=attempt.uuid,
        parent=activity_of(attempt),
    )


def verb_of(attempt: Attempt) -> Verb:
    """Return passed or failed; a test that only measures is completed."""
    if attempt.passed is None:
        return Verb.COMPLETED
    return Verb.PASSED if attempt.passed else Verb.FAILED


def record_result(attempt: Attempt, *, at: datetime) -> None:
    """Record that the test was passed or failed, with its score and how long it took."""
    ended = attempt.submitted_at or at
    record_event(
        person=attempt.person,
        verb=verb_of(attempt),
        activity=activity_of(attempt),
        key=("attempt-scored", str(attempt.uuid)),
        at=at,
        outcome=Outcome(
            success=attempt.passed,
            completion=True,
            score_scaled=None if attempt.percent is None else float(attempt.percent) / 100,
            score_raw=float(attempt.score_raw or 0),
            score_max=attempt.score_max,
            duration_seconds=int((ended - attempt.started_at).total_seconds()),
        ),
        registration=attempt.uuid,
    )
