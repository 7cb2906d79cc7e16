"""How likely an answer is, and how much an item tells, at an ability.

All abilities and difficulties are in logits on the logistic metric (no scaling constant 1.7).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from lms.errors import InvalidInput, gettext_noop

FloatArray = npt.NDArray[np.float64]


class CategoryModel(StrEnum):
    """How an item with several ordered scores is modelled."""

    GPCM = "gpcm"
    GRM = "grm"


class ThresholdsMustRise(InvalidInput):
    """The thresholds of a graded item cross, so that a category would have a negative probability."""

    code = "thresholds_must_rise"
    message = gettext_noop("The thresholds of an item with graded scores must rise.")


def probability(theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Return the probability (0 to 1) of a right answer in the two-parameter logistic model.

    P = 1 / (1 + exp(-a (theta - b))); `a` is 1 in the Rasch model. The arguments broadcast against each other.

    Source: Birnbaum (1968), in Lord and Novick, Statistical Theories of Mental Test Scores, eq. 17.3.1, without D.
    """
    z = np.asarray(a, dtype=np.float64) * (np.asarray(theta, dtype=np.float64) - np.asarray(b, dtype=np.float64))
    # The hyperbolic tangent does not overflow where exp(-z) would.
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)), dtype=np.float64)


def log_probability(theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Return the logarithm of `probability`, finite however small the probability is."""
    z = np.asarray(a, dtype=np.float64) * (np.asarray(theta, dtype=np.float64) - np.asarray(b, dtype=np.float64))
    return np.asarray(-np.logaddexp(0.0, -z), dtype=np.float64)


def information(theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Return Fisher information of an item at an ability, in 1/logit²: I = a² P (1 - P).

    Source: Birnbaum (1968), eq. 20.4.15; Lord (1980), Applications of Item Response Theory, eq. 5-6.
    """
    p = probability(theta, a, b)
    return np.asarray(np.asarray(a, dtype=np.float64) ** 2 * p * (1.0 - p), dtype=np.float64)


def category_probabilities(
    theta: npt.ArrayLike, a: float, b: npt.ArrayLike, model: CategoryModel | str = CategoryModel.GPCM
) -> FloatArray:
    """Return the probability of each score 0 to K of an item, shape `theta.shape + (K + 1,)`; each row sums to 1.

    `b` holds the K thresholds (logits), `a` the slope (1/logit).

    - Generalised partial credit: P(k) is proportional to exp(sum over v <= k of a (theta - b[v])). The thresholds
      may come in any order: a reversal says that a score is never the likeliest one.
    - Graded response: P(at least k) = 1 / (1 + exp(-a (theta - b[k]))).

    Raises:
        ThresholdsMustRise: those of a graded item do not.

    Source: Muraki (1992), A generalized partial credit model, Applied Psychological Measurement 16(2), 159-176, eq. 7;
    Samejima (1969), Estimation of latent ability using a response pattern of graded scores, Psychometrika Monograph 17.
    """
    places = np.asarray(theta, dtype=np.float64)[..., None]
    thresholds = np.asarray(b, dtype=np.float64)
    if CategoryModel(model) is CategoryModel.GRM:
        return graded(places, a, thresholds)
    steps = np.cumsum(a * (places - thresholds), axis=-1)
    logits = np.concatenate([np.zeros((*steps.shape[:-1], 1)), steps], axis=-1)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def graded(places: FloatArray, a: float, thresholds: FloatArray) -> FloatArray:
    """Return the differences of neighbouring boundary curves."""
    if np.any(np.diff(thresholds) <= 0):
        raise ThresholdsMustRise
    at_least = probability(places, a, thresholds)
    ends = np.ones((*at_least.shape[:-1], 1))
    return np.asarray(-np.diff(np.concatenate([ends, at_least, 0.0 * ends], axis=-1), axis=-1), dtype=np.float64)


def category_information(
    theta: npt.ArrayLike, a: float, b: npt.ArrayLike, model: CategoryModel | str = CategoryModel.GPCM
) -> FloatArray:
    """Return Fisher information of an item with graded scores, in 1/logit², shape of `theta`.

    Generalised partial credit: a² times the variance of the score. Graded response: the sum over the scores of
    (dP/dtheta)² / P.

    Source: Muraki (1993), Information functions of the generalized partial credit model, Applied Psychological
    Measurement 17(4), 351-363; Samejima (1969), chapter 6.
    """
    p = category_probabilities(theta, a, b, model)
    if CategoryModel(model) is CategoryModel.GPCM:
        score = np.arange(p.shape[-1], dtype=np.float64)
        mean = p @ score
        return np.asarray(a**2 * (p @ score**2 - mean**2), dtype=np.float64)
    at_least = probability(np.asarray(theta, dtype=np.float64)[..., None], a, np.asarray(b, dtype=np.float64))
    slope = a * at_least * (1.0 - at_least)
    ends = np.zeros((*slope.shape[:-1], 1))
    change = -np.diff(np.concatenate([ends, slope, ends], axis=-1), axis=-1)
    return np.asarray(np.sum(change**2 / np.maximum(p, 1e-300), axis=-1), dtype=np.float64)
