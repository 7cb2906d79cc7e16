"""From right and wrong answers to an ability with its standard error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.psychometrics.response_model import FloatArray, log_probability

# Sixty-one nodes from -6 to 6: against a grid ten times as fine the error is about 2e-6 logits; a grid cut at
# plus or minus 4 is off by 0.02, and more nodes do not help it.
NODES: FloatArray = np.linspace(-6.0, 6.0, 61)
NODE_WIDTH = float(NODES[1] - NODES[0])


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


def estimate_ability(
    scores: Sequence[int],
    a: Sequence[float],
    b: Sequence[float],
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
) -> Ability:
    """Return the expected a posteriori (EAP) ability from scores of 0 or 1.

    `a` (1/logit) and `b` (logits) are the parameters of the items answered, in the same order. All right and all
    wrong stay finite, because the prior is N(`prior_mean`, `prior_sd`²); no item at all returns the prior.

    Source: Bock and Mislevy (1982), Adaptive EAP estimation of ability, Applied Psychological Measurement 6(4),
    431-444, eq. 2 and 3.
    """
    u = np.asarray(scores, dtype=np.float64)[:, None]
    slope = np.asarray(a, dtype=np.float64)[:, None]
    place = np.asarray(b, dtype=np.float64)[:, None]
    right = log_probability(NODES, slope, place)
    wrong = log_probability(-NODES, slope, -place)  # 1 - P(z) = P(-z)
    log_posterior = -0.5 * ((NODES - prior_mean) / prior_sd) ** 2 + (u * right + (1.0 - u) * wrong).sum(axis=0)
    weights = np.exp(log_posterior - log_posterior.max())
    posterior = weights / weights.sum()
    theta = float(posterior @ NODES)
    variance = float(posterior @ (NODES - theta) ** 2)
    return Ability(theta=theta, standard_error=float(np.sqrt(variance)), posterior=posterior)
