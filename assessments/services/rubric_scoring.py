"""Answers that people rate, inside the scoring of an attempt: what waits for raters, what they gave, what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from django.utils import timezone

from assessments.answers import RATED, Kind, is_complete
from assessments.models import Attempt, AttemptSlot, CompetencyScore, RatingPolicy, RatingState, RatingTask
from assessments.rubrics import How, wants_two
from lms.competencies.attainment import HIGHEST_LEVEL
from lms.competencies.models import Competency, EvidenceKind
from lms.competencies.services import Finding
from lms.people.selectors import placement_of

NOTHING = Fraction(0)
# The highest level that questions are asked to confirm beside a task: above it questions alone prove nothing.
MOST_BY_QUESTIONS = 2


def is_rated(slot: AttemptSlot) -> bool:
    """Whether people rate the answer of this slot."""
    return slot.item_version.item.kind in RATED


def weight_of(slot: AttemptSlot) -> int:
    """Return for how many questions a slot counts: one, or one for each criterion of its rubric."""
    return len(slot.item_version.options) if is_rated(slot) else 1


def rating_policy(on: date) -> RatingPolicy:
    """Return the rule of rating in force. One query.

    Raises:
        NoPolicyInForce: no rule holds on the day.

    """
    row: RatingPolicy = RatingPolicy.objects.newest_in_force(on)
    return row


def tasks_of(attempt: Attempt, slots: Sequence[AttemptSlot], *, at: datetime) -> list[RatingTask]:
    """Return the rating of each slot that people rate, opened where it was not, and hang it to the slot.

    At most four queries, none where nobody rates.

    Nobody is asked to read an empty answer: it earns nothing at once. Which answers are rated twice follows from the
    seed of the attempt.

    Raises:
        NoPolicyInForce: no rule of rating holds on the day.

    """
    rated = [slot for slot in slots if is_rated(slot)]
    if not rated:
        return []
    if not RatingTask.objects.filter(slot__in=rated).exists():
        open_tasks(attempt, rated, at=at)
    tasks = {task.slot_id: task for task in RatingTask.objects.filter(slot__in=rated)}
    for slot in rated:
        slot.rating_task = tasks[slot.pk]
    return list(tasks.values())


def open_tasks(attempt: Attempt, rated: Sequence[AttemptSlot], *, at: datetime) -> None:
    """Write the tasks of an attempt that was just handed in. Three queries."""
    on = timezone.localdate(attempt.submitted_at or at)
    policy = rating_policy(on)
    placement = placement_of(attempt.person, on=on)
    RatingTask.objects.bulk_create(
        RatingTask(
            slot=slot,
            agency=placement.agency if placement else None,
            needed=needed_for(attempt, slot, policy),
            widest_gap_percent=policy.widest_gap_percent,
            opened_at=at,
            due_at=at + timedelta(days=policy.days_to_rate),
            **({} if is_answered(slot) else {"state": RatingState.SETTLED, "share": "0", "how": How.EMPTY}),
            settled_at=None if is_answered(slot) else at,
        )
        for slot in rated
    )


def needed_for(attempt: Attempt, slot: AttemptSlot, policy: RatingPolicy) -> int:
    """Return how many rate an answer. A task is watched once: nobody does it again for a second pair of eyes."""
    if slot.item_version.item.kind == Kind.CHECKLIST:
        return 1
    return 1 + wants_two(draw(attempt, slot), policy.double_percent / 100)


def draw(attempt: Attempt, slot: AttemptSlot) -> float:
    """Return a number from [0, 1) that is the same for this slot whenever it is asked."""
    return Random(f"{attempt.seed}:{slot.position}").random()  # noqa: S311 - a sample, no secret


def is_answered(slot: AttemptSlot) -> bool:
    """Whether there is anything to read."""
    response = getattr(slot, "response", None)
    version = slot.item_version
    return is_complete(version.item.kind, response and response.payload, len(version.options))


def rubric_findings(
    attempt: Attempt, slots: Sequence[AttemptSlot], measured: Sequence[CompetencyScore], *, performed_on: date
) -> list[Finding]:
    """Return what the tasks of an attempt show of each competency. One query where there are any.

    A task shows its level from the needed share of its points, if the questions beside it do not speak against that:
    they must show at least the level below, as far as questions alone can. The highest level shown counts; a task that
    shows none is recorded without a level, which decides nothing.
    """
    by_competency: dict[Competency, list[AttemptSlot]] = {}
    for slot in slots:
        if is_rated(slot):
            by_competency.setdefault(slot.asked_for, []).append(slot)
    if not by_competency:
        return []
    needed = rating_policy(performed_on).needed
    levels = {score.competency_id: score.level for score in measured}
    return [
        rubric_finding(competency, tasks, levels.get(competency.pk), needed, performed_on)
        for competency, tasks in by_competency.items()
    ]


def rubric_finding(
    competency: Competency, tasks: Sequence[AttemptSlot], measured: int | None, needed: Fraction, performed_on: date
) -> Finding:
    """Return what the tasks of one competency show."""
    shares = {slot: earned_of(slot) for slot in tasks}
    highest = HIGHEST_LEVEL if measured is None or measured >= MOST_BY_QUESTIONS else measured + 1
    levels = [slot.item_version.item.level for slot, share in shares.items() if share >= needed]
    shown = [level for level in levels if level <= highest]
    return Finding(
        competency=competency,
        kind=EvidenceKind.RUBRIC_TASK,
        level=max(shown, default=None),
        performed_on=performed_on,
        details={
            "tasks": [
                {"level": slot.item_version.item.level, "percent": round(float(100 * share), 2)}
                for slot, share in shares.items()
            ],
            "needed_percent": round(float(100 * needed), 2),
            "questions_show": measured,
        },
    )


def earned_of(slot: AttemptSlot) -> Fraction:
    """Return the exact share of the points of a rated slot."""
    task: RatingTask = slot.rating_task
    return task.earned or NOTHING
