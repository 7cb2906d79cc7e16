"""From answers to an ability with its standard error, one person at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.response_model import FloatArray, category_probabilities, log_probability

# Sixty-one nodes from -6 to 6: against a grid ten times as fine the error is about 2e-6 logits; a grid cut at
# plus or minus 4 is off by 0.02, and more nodes do not help it.
NODES: FloatArray = np.linspace(-6.0, 6.0, 61)
NODE_WIDTH = float(NODES[1] - NODES[0])
SQUARED_NODES: FloatArray = NODES**2
TINIEST = 1e-300
# People estimated together: small enough for the posterior of all of them to stay in the cache.
PEOPLE_AT_ONCE = 2048

Difficulty = float | Sequence[float]


@dataclass(frozen=True, eq=False)
class Ability:
    """An ability estimate and its standard error, in logits, with the posterior mass (sum 1) at each of NODES."""

    theta: float
    standard_error: float
    posterior: FloatArray

    def chance_at_least(self, theta: float) -> float:
        """Return the posterior probability (0 to 1) that the ability is at least `theta`.

        The mass of a node is spread evenly over its width, so that a cut score on a node is not a matter of luck.
        """
        share_above = np.clip((NODES + NODE_WIDTH / 2 - theta) / NODE_WIDTH, 0.0, 1.0)
        return min(1.0, max(0.0, float(self.posterior @ share_above)))


@dataclass(frozen=True, eq=False)
class Abilities:
    """Ability estimates of many people and their standard errors, in logits, in the order of the people."""

    theta: FloatArray
    standard_error: FloatArray


def prior_log_density(prior_mean: float = 0.0, prior_sd: float = 1.0) -> FloatArray:
    """Return the logarithm of the normal prior at each of NODES, up to a constant."""
    return np.asarray(-0.5 * ((NODES - prior_mean) / prior_sd) ** 2, dtype=np.float64)


def log_likelihood(score: int, a: float, b: Difficulty) -> FloatArray:
    """Return the logarithm of the probability of one score at each of NODES.

    A single difficulty is a question that is right (1) or wrong (0); several thresholds are an item of the
    generalised partial credit model, scored 0 to their number.
    """
    if isinstance(b, (int, float)):
        # 1 - P(z) = P(-z)
        return log_probability(NODES, a, b) if score else log_probability(-NODES, a, -b)
    return np.asarray(np.log(np.maximum(category_probabilities(NODES, a, b)[:, score], TINIEST)), dtype=np.float64)


def ability_from(log_posterior: FloatArray) -> Ability:
    """Return mean and standard deviation of a posterior that is given as a logarithm, up to a constant, at NODES."""
    weights = np.exp(log_posterior - log_posterior.max())
    posterior = weights / weights.sum()
    theta = float(posterior @ NODES)
    variance = float(posterior @ (NODES - theta) ** 2)
    return Ability(theta=theta, standard_error=float(np.sqrt(variance)), posterior=posterior)


def estimate_ability(
    scores: Sequence[int],
    a: Sequence[float],
    b: Sequence[Difficulty],
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
) -> Ability:
    """Return the expected a posteriori (EAP) ability from the scores of one person.

    `a` (1/logit) and `b` (logits) are the parameters of the items answered, in the same order; an item with several
    thresholds in `b` is scored 0 to their number (see `log_likelihood`). All right and all wrong stay finite, because
    the prior is N(`prior_mean`, `prior_sd`²); no item at all returns the prior.

    Source: Bock and Mislevy (1982), Adaptive EAP estimation of ability, Applied Psychological Measurement 6(4),
    431-444, eq. 2 and 3.
    """
    log_posterior = prior_log_density(prior_mean, prior_sd)
    for score, slope, place in zip(scores, a, b, strict=True):
        log_posterior = log_posterior + log_likelihood(score, slope, place)
    return ability_from(log_posterior)


def estimate_abilities(
    matrix: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, prior_mean: float = 0.0, prior_sd: float = 1.0
) -> Abilities:
    """Return the EAP ability of each row of `matrix` (people by items; 1 right, 0 wrong, NaN not presented).

    `a` (1/logit) and `b` (logits) have one value for each column. A person without an answer gets the prior.

    Source: as `estimate_ability`.
    """
    scores = np.asarray(matrix, dtype=np.float64)
    slope, place = np.asarray(a, dtype=np.float64)[:, None], np.asarray(b, dtype=np.float64)[:, None]
    wrong = log_probability(-NODES, slope, -place)
    gain = slope * (NODES - place)  # log P - log (1 - P)
    prior = prior_log_density(prior_mean, prior_sd)
    theta, error = np.empty(len(scores)), np.empty(len(scores))
    moments = np.stack([np.ones_like(NODES), NODES, SQUARED_NODES], axis=1)
    for start in range(0, len(scores), PEOPLE_AT_ONCE):
        part = scores[start : start + PEOPLE_AT_ONCE]
        absent = np.isnan(part)
        if absent.any():
            log_posterior = np.where(absent, 0.0, part) @ gain + (1.0 - absent) @ wrong + prior
        else:
            log_posterior = part @ gain + (wrong.sum(axis=0) + prior)
        log_posterior -= log_posterior.max(axis=1, keepdims=True)
        total, first, second = (np.exp(log_posterior, out=log_posterior) @ moments).T
        mean = first / total
        theta[start : start + len(part)] = mean
        error[start : start + len(part)] = np.sqrt(np.maximum(second / total - mean**2, 0.0))
    return Abilities(theta, error)
