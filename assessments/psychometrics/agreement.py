"""How far raters agree: kappa for levels, intraclass correlation for numbers, alpha where raters are missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.response_model import FloatArray
from lms.errors import InvalidInput, gettext_noop


class NothingToCompare(InvalidInput):
    """There are not two ratings of the same thing."""

    code = "nothing_to_compare"
    message = gettext_noop("Agreement needs at least two ratings of the same work.")


@dataclass(frozen=True)
class Agreement:
    """How two raters agree over the same works; shares are 0 to 1.

    `standardized_difference` is how much higher the second rates, in pooled standard deviations.
    """

    count: int
    exact: float
    adjacent: float
    weighted_kappa: float
    standardized_difference: float


def quadratic_weighted_kappa(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Return Cohen's kappa with quadratic weights of two raters' whole-numbered levels; 1 where both always agree.

    kappa = 1 - mean (x - y)² / mean of the same over all pairs of ratings drawn independently.

    Raises:
        NothingToCompare: fewer than two works.

    Source: Cohen (1968), Weighted kappa, Psychological Bulletin 70(4), 213-220; Fleiss and Cohen (1973), Educational
    and Psychological Measurement 33, 613-619, for quadratic weights.
    """
    x, y = paired(first, second)
    observed = float(np.mean((x - y) ** 2))
    expected = float(np.mean((x[:, None] - y[None, :]) ** 2))
    return 1.0 if expected == 0 else 1.0 - observed / expected


def paired(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return two ratings of the same works as arrays."""
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1 or len(x) < 2:
        raise NothingToCompare
    return x, y


def compare(first: npt.ArrayLike, second: npt.ArrayLike) -> Agreement:
    """Return exact and adjacent agreement, weighted kappa and the standardized mean difference of two raters.

    Raises:
        NothingToCompare: fewer than two works.
    """
    x, y = paired(first, second)
    spread = float(np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / 2))
    return Agreement(
        count=len(x),
        exact=float(np.mean(x == y)),
        adjacent=float(np.mean(np.abs(x - y) <= 1)),
        weighted_kappa=quadratic_weighted_kappa(x, y),
        standardized_difference=float(y.mean() - x.mean()) / spread if spread else 0.0,
    )


@dataclass(frozen=True)
class Intraclass:
    """Intraclass correlations of single ratings: `absolute` is ICC(A,1), `consistent` is ICC(C,1)."""

    absolute: float
    consistent: float


def intraclass(ratings: npt.ArrayLike) -> Intraclass:
    """Return the two-way intraclass correlations of a complete table of works by raters.

    ICC(A,1) counts a rater who is always a point stricter as disagreement; ICC(C,1) does not.

    Raises:
        NothingToCompare: fewer than two works or two raters.

    Source: McGraw and Wong (1996), Forming inferences about some intraclass correlation coefficients, Psychological
    Methods 1(1), 30-46, table 4.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2:
        raise NothingToCompare
    works, raters = table.shape
    mean = table.mean()
    of_works = raters * float(np.sum((table.mean(axis=1) - mean) ** 2)) / (works - 1)
    of_raters = works * float(np.sum((table.mean(axis=0) - mean) ** 2)) / (raters - 1)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + mean
    rest = float(np.sum(left**2)) / ((works - 1) * (raters - 1))
    consistent = of_works + (raters - 1) * rest
    absolute = consistent + raters * (of_raters - rest) / works
    above = of_works - rest
    return Intraclass(above / absolute if absolute else 1.0, above / consistent if consistent else 1.0)


def krippendorff_alpha(ratings: npt.ArrayLike) -> float:
    """Return Krippendorff's alpha for numbers, of a table of works by raters in which NaN is a rating not given.

    alpha = 1 - observed disagreement / disagreement expected by chance, both as mean squared differences.

    Raises:
        NothingToCompare: no work has two ratings.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C, interval metric.
    """
    table = np.asarray(ratings, dtype=np.float64)
    counts = np.sum(~np.isnan(table), axis=1)
    table, counts = table[counts >= 2], counts[counts >= 2]
    if not len(table):
        raise NothingToCompare
    values = table[~np.isnan(table)]
    total = len(values)
    # The mean of (x - y)² over ordered pairs of n numbers is 2 n / (n - 1) times their variance.
    observed = float(np.sum(2.0 * counts * np.nanvar(table, axis=1) * counts / (counts - 1))) / total
    expected = 2.0 * float(values.var()) * total / (total - 1)
    return 1.0 if expected == 0 else 1.0 - observed / expected
