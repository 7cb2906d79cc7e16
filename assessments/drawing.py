"""How a form is drawn from the bank. Pure; the same seed and the same bank give the same form."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lms.errors import Unavailable, gettext_noop


class BankTooSmall(Unavailable):
    """The bank holds too few approved items for the test."""

    code = "bank_too_small"
    message = gettext_noop(
        "This test cannot start yet, because its item bank holds too few approved questions. "
        "Your answers and attempts are untouched; please tell the organiser."
    )


# How many questions that are being tried out an attempt asks beside its own: enough to gather answers to new items
# within some weeks, few enough not to tire.
PILOT_QUESTIONS = 2


@dataclass(frozen=True)
class Pool:
    """How many items a cell of the blueprint needs, and the ids it may take; `enemies` are words that some share."""

    count: int
    candidates: tuple[int, ...]
    enemies: Mapping[int, str] = field(default_factory=dict)


def draw(pools: Sequence[Pool], *, seed: int) -> list[int]:
    """Return the ids of a form in the order they are asked; no id twice.

    The scarcest cell draws first, so that cells which share items do not starve each other. Enemies meet only where the
    bank has nothing else: a test that began asking last week goes on.

    Raises:
        BankTooSmall: a cell cannot be filled.

    """
    dice = random.Random(seed)  # noqa: S311 - a form must be reproducible; it guards no secret
    taken: list[int] = []
    words: set[str] = set()
    for pool in sorted(pools, key=lambda one: len(one.candidates) - one.count):
        free = sorted(set(pool.candidates) - set(taken))
        if len(free) < pool.count:
            raise BankTooSmall
        taken += apart_from_enemies(dice.sample(free, len(free)), pool, words)
    dice.shuffle(taken)
    return taken


def apart_from_enemies(shuffled: Sequence[int], pool: Pool, words: set[str]) -> list[int]:
    """Return as many ids as the pool needs, the first that come, enemies last; `words` keeps which were met."""
    chosen: list[int] = []
    put_off: list[int] = []
    for one in shuffled:
        word = pool.enemies.get(one, "")
        if len(chosen) == pool.count:
            break
        if word and word in words:
            put_off.append(one)
            continue
        chosen.append(one)
        words |= {word} - {""}
    return chosen + put_off[: pool.count - len(chosen)]


@dataclass(frozen=True)
class Candidate:
    """A version that is being tried out: how often it was asked so far, and which word its enemies share."""

    version: int
    asked: int
    enemies: str = ""


def choose_pilots(candidates: Sequence[Candidate], *, barred: Collection[str], seed: int) -> list[int]:
    """Return the versions to try out in one attempt, the least asked first; chance decides between equals.

    None whose enemy is on the form (`barred`), and no two enemies.
    """
    dice = random.Random(f"pilot:{seed}")  # noqa: S311 - as in `draw`
    chosen: list[int] = []
    words = {word for word in barred if word}
    for one in sorted(candidates, key=lambda one: (one.asked, dice.random())):
        if len(chosen) == PILOT_QUESTIONS:
            break
        if one.enemies not in words:
            chosen.append(one.version)
            words |= {one.enemies} - {""}
    return chosen


def mixed(form: Sequence[int], pilots: Sequence[int], *, seed: int) -> list[int]:
    """Return a form with the questions to try out at places left to chance; the form keeps its order."""
    dice = random.Random(f"places:{seed}")  # noqa: S311 - as in `draw`
    whole = list(form)
    for version in pilots:
        whole.insert(dice.randint(0, len(whole)), version)
    return whole
