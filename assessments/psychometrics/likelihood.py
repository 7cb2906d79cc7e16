"""How likely a table of answers is under the parameters of its items, and how that changes with them.

The ability of the people is integrated out over a normal distribution on the grid of `estimation.NODES`. Sums over
people are matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.estimation import NODES
from assessments.psychometrics.response_model import FloatArray

IntArray = npt.NDArray[np.int64]
LOWEST_SLOPE, HIGHEST_SLOPE = 0.05, 8.0
FARTHEST_INTERCEPT = 30.0
TINIEST = 1e-12


class Model(StrEnum):
    """What an item's answers are modelled by."""

    RASCH = "1pl"
    TWO_PARAMETER = "2pl"
    PARTIAL_CREDIT = "gpcm"
    GRADED = "grm"


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers as the algorithm reads them: rows that occur, how often, and one column for each score above 0.

    `columns` is (rows, sum of the highest scores): 1 where the item got that score. `seen` is (rows, items), or None
    where everybody answered everything.
    """

    weights: FloatArray
    columns: FloatArray
    seen: FloatArray | None
    highest: IntArray
    starts: IntArray
    counts: IntArray

    @property
    def items(self) -> int:
        """Return the number of items."""
        return len(self.highest)


@dataclass(frozen=True, eq=False)
class State:
    """The parameters inside the algorithm: slope, and one intercept for each score above 0, padded with 0.

    Graded scores: logit P(at least k) = a theta + d[k]. Partial credit: log P(k) / P(0) = k a theta + d[k].
    """

    a: FloatArray
    d: FloatArray
    mean: float = 0.0
    sd: float = 1.0

    def as_vector(self) -> FloatArray:
        """Return all parameters in one row, slopes and spread as logarithms."""
        return np.concatenate([np.log(self.a), self.d.ravel(), [self.mean, np.log(self.sd)]])

    def from_vector(self, vector: FloatArray) -> State:
        """Return the parameters that a row holds, inside their bounds."""
        items = len(self.a)
        a = np.clip(np.exp(np.clip(vector[:items], -5.0, 5.0)), LOWEST_SLOPE, HIGHEST_SLOPE)
        d = np.clip(vector[items:-2].reshape(self.d.shape), -FARTHEST_INTERCEPT, FARTHEST_INTERCEPT)
        return State(a, d, float(vector[-2]), float(np.exp(np.clip(vector[-1], -3.0, 3.0))))


@dataclass(frozen=True, eq=False)
class Plan:
    """What is estimated and how: the model, which items are anchors, and how each slope is treated."""

    model: Model
    anchored: npt.NDArray[np.bool_]
    slope_fixed: npt.NDArray[np.bool_]
    shrunk: npt.NDArray[np.bool_]
    one_slope: bool
    free_people: bool


@dataclass(eq=False)
class Pass:
    """What one look at the answers gives: expected counts at each node, and the logarithm of the likelihood."""

    log_likelihood: float
    posterior: FloatArray
    right: FloatArray  # (columns, nodes): how many got this score
    seen: FloatArray  # (items, nodes) or (1, nodes): how many answered
    penalty: float = field(default=0.0)

    @property
    def objective(self) -> float:
        """Return what the passes must not lower."""
        return self.log_likelihood + self.penalty


def intercepts_of(slope: float, places: FloatArray, model: Model) -> FloatArray:
    """Return the intercepts of an item's thresholds."""
    return np.asarray(-slope * (np.cumsum(places) if model is Model.PARTIAL_CREDIT else places), dtype=np.float64)


def thresholds_of(slope: float, intercepts: FloatArray, model: Model) -> FloatArray:
    """Return the thresholds of an item's intercepts."""
    steps = np.diff(intercepts, prepend=0.0) if model is Model.PARTIAL_CREDIT else intercepts
    return np.asarray(-steps / slope, dtype=np.float64)


