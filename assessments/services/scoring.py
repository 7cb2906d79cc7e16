"""Turns the answers of a submitted attempt into a percentage, a verdict and measured levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from assessments import statements_of
from assessments.models import Attempt, AttemptSlot, AttemptState, ScoreScale
from assessments.psychometrics.estimation import estimate_ability
from assessments.psychometrics.standards import author_difficulty, level_of, level_position
from assessments.scoring import FULL, NOTHING, credit, percent_of, rounded
from assessments.signals import attempt_scored
from lms.competencies.models import Competency, EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence

log = structlog.get_logger("assessments")

# Says with which arithmetic a result was computed; it changes whenever the arithmetic does.
ENGINE = "eap-rasch-author/1"


@transaction.atomic
def score_attempt(*, attempt_id: int, at: datetime) -> Attempt:
    """Score a submitted attempt, write its evidence and statements, and announce it; twice changes nothing.

    Raises:
        NoPolicyInForce: no scale of levels holds on the day; the attempt stays submitted and can be scored later.

    """
    attempt: Attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.state != AttemptState.SUBMITTED:
        return attempt
    performed_on = timezone.localdate(attempt.submitted_at)
    scale: ScoreScale = ScoreScale.objects.newest_in_force(performed_on)
    slots = slots_to_score(attempt)
    write_scores(attempt, slots, scale, at=at)
    write_evidence(attempt, slots, scale.cuts, performed_on=performed_on, at=at)
    for slot in slots:
        if hasattr(slot, "response"):
            statements_of.record_answer(attempt, slot, at=slot.response.saved_at)
    statements_of.record_result(attempt, at=attempt.submitted_at or at)
    transaction.on_commit(partial(announce, attempt.pk, at))
    return attempt


def announce(attempt_id: int, at: datetime) -> None:
    """Tell the rooms above that a result stands; what fails there is logged, and their own sweeps make it good."""
    for receiver, answer in attempt_scored.send_robust(sender=Attempt, attempt_id=attempt_id, at=at):
        if isinstance(answer, Exception):
            name = getattr(receiver, "__qualname__", repr(receiver))
            log.error("result was not taken up", attempt=attempt_id, receiver=name, exc_info=answer)


def slots_to_score(attempt: Attempt) -> list[AttemptSlot]:
    """Return the slots with question, key and answer. One query."""
    related = ("item_version__item__competency", "item_version__secret", "response")
    return list(AttemptSlot.objects.filter(attempt=attempt).select_related(*related).order_by("position"))


def write_scores(attempt: Attempt, slots: Sequence[AttemptSlot], scale: ScoreScale, *, at: datetime) -> None:
    """Write what each answer was worth, and the verdict; the verdict compares exact fractions."""
    earned_of = []
    for slot in slots:
        response = getattr(slot, "response", None)
        item = slot.item_version.item
        earned = credit(item.kind, slot.item_version.secret.key, response.payload if response else None)
        slot.credit, slot.is_right = rounded(earned, 4), earned == FULL
        slot.difficulty = author_difficulty(item.level, scale.cuts)
        earned_of.append(earned)
    AttemptSlot.objects.bulk_update(slots, ["credit", "is_right", "difficulty"])
    percent = percent_of(earned_of)
    attempt.score_raw, attempt.score_max = rounded(sum(earned_of, NOTHING), 3), len(slots)
    attempt.percent, attempt.passed = rounded(percent), percent >= attempt.blueprint.pass_percent
    attempt.state, attempt.scored_at, attempt.engine, attempt.scale = AttemptState.SCORED, at, ENGINE, scale
    attempt.save()


def write_evidence(
    attempt: Attempt, slots: Sequence[AttemptSlot], cuts: Sequence[float], *, performed_on: date, at: datetime
) -> None:
    """Record the measured level of each competency of the form as evidence."""
    by_competency: dict[Competency, list[AttemptSlot]] = {}
    for slot in slots:
        by_competency.setdefault(slot.item_version.item.competency, []).append(slot)
    record_evidence(
        person=attempt.person,
        findings=[finding(one, asked, cuts, performed_on) for one, asked in by_competency.items()],
        source=Source("attempt", attempt.uuid, attempt.blueprint.title),
        by=None,
        at=at,
    )


def finding(competency: Competency, slots: Sequence[AttemptSlot], cuts: Sequence[float], performed_on: date) -> Finding:
    """Return the level that the answers to one competency's questions show (one ability per competency).

    Nobody shows a level that was not asked: the level is at most that of the hardest question.
    """
    ability = estimate_ability(
        [int(bool(slot.is_right)) for slot in slots],
        [1.0] * len(slots),
        [slot.difficulty or 0.0 for slot in slots],
    )
    measured = level_of(ability, cuts)
    ends = (ability.theta - ability.standard_error, ability.theta + ability.standard_error)
    level = min(measured.level, max(slot.item_version.item.level for slot in slots))
    return Finding(
        competency=competency,
        kind=EvidenceKind.MEASURED_UNSUPERVISED,
        level=level,
        performed_on=performed_on,
        theta=ability.theta,
        standard_error=ability.standard_error,
        chance=measured.chances[level - 1] if level else 1.0,
        details={
            "items": len(slots),
            "right": sum(1 for slot in slots if slot.is_right),
            "band": [round(level_position(end, cuts), 2) for end in ends],
            "chances": [round(chance, 4) for chance in measured.chances],
            "engine": ENGINE,
        },
    )
