"""Whether the answers to an item are those that its parameters promise, and whether its difficulty has moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.estimation import NODES, PEOPLE_AT_ONCE, prior_log_density
from assessments.psychometrics.response_model import FloatArray, log_probability, probability

# Mean squares outside this range say that the model does not describe the item: Wright and Linacre (1994), Reasonable
# mean-square fit values, Rasch Measurement Transactions 8(3), 370, for ordinary tests of choices.
LOWEST_FIT, HIGHEST_FIT = 0.7, 1.3
# Logits between the difficulty in use and the one that new answers show.
MOST_DRIFT = 0.5


@dataclass(frozen=True, eq=False)
class Fit:
    """Mean squares of each item: 1 where the answers vary as the model says, NaN where nobody saw the item.

    `infit` weighs each answer with its information and hears what happens near the item's difficulty; `outfit` weighs
    all alike and hears lucky guesses and slips far away from it.
    """

    infit: FloatArray
    outfit: FloatArray


def item_fit(scores: npt.ArrayLike, theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Fit:
    """Return the mean squares from a table of people by items (1 right, 0 wrong, NaN not presented).

    `theta` (logits) has one value for each person, `a` (1/logit) and `b` (logits) one for each item. Abilities that
    were estimated from these answers make both too small, in a short test by far: see `item_fit_over`.

    Source: Wright and Masters (1982), Rating Scale Analysis, p. 100: outfit = mean of z², infit = sum of (x - P)²
    divided by the sum of P (1 - P), with z² = (x - P)² / (P (1 - P)).
    """
    table = np.asarray(scores, dtype=np.float64)
    expected = probability(np.asarray(theta, dtype=np.float64)[:, None], a, b)
    seen = ~np.isnan(table)
    variance = np.where(seen, expected * (1.0 - expected), 0.0)
    squares = np.where(seen, (np.where(seen, table, 0.0) - expected) ** 2, 0.0)
    standardised = np.divide(squares, variance, out=np.zeros_like(squares), where=variance > 0)
    return Fit(infit=ratio(squares.sum(axis=0), variance.sum(axis=0)), outfit=ratio(standardised.sum(0), seen.sum(0)))


def item_fit_over(scores: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, mean: float = 0.0, sd: float = 1.0) -> Fit:
    """Return the mean squares from answers alone: averaged over what they leave open about each person's ability.

    The people are N(`mean`, `sd`²). Squares and variances are expected over the posterior at each of NODES, so that
    both mean squares are 1 on average where the model holds, however few the items. A right answer has the square
    (1 - P)², a wrong one P²; divided by P (1 - P) they are (1 - P) / P and P / (1 - P).

    Source: Adams and Wu (2007), in von Davier and Carstensen, Multivariate and Mixture Distribution Rasch Models, for
    fit over the distribution of abilities; otherwise as `item_fit`.
    """
    table = np.asarray(scores, dtype=np.float64)
    slopes, places = np.asarray(a, dtype=np.float64)[:, None], np.asarray(b, dtype=np.float64)[:, None]
    log_right, log_wrong = log_probability(NODES, slopes, places), log_probability(-NODES, slopes, -places)
    right, wrong = np.exp(log_right).T, np.exp(log_wrong).T
    odds = np.exp(log_right - log_wrong).T
    sums = np.zeros((4, table.shape[1]))
    for start in range(0, len(table), PEOPLE_AT_ONCE):
        part = table[start : start + PEOPLE_AT_ONCE]
        seen = 1.0 - np.isnan(part)
        hits = np.nan_to_num(part)
        misses = seen - hits
        posterior = np.exp(normalised(hits @ log_right + misses @ log_wrong + prior_log_density(mean, sd)))
        sums += [
            (hits * (posterior @ wrong**2) + misses * (posterior @ right**2)).sum(axis=0),
            (seen * (posterior @ (right * wrong))).sum(axis=0),
            (hits * (posterior @ (1.0 / odds)) + misses * (posterior @ odds)).sum(axis=0),
            seen.sum(axis=0),
        ]
    return Fit(infit=ratio(sums[0], sums[1]), outfit=ratio(sums[2], sums[3]))


def normalised(log_weights: FloatArray) -> FloatArray:
    """Return rows of logarithms shifted so that the weights of each row sum to 1."""
    shifted = log_weights - log_weights.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float64)


def ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> FloatArray:
    """Return a division that is NaN where there is nothing to divide by."""
    top, bottom = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def misfits(infit: float, outfit: float) -> bool:
    """Whether one of the mean squares lies outside what is ordinary; NaN never does."""
    return any(value < LOWEST_FIT or value > HIGHEST_FIT for value in (infit, outfit))


def has_drifted(change: float) -> bool:
    """Whether a difficulty has moved too far (logits); NaN has not."""
    return abs(change) > MOST_DRIFT
