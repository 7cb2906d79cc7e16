"""Answers of many simulated people as real rows: attempts, slots and scores, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from assessments.models import Attempt, AttemptSlot, AttemptState, Blueprint, CompetencyScore, Item, Response
from assessments.psychometrics.response_model import FloatArray, probability
from lms.people.models import EmployeeNumber, User
from tests.assessments.builders import MORNING, bank, competencies, row

SLOPES = np.array([0.8, 1.0, 1.2, 1.5, 0.9, 1.1, 1.3, 1.0, 0.7, 1.4])
PLACES = np.array([-1.8, -1.3, -0.9, -0.5, -0.1, 0.2, 0.6, 0.9, 1.3, 1.9])


def ten_items() -> list[Item]:
    """Ten items of level 2 whose truth is SLOPES and PLACES."""
    competencies("D2")
    made = bank(row(f"SOAL-{number:02}") for number in range(1, 11))
    return [made[code] for code in sorted(made)]


def random_test(code: str = "UJI", **fields: Any) -> Blueprint:
    return Blueprint.objects.create(code=code, title=f"Tes {code}", status="published", **fields)


def crowd(count: int, *, prefix: str = "warga") -> list[User]:
    return User.objects.bulk_create(
        User(email=f"{prefix}{number}@contoh.example", full_name=f"Orang {prefix} {number}") for number in range(count)
    )


def with_numbers(people: Sequence[User], women: Sequence[bool]) -> None:
    """Give each person a NIP that says the sex; all were born in 1990."""
    EmployeeNumber.objects.bulk_create(
        EmployeeNumber(
            person=one,
            digits=f"19900101201501{2 if woman else 1}{number % 999 + 1:03}",
            kind="pns",
            valid_from=date(2015, 1, 1),
            # Three digits are too few for so many people born on one day; only the numbers that hold are unique.
            valid_to=date(2030, 1, 1),
        )
        for number, (one, woman) in enumerate(zip(people, women, strict=True))
    )


def simulate(abilities: FloatArray, *, seed: int = 11, slopes: Any = SLOPES, places: Any = PLACES) -> FloatArray:
    """Return who answers which item rightly; `places` may differ from person to person."""
    chances = probability(np.asarray(abilities)[:, None], slopes, places)
    return (np.random.default_rng(seed).random(chances.shape) < chances).astype(float)


def abilities_of(count: int, *, seed: int = 5, mean: float = 0.0) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(count) + mean


def answer(
    people: Sequence[User], items: Sequence[Item], right: FloatArray, blueprint: Blueprint, **fields: Any
) -> list[Attempt]:
    """Write one scored attempt for each person: a slot for each answer that is not NaN."""
    told: dict[str, Any] = {"state": AttemptState.SCORED, "started_at": MORNING, "scored_at": MORNING, **fields}
    if not blueprint.is_adaptive:
        told = {"percent": Decimal(50), "passed": False, **told}
    started: datetime = told["started_at"]
    attempts = Attempt.objects.bulk_create(
        Attempt(person=one, blueprint=blueprint, seed=1, deadline=started + timedelta(hours=1), **told)
        for one in people
    )
    slots = AttemptSlot.objects.bulk_create(
        AttemptSlot(
            attempt=attempt,
            position=position,
            item_version_id=item.approved_id,
            is_right=bool(value),
            credit=Decimal(int(value)),
            answered_at=started if blueprint.is_adaptive else None,
        )
        for attempt, answers in zip(attempts, right, strict=True)
        for position, (item, value) in enumerate(zip(items, answers, strict=True), start=1)
        if not np.isnan(value)
    )
    CompetencyScore.objects.bulk_create(
        CompetencyScore(
            attempt=attempt,
            competency=items[0].competency,
            theta=0.0,
            standard_error=1.0,
            level=0,
            chances=[0.0] * 5,
            item_count=len(items),
            right_count=0,
            engine="uji",
        )
        for attempt in attempts
    )
    # The key of `builders.row` is the second option; whoever is wrong chooses the first.
    Response.objects.bulk_create(
        Response(slot=slot, payload={"choice": ["b" if slot.is_right else "a"]}, seq=1, saved_at=started)
        for slot in slots
    )
    return attempts
