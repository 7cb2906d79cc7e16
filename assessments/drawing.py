"""How a form is drawn from the bank. Pure; the same seed and the same bank give the same form.

Questions that hang on one case are drawn together and stand together, in the order in which they were written: whoever
has read the case answers all of them at once.
"""

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


NO_CASES: Mapping[int, int] = {}
# How many questions that are being tried out an attempt asks beside its own: enough to gather answers to new items
# within some weeks, few enough not to tire.
PILOT_QUESTIONS = 2


# How many questions of one case an adaptive sitting asks: they depend on each other, so further ones tell less than
# they seem to.
MOST_OF_A_CASE = 3


@dataclass(frozen=True)
class Pool:
    """How many items a cell of the blueprint needs, and the ids it may take.

    `enemies` are words that some share, `cases` the ids of the cases that some hang on.
    """

    count: int
    candidates: tuple[int, ...]
    enemies: Mapping[int, str] = field(default_factory=dict)
    cases: Mapping[int, int] = field(default_factory=dict)


def draw(pools: Sequence[Pool], *, seed: int) -> list[int]:
    """Return the ids of a form in the order they are asked; no id twice.

    The scarcest cell draws first, so that cells which share items do not starve each other. Enemies meet only where the
    bank has nothing else: a test that began asking last week goes on. A case is cut only where a cell has no room left
    for all of it and nothing else to ask.

    Raises:
        BankTooSmall: a cell cannot be filled.

    """
    dice = random.Random(seed)  # noqa: S311 - a form must be reproducible; it guards no secret
    taken: list[int] = []
    words: set[str] = set()
    cases: dict[int, int] = {}
    for pool in sorted(pools, key=lambda one: len(one.candidates) - one.count):
        free = sorted(set(pool.candidates) - set(taken))
        if len(free) < pool.count:
            raise BankTooSmall
        begun = {cases[one] for one in taken if one in cases}
        cases |= pool.cases
        blocks = in_blocks(dice.sample(free, len(free)), cases)
        # What belongs to a case that is asked already comes first.
        blocks.sort(key=lambda block: cases.get(block[0]) not in begun)
        taken += apart_from_enemies(blocks, pool, words)
    blocks = in_blocks(taken, cases)
    dice.shuffle(blocks)
    return [one for block in blocks for one in block]


def in_blocks(ids: Sequence[int], cases: Mapping[int, int]) -> list[list[int]]:
    """Return the ids in their order, those of one case together as they were written, where the first of them stood."""
    blocks: dict[tuple[str, int], list[int]] = {}
    for one in ids:
        key = ("case", cases[one]) if one in cases else ("alone", one)
        blocks.setdefault(key, []).append(one)
    return [sorted(block) if len(block) > 1 else block for block in blocks.values()]


def together(ids: Sequence[int], cases: Mapping[int, int]) -> list[int]:
    """Return a form in which the questions of one case stand together; otherwise it keeps its order."""
    seats: dict[tuple[str, int], list[int]] = {}
    for one in ids:
        seats.setdefault(("case", cases[one]) if one in cases else ("alone", one), []).append(one)
    return [one for seat in seats.values() for one in seat]


def apart_from_enemies(blocks: Sequence[Sequence[int]], pool: Pool, words: set[str]) -> list[int]:
    """Return as many ids as the pool needs: whole cases that fit and questions alone, as they come.

    Then parts of cases, and enemies last; `words` keeps which were met.
    """
    chosen: list[int] = []
    too_long: list[int] = []
    put_off: list[int] = []
    for block in blocks:
        met = {pool.enemies.get(one, "") for one in block} - {""}
        if len(chosen) == pool.count:
            break
        if met & words:
            put_off += block
        elif len(chosen) + len(block) > pool.count:
            too_long += block
        else:
            chosen += block
            words |= met
    return chosen + [*too_long, *put_off][: pool.count - len(chosen)]


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


def pilot_steps(count: int, *, within: int, seed: int) -> frozenset[int]:
    """Return after how many questions that count an adaptive attempt tries one out, `count` times at most.

    `within` is how many questions it asks at the least: later places might never come, and nobody could tell these
    from the others.
    """
    dice = random.Random(f"steps:{seed}")  # noqa: S311 - as in `draw`
    return frozenset(dice.sample(range(within), min(count, within)))


def mixed(form: Sequence[int], pilots: Sequence[int], *, seed: int, cases: Mapping[int, int] = NO_CASES) -> list[int]:
    """Return a form with the questions to try out at places left to chance, none inside a case; it keeps its order."""
    dice = random.Random(f"places:{seed}")  # noqa: S311 - as in `draw`
    blocks: list[list[int]] = []
    for one in form:
        is_same = one in cases and bool(blocks) and cases.get(blocks[-1][0]) == cases[one]
        if is_same:
            blocks[-1].append(one)
        else:
            blocks.append([one])
    for version in pilots:
        blocks.insert(dice.randint(0, len(blocks)), [version])
    return [one for block in blocks for one in block]
