"""Whether an item treats two groups of the same ability alike (differential item functioning)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.response_model import FloatArray

# Fewer than this and the method finds noise: Zwick (2012), ETS RR-12-08, discusses 200 in the smaller group and 500.
FEWEST_FOCAL = 200
FEWEST_TOTAL = 500
ETS_FACTOR = -2.35  # MH D-DIF = -2.35 ln(odds ratio)
CHI2_95 = 3.841458820694124  # 95 % point of chi-square with one degree of freedom
Z_95 = 1.6448536269514722  # one-sided 95 % point of the normal distribution


class DifClass(StrEnum):
    """ETS's classes of differential item functioning."""

    NEGLIGIBLE = "A"
    MODERATE = "B"
    LARGE = "C"
    NOT_ENOUGH_DATA = "-"


@dataclass(frozen=True)
class MantelHaenszel:
    """The common odds ratio over the strata, the chi-square with continuity correction, and ETS's delta.

    A positive `delta` says that the item favours the focal group. `strata` is how many tables counted.
    """

    odds_ratio: float
    chi_square: float
    chi_square_uncorrected: float
    delta: float
    delta_error: float
    dif_class: DifClass
    strata: int


def mantel_haenszel(tables: npt.ArrayLike) -> MantelHaenszel:
    """Return the Mantel-Haenszel statistics of two-by-two tables, shape (strata, 2, 2).

    Rows are the reference and the focal group, columns are right and wrong. A stratum in which a row or a column is
    empty says nothing and is skipped. The class is A where |delta| < 1 or is not significantly different from 0, C
    where |delta| >= 1.5 and significantly above 1, B otherwise.

    Source: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719-748; Holland and Thayer (1988),
    in Wainer and Braun, Test Validity, for delta; Robins, Breslow and Greenland (1986), Biometrics 42, 311-323, for its
    error; Zwick (2012), ETS RR-12-08, for the classes.
    """
    all_tables = np.asarray(tables, dtype=np.float64).reshape(-1, 2, 2)
    rows, columns = all_tables.sum(axis=2), all_tables.sum(axis=1)
    used = all_tables[(rows > 0).all(axis=1) & (columns > 0).all(axis=1)]
    if not len(used):
        return MantelHaenszel(np.nan, np.nan, np.nan, np.nan, np.nan, DifClass.NOT_ENOUGH_DATA, 0)
    right, wrong, focal_right, focal_wrong = used[:, 0, 0], used[:, 0, 1], used[:, 1, 0], used[:, 1, 1]
    total = used.sum(axis=(1, 2))
    r, s = right * focal_wrong / total, wrong * focal_right / total
    odds_ratio = float(r.sum() / s.sum()) if s.sum() else np.inf
    margin = used.sum(axis=2), used.sum(axis=1)
    expected = margin[0][:, 0] * margin[1][:, 0] / total
    several = total > 1
    product = margin[0][:, 0] * margin[0][:, 1] * margin[1][:, 0] * margin[1][:, 1]
    variance = float(np.sum(product[several] / (total[several] ** 2 * (total[several] - 1))))
    distance = abs(float(right.sum() - expected.sum()))
    if not (r.sum() and s.sum()):
        return MantelHaenszel(odds_ratio, np.nan, np.nan, np.nan, np.nan, DifClass.NOT_ENOUGH_DATA, len(used))
    chi_square = max(0.0, distance - 0.5) ** 2 / variance
    delta = ETS_FACTOR * float(np.log(odds_ratio))
    error = abs(ETS_FACTOR) * log_odds_error(used, r, s, total)
    return MantelHaenszel(
        odds_ratio=odds_ratio,
        chi_square=chi_square,
        chi_square_uncorrected=distance**2 / variance,
        delta=delta,
        delta_error=error,
        dif_class=class_of(delta, error, chi_square),
        strata=len(used),
    )


def log_odds_error(used: FloatArray, r: FloatArray, s: FloatArray, total: FloatArray) -> float:
    """Return the standard error of the logarithm of the common odds ratio (Robins, Breslow and Greenland)."""
    p = (used[:, 0, 0] + used[:, 1, 1]) / total
    q = 1.0 - p
    big_r, big_s = float(r.sum()), float(s.sum())
    variance = (
        float((p * r).sum()) / (2 * big_r**2)
        + float((p * s + q * r).sum()) / (2 * big_r * big_s)
        + float((q * s).sum()) / (2 * big_s**2)
    )
    return float(np.sqrt(variance))


def class_of(delta: float, error: float, chi_square: float) -> DifClass:
    """Return ETS's class of an item."""
    if abs(delta) < 1.0 or chi_square < CHI2_95:
        return DifClass.NEGLIGIBLE
    if abs(delta) >= 1.5 and (abs(delta) - 1.0) / error > Z_95:
        return DifClass.LARGE
    return DifClass.MODERATE


def item_dif(
    right: npt.ArrayLike,
    is_focal: npt.ArrayLike,
    matched_on: npt.ArrayLike,
    *,
    fewest_focal: int = FEWEST_FOCAL,
    fewest_total: int = FEWEST_TOTAL,
) -> MantelHaenszel:
    """Return the statistics of one item from who answered it right, who is in the focal group, and the strata.

    `right` (0, 1 or NaN for not presented), `is_focal` (booleans) and `matched_on` (whole numbers: the total score with
    the item included, or a band of the ability where everybody had other items) have one value for each person. Below
    the stated minimum the class is "not enough data".
    """
    score = np.asarray(right, dtype=np.float64)
    seen = ~np.isnan(score)
    score, focal = score[seen].astype(np.int64), np.asarray(is_focal, dtype=bool)[seen]
    strata = np.unique(np.asarray(matched_on)[seen], return_inverse=True)[1]
    if min(focal.sum(), (~focal).sum()) < fewest_focal or len(score) < fewest_total:
        return MantelHaenszel(np.nan, np.nan, np.nan, np.nan, np.nan, DifClass.NOT_ENOUGH_DATA, 0)
    cells = 4 * strata + 2 * focal + (1 - score)
    return mantel_haenszel(np.bincount(cells, minlength=4 * (int(strata.max()) + 1)).reshape(-1, 2, 2))


def false_discoveries(p_values: npt.ArrayLike, rate: float = 0.05) -> npt.NDArray[np.bool_]:
    """Return which of many tests stand out when at most the share `rate` of those found may be false.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1), 289-300.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)
    passes = p[order] <= rate * np.arange(1, len(p) + 1) / len(p)
    found = np.zeros(len(p), dtype=np.bool_)
    if passes.any():
        found[order[: int(np.flatnonzero(passes)[-1]) + 1]] = True
    return found
