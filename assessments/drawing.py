"""How a form is drawn from the bank. Pure; the same seed and the same bank give the same form."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from lms.errors import Unavailable, gettext_noop


class BankTooSmall(Unavailable):
    """The bank holds too few approved items for the test."""

    code = "bank_too_small"
    message = gettext_noop(
        "This test cannot start yet, because its item bank holds too few approved questions. "
        "Your answers and attempts are untouched; please tell the organiser."
    )


@dataclass(frozen=True)
class Pool:
    """How many items a cell of the blueprint needs, and the ids it may take."""

    count: int
    candidates: tuple[int, ...]


def draw(pools: Sequence[Pool], *, seed: int) -> list[int]:
    """Return the ids of a form in the order they are asked; no id twice.

    The scarcest cell draws first, so that cells which share items do not starve each other.

    Raises:
        BankTooSmall: a cell cannot be filled.

    """
    dice = random.Random(seed)  # noqa: S311 - a form must be reproducible; it guards no secret
    taken: list[int] = []
    for pool in sorted(pools, key=lambda one: len(one.candidates) - one.count):
        free = sorted(set(pool.candidates) - set(taken))
        if len(free) < pool.count:
            raise BankTooSmall
        taken += dice.sample(free, pool.count)
    dice.shuffle(taken)
    return taken
