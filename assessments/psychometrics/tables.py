"""What an analysis of items reads and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from assessments.psychometrics import classical, fairness
from assessments.psychometrics.calibration import Treatment
from assessments.psychometrics.response_model import FloatArray

# Bands in which the people are counted for a picture: from -4 to 4, those outside in the first and the last.
BANDS: FloatArray = np.linspace(-4.0, 4.0, 17)


class Finding(StrEnum):
    """What may be wrong with an item beyond what the classical figures say."""

    UNPLACED = "unplaced"
    MISFIT = "misfit"
    DRIFT = "drift"
    UNFAIR = "unfair"
    UNEVEN = "uneven"


# How much each flag matters in a list that begins with the worst.
TROUBLE: Mapping[str, int] = {
    classical.Flag.KEY_DOUBTFUL: 8,
    classical.Flag.NEGATIVE: 7,
    Finding.UNFAIR: 6,
    Finding.DRIFT: 5,
    Finding.UNPLACED: 4,
    Finding.MISFIT: 3,
    classical.Flag.WEAK: 3,
    Finding.UNEVEN: 2,
    classical.Flag.TOO_HARD: 2,
    classical.Flag.TOO_EASY: 1,
    classical.Flag.IDLE_DISTRACTOR: 1,
}


@dataclass(frozen=True)
class Choices:
    """What people chose in an item of one choice: a name of an option for each person, None without an answer."""

    names: tuple[str, ...]
    key: str
    picks: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """Answers of people by items: 1 right, 0 wrong, NaN not presented.

    `on_forms` are those given in drawn forms (NaN where an adaptive test asked). `authors` are the difficulties that
    the authors gave (logits). `anchors` holds (a, b) by column, `choices` the options by column. `groups` has for each
    trait one value a person: 1 focal group, 0 reference group, NaN not known.
    """

    scores: FloatArray
    on_forms: FloatArray
    authors: FloatArray
    anchors: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    choices: Mapping[int, Choices] = field(default_factory=dict)
    groups: Mapping[str, FloatArray] = field(default_factory=dict)

    @property
    def counts(self) -> FloatArray:
        """Return how many answered each item."""
        return np.asarray((~np.isnan(self.scores)).sum(axis=0), dtype=np.float64)


@dataclass(frozen=True)
class Estimate:
    """The parameters of one item (a in 1/logit, b in logits) with their errors."""

    a: float
    b: float
    se_a: float
    se_b: float
    treatment: Treatment


@dataclass(frozen=True)
class TraitFigures:
    """How one item treats two groups: ETS's class, delta and its error, and whether it stands out among the items."""

    dif_class: fairness.DifClass
    delta: float
    error: float
    stands_out: bool


@dataclass(frozen=True)
class ItemReport:
    """All that is said about one item; NaN where nothing can be said."""

    count: int
    p_value: float
    item_rest: float
    alpha_if_deleted: float
    infit: float
    outfit: float
    drift: float
    flags: tuple[str, ...]
    options: tuple[classical.OptionFigures, ...]
    dif: Mapping[str, TraitFigures]
    estimate: Estimate | None

    @property
    def trouble(self) -> int:
        """Return how much an item needs somebody's eye; 0 is none."""
        return sum(TROUBLE.get(flag, 0) for flag in self.flags)


@dataclass(frozen=True, eq=False)
class Analysis:
    """The items in the order of the table, and the people as a whole."""

    items: tuple[ItemReport, ...]
    people: int
    log_likelihood: float
    iterations: int
    converged: bool
    mean: float
    sd: float
    bands: tuple[int, ...]
