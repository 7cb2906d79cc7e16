"""Questions that are being tried out inside an attempt: which ones are asked, where, and what becomes of the answers.

Nobody learns before the end which they are: whoever knew would answer them otherwise. They count for nothing, so they
take no time away either: the attempt is as much longer as they make the form.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from assessments.drawing import choose_pilots, mixed, pilot_steps
from assessments.models import Attempt, AttemptSlot, Blueprint
from assessments.scoring import FULL, credit
from assessments.selectors.pilots import (
    candidates_for,
    cases_on,
    enemies_on,
    on_trial,
    on_trial_for,
)
from lms.competencies.carrying import Edges
from lms.people.models import User


def pilots_beside(person: User, blueprint: Blueprint, versions: Sequence[int], edges: Edges, *, seed: int) -> list[int]:
    """Return the versions that a first attempt tries out beside its form. At most three queries."""
    if not versions:
        return []
    candidates = candidates_for(person, on_trial_for(blueprint, edges))
    return choose_pilots(candidates, barred=enemies_on(versions), seed=seed) if candidates else []


def with_pilots(attempt: Attempt, asked: Mapping[int, int], pilots: Sequence[int]) -> list[AttemptSlot]:
    """Return the slots of a new attempt, not stored yet, with what is tried out at places left to chance.

    `asked` are the versions that count, in order, with the competency for which each is asked. One query where anything
    is tried out.
    """
    versions = list(asked)
    whole = mixed(versions, pilots, seed=attempt.seed, cases=cases_on(versions)) if pilots else versions
    return [
        AttemptSlot(
            attempt=attempt,
            position=position,
            item_version_id=version,
            competency_id=asked.get(version),
            is_pilot=version in pilots,
        )
        for position, version in enumerate(whole, start=1)
    ]


def try_out_now(
    attempt: Attempt, slots: Sequence[AttemptSlot], *, heard: Collection[int], barred: Collection[str], at: datetime
) -> bool:
    """Write a question to try out as the next one of an adaptive attempt, where chance put one here; else False.

    `heard` are the competencies whose items the attempt may ask, `barred` words of enemies among these: an item that
    one of them gives away is not tried out, because keeping the two apart would change what is asked. One query where
    chance put one here, none elsewhere.
    """
    counted = [slot for slot in slots if not slot.is_pilot]
    settings = attempt.settings
    within = min(settings.fewest_items * len(attempt.measures), settings.most_items)
    is_behind_one = bool(slots) and slots[-1].is_pilot
    if is_behind_one or len(counted) not in pilot_steps(attempt.tries_out, within=within, seed=attempt.seed):
        return False
    words = {*barred, *(slot.item_version.item.enemies for slot in slots)}
    candidates = candidates_for(attempt.person, on_trial(heard, attempt.agency_id))
    chosen = choose_pilots(candidates, barred=words, seed=attempt.seed)[:1]
    for version in chosen:
        AttemptSlot.objects.create(
            attempt=attempt, position=len(slots) + 1, item_version_id=version, is_pilot=True, served_at=at
        )
    return bool(chosen)


def time_for(minutes: int, *, counted: int, tried: int) -> timedelta:
    """Return how long an attempt may take: each question that is tried out adds the share of one that counts."""
    return timedelta(minutes=minutes) * (counted + tried) / counted if counted else timedelta(minutes=minutes)


def note_pilots(slots: Sequence[AttemptSlot]) -> None:
    """Write which answers to tried-out questions were right, for calibration; none earns anything. One query."""
    for slot in slots:
        response = getattr(slot, "response", None)
        version = slot.item_version
        earned = credit(version.item.kind, version.secret.key, response.payload if response else None)
        slot.is_right = earned == FULL
    AttemptSlot.objects.bulk_update(slots, ["is_right"])