def chances(state: State, index: IntArray, most: int, model: Model) -> FloatArray:
    """Return P of each score 0 to `most` of items that all have it as the highest: (items, scores, nodes)."""
    if model is Model.PARTIAL_CREDIT:
        steps = np.arange(1, most + 1)[:, None] * NODES
        logits = state.a[index, None, None] * steps + state.d[index, :most, None]
        logits = np.concatenate([np.zeros((len(index), 1, len(NODES))), logits], axis=1)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)
    at_least = boundaries(state, index, most)
    ends = np.ones((len(index), 1, len(NODES)))
    return np.maximum(-np.diff(np.concatenate([ends, at_least, 0.0 * ends], axis=1), axis=1), TINIEST)


def boundaries(state: State, index: IntArray, most: int) -> FloatArray:
    """Return the chance of at least each score above 0: (items, scores, nodes)."""
    logits = state.a[index, None, None] * NODES + state.d[index, :most, None]
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), dtype=np.float64)


def changes(state: State, index: IntArray, most: int, p: FloatArray, model: Model) -> FloatArray:
    """Return how P of each score changes with slope and intercepts: (items, 1 + scores, scores from 0, nodes)."""
    found = np.zeros((len(index), most + 1, most + 1, len(NODES)))
    if model is Model.PARTIAL_CREDIT:
        score = np.arange(most + 1)[:, None]
        found[:, 0] = p * (score * NODES - (p * score).sum(axis=1, keepdims=True) * NODES)
        for k in range(1, most + 1):
            found[:, k] = -p * p[:, k : k + 1]
            found[:, k, k] += p[:, k]
        return found
    at_least = boundaries(state, index, most)
    slope = at_least * (1.0 - at_least)
    for k in range(1, most + 1):
        found[:, k, k] += slope[:, k - 1]
        found[:, k, k - 1] -= slope[:, k - 1]
    found[:, 0] = found[:, 1:].sum(axis=1) * NODES
    return found


def groups_of(answers: Answers) -> list[tuple[int, IntArray, IntArray]]:
    """Return the items by their highest score, with the columns that hold their scores (items, scores)."""
    found = []
    for most in np.unique(answers.highest):
        index = np.flatnonzero(answers.highest == most)
        found.append((int(most), index, answers.starts[index, None] + np.arange(most)))
    return found


def look(answers: Answers, state: State, plan: Plan, law: tuple[float, float]) -> Pass:
    """Return the posterior of every row and the expected counts (the E step)."""
    of_zero = np.zeros((answers.items, len(NODES)))
    gain = np.empty((answers.columns.shape[1], len(NODES)))
    for most, index, columns in groups_of(answers):
        logs = np.log(np.maximum(chances(state, index, most, plan.model), 1e-300))
        of_zero[index] = logs[:, 0]
        gain[columns] = logs[:, 1:] - logs[:, :1]
    density = -0.5 * ((NODES - state.mean) / state.sd) ** 2
    density -= np.log(np.exp(density).sum())
    work = answers.columns @ gain
    work += density + of_zero.sum(axis=0) if answers.seen is None else answers.seen @ of_zero + density
    top = work.max(axis=1, keepdims=True)
    work -= top
    np.exp(work, out=work)
    total = work.sum(axis=1, keepdims=True)
    log_likelihood = float(answers.weights @ (top + np.log(total))[:, 0])
    work *= answers.weights[:, None] / total
    seen = work.sum(axis=0, keepdims=True) if answers.seen is None else answers.seen.T @ work
    return Pass(log_likelihood, work, answers.columns.T @ work, seen, penalty_of(state, plan, law))


def penalty_of(state: State, plan: Plan, law: tuple[float, float]) -> float:
    """Return the logarithm of the prior of the slopes that are drawn to what is usual."""
    logs = np.log(state.a[plan.shrunk])
    return float(np.sum(-0.5 * ((logs - law[0]) / law[1]) ** 2 - logs))
