"""Which item an adaptive test asks next, and when it has asked enough.

An item is chosen for what it tells at the present estimate, inside the content that is due, among items that are not
over-used; not the very best one but one of the best few, so that two neighbours do not meet the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.estimation import NODES, Ability, ability_from, log_likelihood, prior_log_density
from assessments.psychometrics.response_model import FloatArray, log_probability
from assessments.psychometrics.standards import level_of

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

# One of the best five: Kingsbury and Zara (1989), Applied Measurement in Education 2(4), 359-375.
RANDOMESQUE = 5
# A share of use means nothing after two sittings; each item is counted as if this many had gone before.
SEED_SITTINGS = 20
NO_ENEMY = -1
NEARLY = 1.0 - 1e-9
FIRST_MOMENTS: FloatArray = np.stack([np.ones_like(NODES), NODES], axis=1)


@dataclass(frozen=True, eq=False)
class Bank:
    """The items that may be asked: slope (1/logit), difficulty (logits), content cell and group of enemies.

    `cell` counts from 0; items of one group in `enemy` give each other away and are never asked together (-1: none).
    What is right and what is wrong is worth at each node of the grid is computed once.
    """

    a: FloatArray
    b: FloatArray
    cell: IntArray
    enemy: IntArray
    log_right: FloatArray = field(repr=False)
    log_wrong: FloatArray = field(repr=False)
    squared_slope: FloatArray = field(repr=False)
    half_slope: FloatArray = field(repr=False)

    @classmethod
    def of(
        cls,
        a: npt.ArrayLike,
        b: npt.ArrayLike,
        cell: npt.ArrayLike | None = None,
        enemy: npt.ArrayLike | None = None,
    ) -> Bank:
        """Return a bank; without `cell` all items are of one content, without `enemy` none excludes another."""
        slope, place = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
        return cls(
            a=slope,
            b=place,
            cell=np.zeros(len(slope), dtype=np.int64) if cell is None else np.asarray(cell, dtype=np.int64),
            enemy=np.full(len(slope), NO_ENEMY) if enemy is None else np.asarray(enemy, dtype=np.int64),
            log_right=log_probability(NODES, slope[:, None], place[:, None]),
            log_wrong=log_probability(-NODES, slope[:, None], -place[:, None]),
            squared_slope=slope**2,
            half_slope=0.5 * slope,
        )

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.a)


@dataclass(frozen=True, eq=False)
class Usage:
    """How often each item was asked, and in how many sittings."""

    counts: FloatArray
    sittings: int

    def below(self, cap: float) -> BoolArray:
        """Return which items may be asked once more without being in more than the share `cap` of sittings."""
        return np.asarray(self.counts + 1 <= cap * (self.sittings + SEED_SITTINGS), dtype=np.bool_)


@dataclass(frozen=True)
class Rules:
    """How an item is chosen: among how many, at most in which share of sittings, and in which mixture of content.

    `shares` (summing to 1) has one target for each cell; empty means that content does not matter.
    """

    randomesque: int = RANDOMESQUE
    exposure_cap: float | None = None
    shares: tuple[float, ...] = ()


class StopReason(StrEnum):
    """Why a test has asked enough."""

    PRECISE = "precise"
    LEVEL_IS_CLEAR = "level_is_clear"
    MOST_ITEMS = "most_items"
    OUT_OF_TIME = "out_of_time"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True)
class Stopping:
    """When a test has asked enough: never below `fewest` items, unless the time is over or nothing is left.

    `standard_error` in logits; `chance` (0 to 1) that the level the posterior holds likeliest is the right one.
    """

    fewest: int = 8
    most: int = 32
    standard_error: float | None = 0.30
    chance: float | None = 0.90


@dataclass(eq=False)
class Sitting:
    """One person's adaptive test: what was asked, what is blocked, and what is believed so far."""

    bank: Bank
    log_posterior: FloatArray = field(default_factory=prior_log_density)
    asked: list[int] = field(default_factory=list)
    blocked: BoolArray = field(init=False)
    done: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing asked."""
        self.blocked = np.zeros(len(self.bank), dtype=np.bool_)
        self.done = np.zeros(int(self.bank.cell.max(initial=0)) + 1)

    @property
    def ability(self) -> Ability:
        """Return what is believed so far."""
        return ability_from(self.log_posterior)

    @property
    def theta(self) -> float:
        """Return the estimate alone, without its error: all that choosing needs."""
        total, first = np.exp(self.log_posterior - self.log_posterior.max()) @ FIRST_MOMENTS
        return float(first / total)

    def present(self, item: int) -> None:
        """Note that an item is asked: neither it nor its enemies come again."""
        self.asked.append(item)
        self.done[self.bank.cell[item]] += 1
        self.blocked[item] = True
        self.block(int(self.bank.enemy[item]))

    def block(self, group: int) -> None:
        """Ask nothing of a group of enemies any more."""
        if group != NO_ENEMY:
            self.blocked |= self.bank.enemy == group

    def block_places(self, items: Sequence[int]) -> None:
        """Ask none of these items any more, such as those of a case of which enough was asked."""
        self.blocked[list(items)] = True

    def answer(self, item: int, score: int) -> None:
        """Learn from an answer, right (1) or wrong (0)."""
        table = self.bank.log_right if score else self.bank.log_wrong
        self.log_posterior = self.log_posterior + table[item]

    def learn(self, score: int, a: float, b: float) -> None:
        """Learn from an answer to an item with these parameters, which the bank may know by others today."""
        self.log_posterior = self.log_posterior + log_likelihood(score, a, b)

    def choose(
        self, generator: np.random.Generator, rules: Rules, usage: Usage | None = None, theta: float | None = None
    ) -> int | None:
        """Return the item to ask next at the present estimate (or at `theta`), or None where nothing is left."""
        at = self.theta if theta is None else theta
        return next_item(self.bank, at, self.blocked, self.done, generator, rules, usage)


def next_item(
    bank: Bank,
    theta: float,
    blocked: BoolArray,
    done: FloatArray,
    generator: np.random.Generator,
    rules: Rules,
    usage: Usage | None = None,
) -> int | None:
    """Return the index of the item to ask next, or None where nothing is left.

    First the content that is furthest behind its share; inside it, the items that are not `blocked` and not over the
    exposure cap (where nothing else is left, those that were asked least); among these, one of the most informative
    few at `theta`, each as likely as the others. `done` counts what was asked by cell.
    """
    closed = blocked
    if usage is not None and rules.exposure_cap is not None:
        closed = blocked | ~usage.below(rules.exposure_cap)
        if closed.all() and not blocked.all():  # all are over the cap: those that were asked least
            closed = blocked | (usage.counts > usage.counts[~blocked].min())
    if rules.shares:
        closed = ~in_due_content(bank, ~closed, done, rules.shares)
    few = min(rules.randomesque, len(bank) - int(np.count_nonzero(closed)))
    if not few:
        return None
    # a² P (1 - P) = a² (1 - tanh²(z / 2)) / 4
    bend = np.tanh(bank.half_slope * (theta - bank.b))
    tells = bank.squared_slope * (1.0 - bend * bend)
    tells[closed] = -1.0
    # All that tell as much as the fifth best, so that of many equal items each has its turn.
    best = np.flatnonzero(tells >= np.partition(tells, -few)[-few] * NEARLY)
    return int(best[int(generator.random() * len(best))])


def in_due_content(bank: Bank, is_free: BoolArray, done: FloatArray, shares: Sequence[float]) -> BoolArray:
    """Return the free items of the cell that is furthest behind its share among those that still have some."""
    behind = np.asarray(shares) * (done.sum() + 1) - done
    for cell in np.argsort(-behind, kind="stable"):
        of_cell = is_free & (bank.cell == cell)
        if of_cell.any():
            return np.asarray(of_cell, dtype=np.bool_)
    return is_free


def why_stop(
    ability: Ability,
    count: int,
    stopping: Stopping,
    cuts: Sequence[float] = (),
    *,
    is_time_over: bool = False,
    is_anything_left: bool = True,
) -> StopReason | None:
    """Return why the test ends now, or None where it goes on. `count` is how many items were answered."""
    if is_time_over:
        return StopReason.OUT_OF_TIME
    if not is_anything_left:
        return StopReason.NOTHING_LEFT
    if count >= stopping.most:
        return StopReason.MOST_ITEMS
    if count < stopping.fewest:
        return None
    if stopping.standard_error is not None and ability.standard_error <= stopping.standard_error:
        return StopReason.PRECISE
    if stopping.chance is not None and cuts and level_of(ability, cuts).chance_of_level >= stopping.chance:
        return StopReason.LEVEL_IS_CLEAR
    return None
