"""Turns the answers of a submitted attempt into a percentage, a verdict and measured levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import partial

import structlog
from django.db import transaction
from django.db.models import BigIntegerField, Q
from django.utils import timezone

from assessments import statements_of
from assessments.answers import UNSCORED, is_complete
from assessments.models import Attempt, AttemptSlot, AttemptState, CompetencyScore, ScoreScale
from assessments.psychometrics.estimation import estimate_ability
from assessments.psychometrics.standards import level_of, level_position
from assessments.scoring import FULL, credit, percent_of, rounded
from assessments.selectors.parameters import Parameters, parameters_of
from assessments.services.pilots import note_pilots
from assessments.services.rubric_scoring import earned_of, is_rated, rubric_findings, tasks_of, weight_of
from assessments.signals import attempt_scored
from lms.competencies.models import Competency, EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.development.services import fulfil
from lms.kept import Kept, given

log = structlog.get_logger("assessments")

# Says with which arithmetic a result was computed; it changes whenever the arithmetic does.
ENGINE = "eap-2pl/3"
VERDICT = ["score_raw", "score_max", "percent", "passed", "state", "scored_at", "engine", "scale"]


locked_whole: Kept[Attempt] = Kept(
    lambda: (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=given("attempt", BigIntegerField()))
        .select_related("blueprint", "blueprint_version", "person", "scale", "seat")
        .order_by()
    )
)
asked_with_keys: Kept[AttemptSlot] = Kept(
    lambda: (
        AttemptSlot.objects.filter(
            Q(item_version__neutralisation__isnull=True) | Q(is_pilot=True),
            attempt=given("attempt", BigIntegerField()),
        )
        .select_related("competency", "item_version__item__competency", "item_version__secret", "response")
        .order_by("position")
    )
)


@transaction.atomic
def score_attempt(*, attempt_id: int, at: datetime) -> Attempt:
    """Score a submitted attempt, write its evidence and statements, and announce it; twice changes nothing.

    Where people rate some of its answers, the attempt waits until the last of them is rated.

    Raises:
        NoPolicyInForce: no scale of levels, or no rule of rating, holds on the day; the attempt stays submitted and can
            be scored later.

    """
    attempt = locked_whole.one(attempt=attempt_id)
    if attempt is None:
        raise Attempt.DoesNotExist
    if attempt.state not in (AttemptState.SUBMITTED, AttemptState.RATING):
        return attempt
    performed_on = timezone.localdate(attempt.submitted_at)
    scale: ScoreScale = attempt.scale or ScoreScale.objects.newest_in_force(performed_on)
    asked = slots_asked(attempt)
    slots = [slot for slot in asked if counts(attempt, slot)]
    tasks = tasks_of(attempt, slots, at=at)
    if any(task.is_open for task in tasks):
        return wait_for_raters(attempt)
    write_scores(attempt, slots, scale, at=at)
    note_pilots([slot for slot in asked if slot.is_pilot])
    measured = measure(attempt, slots, scale.cuts)
    CompetencyScore.objects.bulk_create(measured)
    found = findings_of(attempt, slots, measured, scale.cuts, performed_on=performed_on)
    record_evidence(person=attempt.person, findings=found, source=source_of(attempt), by=None, at=at)
    fulfil(person=attempt.person, kind="test", uuid=attempt.blueprint.uuid, at=at)
    statements_of.record_scored(attempt, slots, at=at)
    transaction.on_commit(partial(announce, attempt.pk, at))
    return attempt


def wait_for_raters(attempt: Attempt) -> Attempt:
    """Let people read what no machine can score; the result stands once they have."""
    if attempt.state != AttemptState.RATING:
        attempt.state = AttemptState.RATING
        attempt.save(update_fields=["state"])
    return attempt


def announce(attempt_id: int, at: datetime) -> None:
    """Tell the rooms above that a result stands; what fails there is logged, and their own sweeps make it good."""
    for receiver, answer in attempt_scored.send_robust(sender=Attempt, attempt_id=attempt_id, at=at):
        if isinstance(answer, Exception):
            name = getattr(receiver, "__qualname__", repr(receiver))
            log.error("result was not taken up", attempt=attempt_id, receiver=name, exc_info=answer)


def slots_to_score(attempt: Attempt) -> list[AttemptSlot]:
    """Return the slots that count, with question, key and answer. One query."""
    return [slot for slot in slots_asked(attempt) if counts(attempt, slot)]


def slots_asked(attempt: Attempt) -> list[AttemptSlot]:
    """Return the slots in order, with question, key and answer, but without those that were neutralised. One query."""
    return asked_with_keys(attempt=attempt.pk)


def counts(attempt: Attempt, slot: AttemptSlot) -> bool:
    """Whether a question counts: not one that is being tried out, nor a self-rating.

    The last question of an adaptive attempt counts only if it was answered: nobody asked for more time for it.
    """
    if slot.is_pilot or slot.item_version.item.kind in UNSCORED:
        return False
    return not attempt.blueprint.is_adaptive or was_answered(slot)


def was_answered(slot: AttemptSlot) -> bool:
    """Whether an answer is final, was scored once, or was saved whole before the end."""
    response = getattr(slot, "response", None)
    version = slot.item_version
    is_whole = is_complete(version.item.kind, response and response.payload, len(version.options))
    return slot.answered_at is not None or slot.credit is not None or is_whole


def write_scores(attempt: Attempt, slots: Sequence[AttemptSlot], scale: ScoreScale, *, at: datetime) -> None:
    """Write what each answer was worth, and the verdict; the verdict compares exact fractions."""
    shares = []
    places = parameters_for(attempt, [slot for slot in slots if not is_rated(slot)], scale)
    for slot in slots:
        share = earned_of(slot) if is_rated(slot) else credit_of(slot)
        shares.append(share)
        slot.credit = rounded(share, 4)
        if is_rated(slot):  # neither right nor wrong: it enters no ability and no calibration
            continue
        slot.is_right = share == FULL
        if slot.slope is None or slot.difficulty is None:
            slot.slope, slot.difficulty = places[slot.item_version_id]
    # All rows in one statement that is cheap to make; every row is there already.
    AttemptSlot.objects.bulk_create(
        slots,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["credit", "is_right", "slope", "difficulty"],
    )
    weights = [weight_of(slot) for slot in slots]
    percent = percent_of(shares, weights)
    attempt.score_raw, attempt.score_max = rounded(percent * sum(weights) / 100, 3), sum(weights)
    if not attempt.blueprint.is_adaptive:  # there everybody gets about half right: the share says nothing
        attempt.percent, attempt.passed = rounded(percent), percent >= attempt.settings.pass_percent
    attempt.state, attempt.scored_at, attempt.engine, attempt.scale = AttemptState.SCORED, at, ENGINE, scale
    attempt.save(update_fields=VERDICT)


def credit_of(slot: AttemptSlot) -> Fraction:
    """Return what the key gives the answer of a slot, 0 to 1.

    An answer that was scored once and is kept no more (retention, a closed account) keeps what it was worth.
    """
    response = getattr(slot, "response", None)
    if response is None and slot.credit is not None:
        return Fraction(slot.credit)
    return credit(slot.item_version.item.kind, slot.item_version.secret.key, response.payload if response else None)


def parameters_for(attempt: Attempt, slots: Sequence[AttemptSlot], scale: ScoreScale) -> dict[int, Parameters]:
    """Return the parameters of the slots that bring none along: those in use when the attempt began. One query.

    What is approved while somebody answers changes nothing about that attempt.
    """
    bare = [slot for slot in slots if slot.slope is None or slot.difficulty is None]
    if not bare:
        return {}
    levels = [slot.item_version.item.level for slot in bare]
    return parameters_of([slot.item_version_id for slot in bare], levels, scale.cuts, at=attempt.started_at)


def measure(attempt: Attempt, slots: Sequence[AttemptSlot], cuts: Sequence[float]) -> list[CompetencyScore]:
    """Return what the scored answers show of each competency, as rows that are not stored yet."""
    by_competency: dict[Competency, list[AttemptSlot]] = {}
    for slot in slots:
        if not is_rated(slot):
            by_competency.setdefault(slot.asked_for, []).append(slot)
    return [measured_of(attempt, one, asked, cuts) for one, asked in by_competency.items()]


def measured_of(
    attempt: Attempt, competency: Competency, slots: Sequence[AttemptSlot], cuts: Sequence[float]
) -> CompetencyScore:
    """Return what the answers to one competency's questions show (one ability per competency).

    Nobody shows a level that was not asked: the level is at most that of the hardest question.
    """
    ability = estimate_ability(
        [int(bool(slot.is_right)) for slot in slots],
        [1.0 if slot.slope is None else slot.slope for slot in slots],
        [slot.difficulty or 0.0 for slot in slots],
    )
    level = level_of(ability, cuts)
    return CompetencyScore(
        attempt=attempt,
        competency=competency,
        theta=ability.theta,
        standard_error=ability.standard_error,
        level=min(level.level, max(slot.item_version.item.level for slot in slots)),
        chances=[round(chance, 4) for chance in level.chances],
        item_count=len(slots),
        right_count=sum(1 for slot in slots if slot.is_right),
        is_indicative=len(slots) < attempt.settings.fewest_items,
        engine=ENGINE,
    )


def findings_of(
    attempt: Attempt,
    slots: Sequence[AttemptSlot],
    measured: Sequence[CompetencyScore],
    cuts: Sequence[float],
    *,
    performed_on: date,
) -> list[Finding]:
    """Return what was measured and what tasks show; what an adaptive test measured on too few questions is none."""
    is_adaptive = attempt.blueprint.is_adaptive
    counted = [score for score in measured if not (is_adaptive and score.is_indicative)]
    kind = kind_of(attempt)
    return [
        *(finding(score, cuts, performed_on, kind) for score in counted),
        *rubric_findings(attempt, slots, measured, performed_on=performed_on),
    ]


def source_of(attempt: Attempt) -> Source:
    """Return an attempt as the source of evidence."""
    return Source("attempt", attempt.uuid, attempt.blueprint.title)


def kind_of(attempt: Attempt) -> EvidenceKind:
    """Return as what the measurement counts: supervised once the report of its room says so. One query at most."""
    seat = getattr(attempt, "seat", None)
    return EvidenceKind.MEASURED_SUPERVISED if seat and seat.is_supervised else EvidenceKind.MEASURED_UNSUPERVISED


def finding(score: CompetencyScore, cuts: Sequence[float], performed_on: date, kind: EvidenceKind) -> Finding:
    """Return a measured level as evidence."""
    ends = (score.theta - score.standard_error, score.theta + score.standard_error)
    return Finding(
        competency=score.competency,
        kind=kind,
        level=score.level,
        performed_on=performed_on,
        theta=score.theta,
        standard_error=score.standard_error,
        chance=score.chances[score.level - 1] if score.level else 1.0,
        details={
            "items": score.item_count,
            "right": score.right_count,
            "band": [round(level_position(end, cuts), 2) for end in ends],
            "chances": list(score.chances),
            "engine": score.engine,
        },
    )
