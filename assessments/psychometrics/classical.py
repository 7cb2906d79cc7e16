"""What a table of answers tells without a model: difficulty, discrimination, reliability, and distractors.

For answers of fixed forms. Of an adaptive test these figures mean nothing: everybody gets about half right there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.response_model import FloatArray

# Fewer answers raise no flag: what stands out may be chance.
FEWEST_FOR_FLAGS = 50
HARDEST, EASIEST = 0.20, 0.95
LOWEST_ITEM_REST = 0.15
# A distractor that hardly anybody picks does no work.
RAREST_DISTRACTOR = 0.05


class Flag(StrEnum):
    """What may be wrong with an item."""

    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    WEAK = "weak"
    NEGATIVE = "negative"
    KEY_DOUBTFUL = "key_doubtful"
    IDLE_DISTRACTOR = "idle_distractor"


@dataclass(frozen=True)
class ItemFigures:
    """One item: answers, share of the credit (0 to 1), correlation with the rest of the test, alpha without it.

    A correlation is NaN where everybody, or nobody, got the same.
    """

    count: int
    p_value: float
    item_rest: float
    alpha_if_deleted: float
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class TestFigures:
    """A whole test: Cronbach's alpha, mean and standard deviation of the score, and its standard error."""

    __test__ = False

    people: int
    alpha: float
    mean: float
    standard_deviation: float
    standard_error: float
    items: tuple[ItemFigures, ...]


def analyse(scores: npt.ArrayLike) -> TestFigures:
    """Return the figures of a table of people by items (credit 0 to 1; NaN is not presented).

    Alpha and the standard error are those of the complete rows. Variances are those of the sample (n - 1).

    Source: Cronbach (1951), Psychometrika 16, 297-334; Lord and Novick (1968), section 15.4 for the item-rest
    correlation and 3.8 for the standard error of measurement.
    """
    table = np.asarray(scores, dtype=np.float64)
    complete = table[~np.isnan(table).any(axis=1)]
    totals = complete.sum(axis=1)
    whole = alpha(complete)
    spread = float(totals.std(ddof=1)) if len(totals) > 1 else np.nan
    return TestFigures(
        people=len(table),
        alpha=whole,
        mean=float(totals.mean()) if len(totals) else np.nan,
        standard_deviation=spread,
        standard_error=float(spread * np.sqrt(max(0.0, 1.0 - whole))) if np.isfinite(whole) else np.nan,
        items=tuple(figures_of(table, complete, index) for index in range(table.shape[1])),
    )


def alpha(complete: FloatArray) -> float:
    """Return Cronbach's alpha of a complete table; NaN for fewer than two items, two people, or equal totals."""
    people, items = complete.shape
    total = float(complete.sum(axis=1).var(ddof=1)) if people > 1 else 0.0
    if items < 2 or total == 0:
        return float("nan")
    return items / (items - 1) * (1.0 - float(complete.var(axis=0, ddof=1).sum()) / total)


def figures_of(table: FloatArray, complete: FloatArray, index: int) -> ItemFigures:
    """Return the figures of one item of a table."""
    answers = table[:, index]
    answers = answers[~np.isnan(answers)]
    others = np.delete(complete, index, axis=1)
    item_rest = correlation(complete[:, index], others.sum(axis=1))
    p_value = float(answers.mean()) if len(answers) else np.nan
    return ItemFigures(
        count=len(answers),
        p_value=p_value,
        item_rest=item_rest,
        alpha_if_deleted=alpha(others),
        flags=flags_of(len(answers), p_value, item_rest),
    )


def correlation(x: FloatArray, y: FloatArray) -> float:
    """Return Pearson's correlation, NaN where one of the two does not vary."""
    if len(x) < 2 or x.std() == 0 or y.std() == 0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def flags_of(count: int, p_value: float, item_rest: float) -> tuple[Flag, ...]:
    """Return what stands out about an item; nothing does below fifty answers."""
    if count < FEWEST_FOR_FLAGS:
        return ()
    found = []
    if p_value < HARDEST:
        found.append(Flag.TOO_HARD)
    if p_value > EASIEST:
        found.append(Flag.TOO_EASY)
    if item_rest < 0:
        found.append(Flag.NEGATIVE)
    elif item_rest < LOWEST_ITEM_REST:
        found.append(Flag.WEAK)
    return tuple(found)


@dataclass(frozen=True)
class OptionFigures:
    """How often an option was chosen, and how its choice goes with the rest of the test."""

    name: str
    is_key: bool
    count: int
    share: float
    rest_correlation: float
    by_third: tuple[float, float, float]


@dataclass(frozen=True)
class DistractorTable:
    """The options of a choice item, the key first, and what stands out."""

    options: tuple[OptionFigures, ...]
    flags: tuple[Flag, ...]


def distractors(picks: Sequence[str | None], key: str, rest: npt.ArrayLike, names: Sequence[str]) -> DistractorTable:
    """Return how each option of a single-choice item was chosen.

    `picks` holds the chosen option of each person (None: left open), `rest` the score on the other items. `by_third`
    are the shares of the option among the lowest, the middle and the highest third of the people. A distractor that
    goes with a high score more than chance says that the key is doubtful.
    """
    score = np.asarray(rest, dtype=np.float64)
    chosen = np.asarray([pick or "" for pick in picks], dtype=object)
    thirds = np.argsort(np.argsort(score, kind="stable"), kind="stable") * 3 // max(len(score), 1)
    rows = []
    for name in sorted(names, key=lambda one: one != key):
        picked = (chosen == name).astype(np.float64)
        by_third = tuple(
            float(picked[thirds == third].mean()) if (thirds == third).any() else 0.0 for third in range(3)
        )
        rows.append(
            OptionFigures(
                name=name,
                is_key=name == key,
                count=int(picked.sum()),
                share=float(picked.mean()) if len(picked) else 0.0,
                rest_correlation=correlation(picked, score),
                by_third=(by_third[0], by_third[1], by_third[2]),
            )
        )
    return DistractorTable(tuple(rows), distractor_flags(rows, len(chosen)))


def distractor_flags(rows: Sequence[OptionFigures], count: int) -> tuple[Flag, ...]:
    """Return what stands out about the options; nothing does below fifty answers."""
    if count < FEWEST_FOR_FLAGS:
        return ()
    wrong = [row for row in rows if not row.is_key]
    found = []
    # Twice the standard error of a correlation of 0: more than that is hardly chance.
    if any(row.rest_correlation > 2 / np.sqrt(count) for row in wrong):
        found.append(Flag.KEY_DOUBTFUL)
    if any(row.share < RAREST_DISTRACTOR for row in wrong):
        found.append(Flag.IDLE_DISTRACTOR)
    return tuple(found)
