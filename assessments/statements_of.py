"""What the room records in the record of learning: answers without their key, and results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assessments.feedback import tells_questions_at_once
from assessments.models import Attempt, AttemptSlot, PortfolioPanel
from lms.experience.services import Event, record_events
from lms.experience.statements import Activity, Outcome, Verb


def activity_of(attempt: Attempt) -> Activity:
    """Return the test as an activity."""
    return Activity("assessment", str(attempt.blueprint.uuid), attempt.blueprint.title)


def record_scored(attempt: Attempt, slots: Sequence[AttemptSlot], *, at: datetime) -> None:
    """Record the answers of a scored attempt and its result. One query."""
    settings = attempt.settings
    # The person reads these statements too: they tell no more than the page of the result.
    tells = not attempt.blueprint.is_adaptive and tells_questions_at_once(settings.feedback, settings.keys_shown)
    answered = [slot for slot in slots if hasattr(slot, "response")]
    answers = [answer_of(attempt, slot, tells=tells, at=slot.response.saved_at) for slot in answered]
    record_events([*answers, result_of(attempt, at=attempt.submitted_at or at)])


def record_rescored(attempt: Attempt, *, change: int, at: datetime) -> None:
    """Record the result of an attempt once more, because it was computed anew. One query."""
    record_events([replace(result_of(attempt, at=at), key=("attempt-rescored", str(attempt.uuid), str(change)))])


def answer_of(attempt: Attempt, slot: AttemptSlot, *, tells: bool, at: datetime) -> Event:
    """Return that a question was answered, and whether rightly; neither its text nor the answer nor the key.

    Of an adaptive test, whose questions others will meet, and where the test does not tell, not even that.
    """
    item = slot.item_version.item
    return Event(
        person=attempt.person,
        verb=Verb.ANSWERED,
        activity=Activity("question", str(item.uuid), item.code),
        key=("question-answered", str(attempt.uuid), str(slot.position)),
        at=at,
        outcome=Outcome(success=slot.is_right if tells else None),
        registration=attempt.uuid,
        parent=activity_of(attempt),
    )


def verb_of(attempt: Attempt) -> Verb:
    """Return passed or failed; a test that only measures is completed."""
    if attempt.passed is None:
        return Verb.COMPLETED
    return Verb.PASSED if attempt.passed else Verb.FAILED


def result_of(attempt: Attempt, *, at: datetime) -> Event:
    """Return that the test was passed, failed or completed, with its score and how long it took."""
    ended, seat = attempt.submitted_at or at, getattr(attempt, "seat", None)
    # An attempt that was opened again is scored once more, and says so once more.
    again = (str(seat.reopened),) if seat is not None and seat.reopened else ()
    return Event(
        person=attempt.person,
        verb=verb_of(attempt),
        activity=activity_of(attempt),
        key=("attempt-scored", str(attempt.uuid), *again),
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


def record_portfolio(panel: PortfolioPanel, *, at: datetime) -> None:
    """Record that a portfolio was decided: passed where it shows the level claimed. Two queries."""
    portfolio = panel.portfolio
    is_shown = panel.level == portfolio.level
    competency = portfolio.competency
    event = Event(
        person=portfolio.person,
        verb=Verb.PASSED if is_shown else Verb.FAILED,
        activity=Activity("assessment", str(portfolio.uuid), portfolio.title),
        key=("portfolio-decided", str(portfolio.uuid), str(panel.round)),
        at=at,
        outcome=Outcome(success=is_shown, completion=True, score_raw=float(panel.level or 0), score_max=5.0),
        registration=portfolio.uuid,
        parent=Activity("competency", str(competency.uuid), f"{competency.code} {competency.name}"),
    )
    record_events([event])
