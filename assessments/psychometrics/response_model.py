"""How likely a right answer is, and how much an item tells, at an ability.

All abilities and difficulties are in logits on the logistic metric (no scaling constant 1.7).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


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
