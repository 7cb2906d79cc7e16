"""From one table of answers to everything that is said about its items: parameters, figures, fit, fairness, drift.

The scale. Items whose parameters are in use (anchors) keep them, so that the scale does not move; the mean and spread
of the people are then estimated on it. Where there is no anchor yet, the people are N(0, 1) while the items are
estimated, and then everything is shifted so that the mean difficulty of the items is the one their authors gave them:
the cut scores, which were set on the authors' scale, stay where they are.

An item that hardly discriminates (a wrong key, say) has a difficulty that is anywhere: it holds no scale, and gets no
parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.calibration import FEWEST, Calibration, Treatment, calibrate
from assessments.psychometrics.estimation import estimate_abilities
from assessments.psychometrics.fit import Fit, has_drifted, item_fit_over, misfits
from assessments.psychometrics.item_figures import OnForms, dif_of, on_forms
from assessments.psychometrics.linking import Link, link_of_anchors, mean_link
from assessments.psychometrics.response_model import FloatArray
from assessments.psychometrics.tables import (
    BANDS,
    Analysis,
    Estimate,
    Finding,
    ItemReport,
    Table,
    TraitFigures,
)

# Fewer items together say nothing about a slope, and fewer anchors nothing about a drift.
FEWEST_ITEMS = 3
# Below this slope (1/logit), or with a larger error (logits), a difficulty says nothing: an item of slope 0.3 tells a
# tenth of what one of slope 1 does.
WEAKEST_SLOPE, LARGEST_ERROR = 0.3, 1.0


@dataclass(frozen=True, eq=False)
class Placed:
    """The items that have a place on the scale, and the abilities of all people on it."""

    columns: tuple[int, ...]
    found: Calibration
    link: Link
    theta: FloatArray

    @property
    def a(self) -> FloatArray:
        """Return the slopes on the scale in use."""
        return self.link.discrimination(self.found.a)

    @property
    def b(self) -> FloatArray:
        """Return the difficulties on the scale in use."""
        return self.link.difficulty(self.found.b)

    @property
    def is_sound(self) -> npt.NDArray[np.bool_]:
        """Return which of the items have a difficulty that means something."""
        return sound(self.found)


def can_be_estimated(table: Table) -> list[int]:
    """Return the columns with enough answers, not all alike."""
    right = np.nansum(table.scores, axis=0)
    counts = table.counts
    return [int(i) for i in np.flatnonzero((counts >= FEWEST) & (right > 0) & (right < counts))]


def is_enough(answers: Mapping[int, tuple[int, int]], anchors: Collection[int]) -> bool:
    """Whether a calibration says anything, from how many answered each item, how many rightly, and the anchors."""
    ready = {item for item, (count, right) in answers.items() if count >= FEWEST and 0 < right < count}
    return bool(ready) and len(ready | set(anchors)) >= FEWEST_ITEMS


def analyse(table: Table) -> Analysis:
    """Return the parameters and figures of a table of which there `is_enough`."""
    placed = place(table)
    found = placed.found
    fits = item_fit_over(table.scores[:, placed.columns], found.a, found.b, found.mean, found.sd)
    drifts, forms, dif = drifts_of(table), on_forms(table), dif_of(table, placed.theta)
    by_column = {column: index for index, column in enumerate(placed.columns)}
    reports = []
    for column, figures in enumerate(forms):
        fairness_of = {trait: found[column] for trait, found in dif.items()}
        drift, index = drifts.get(column, float("nan")), by_column.get(column)
        reports.append(report_of(int(table.counts[column]), figures, drift, fairness_of, placed, fits, index))
    counted = np.histogram(np.clip(placed.theta, BANDS[0], BANDS[-1]), BANDS)[0]
    return Analysis(
        items=tuple(reports),
        people=len(table.scores),
        log_likelihood=found.log_likelihood,
        iterations=found.iterations,
        converged=found.converged,
        mean=float(placed.link.difficulty(found.mean)),
        sd=found.sd * placed.link.slope,
        bands=tuple(int(number) for number in counted),
    )


def sound(found: Calibration) -> npt.NDArray[np.bool_]:
    """Return which estimates mean something; anchors always do."""
    anchored = np.array([treatment is Treatment.ANCHOR for treatment in found.treatment])
    return np.asarray(anchored | ((found.a >= WEAKEST_SLOPE) & (found.se_b <= LARGEST_ERROR)), dtype=np.bool_)


def place(table: Table) -> Placed:
    """Return the items on the scale in use, and the people on it (see the module for how the scale is held)."""
    columns = sorted({*can_be_estimated(table), *table.anchors})
    fixed = {columns.index(column): pair for column, pair in table.anchors.items()}
    scores = table.scores[:, columns]
    found = calibrate(scores, "2pl", fixed=fixed)
    steady = sound(found)
    link = Link() if fixed or not steady.any() else mean_link(found.b[steady], table.authors[columns][steady])
    theta = estimate_abilities(scores, found.a, found.b, found.mean, found.sd).theta
    return Placed(tuple(columns), found, link, link.difficulty(theta))


def drifts_of(table: Table) -> dict[int, float]:
    """Return by column how far the difficulty of an anchor has moved (logits), where there are anchors enough.

    All items are estimated anew without anchors and brought back to the scale in use by all anchors together.
    """
    columns = can_be_estimated(table)
    free = calibrate(table.scores[:, columns], "2pl") if set(columns) & set(table.anchors) else None
    if free is None:
        return {}
    steady = sound(free)
    anchors = [column for index, column in enumerate(columns) if column in table.anchors and steady[index]]
    if len(anchors) < FEWEST_ITEMS:
        return {}
    places = [columns.index(column) for column in anchors]
    kept_a, kept_b = np.array([table.anchors[column] for column in anchors]).T
    link = link_of_anchors(free.a[places], free.b[places], kept_a, kept_b)
    changes = link.difficulty(free.b[places]) - kept_b
    return {column: float(change) for column, change in zip(anchors, changes, strict=True)}


def report_of(
    count: int,
    forms: OnForms,
    drift: float,
    dif: dict[str, TraitFigures],
    placed: Placed,
    fits: Fit,
    index: int | None,
) -> ItemReport:
    """Return what is said about one item; `index` is its place on the scale, None where it has none."""
    infit = float("nan") if index is None else float(fits.infit[index])
    outfit = float("nan") if index is None else float(fits.outfit[index])
    flags: list[str] = [*forms.figures.flags, *forms.option_flags]
    is_placed = index is not None and bool(placed.is_sound[index])
    if index is not None and not is_placed:
        flags.append(Finding.UNPLACED)
    if count >= FEWEST and misfits(infit, outfit):
        flags.append(Finding.MISFIT)
    if has_drifted(drift):
        flags.append(Finding.DRIFT)
    classes = {figures.dif_class.value for figures in dif.values() if figures.stands_out}
    flags += [flag for letter, flag in (("C", Finding.UNFAIR), ("B", Finding.UNEVEN)) if letter in classes]
    return ItemReport(
        count=count,
        p_value=forms.figures.p_value,
        item_rest=forms.figures.item_rest,
        alpha_if_deleted=forms.figures.alpha_if_deleted,
        infit=infit,
        outfit=outfit,
        drift=drift,
        flags=tuple(str(flag) for flag in flags),
        options=forms.options,
        dif=dif,
        estimate=estimate_of(placed, index) if index is not None and is_placed else None,
    )


def estimate_of(placed: Placed, index: int) -> Estimate:
    """Return the parameters of one placed item."""
    found, link = placed.found, placed.link
    treatment: Treatment = found.treatment[index]
    return Estimate(
        a=float(placed.a[index]),
        b=float(placed.b[index]),
        se_a=float(found.se_a[index]) / link.slope,
        se_b=float(found.se_b[index]) * link.slope,
        treatment=treatment,
    )
