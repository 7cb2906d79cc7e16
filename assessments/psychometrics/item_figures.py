"""What is said about items without their parameters: figures of drawn forms, and fairness between groups.

A drawn form gives everybody other items, so that the rest of the test is the share of the others that were right; where
everybody had the same items it is the usual item-rest correlation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assessments.psychometrics import classical, fairness
from assessments.psychometrics.response_model import FloatArray
from assessments.psychometrics.tables import Choices, Table, TraitFigures

# Bands of ability in which two groups are compared where not everybody had the same items (logits).
BAND_WIDTH = 0.25


@dataclass(frozen=True)
class OnForms:
    """The classical figures of one item on drawn forms, and its options where one of them is chosen."""

    figures: classical.ItemFigures
    options: tuple[classical.OptionFigures, ...] = ()
    option_flags: tuple[classical.Flag, ...] = ()


def on_forms(table: Table) -> list[OnForms]:
    """Return the figures of each item on drawn forms; none where only adaptive tests asked it."""
    scores = table.on_forms
    totals, answered = np.nansum(scores, axis=1), (~np.isnan(scores)).sum(axis=1)
    complete = scores[~np.isnan(scores).any(axis=1)]
    found = []
    for column in range(scores.shape[1]):
        answers = scores[:, column]
        others = answered - 1
        rest = np.divide(totals - answers, others, out=np.full(len(scores), np.nan), where=others > 0)
        figures = figures_of(answers, rest, np.delete(complete, column, axis=1))
        choices = table.choices.get(column)
        found.append(with_options(figures, choices, rest) if choices else OnForms(figures))
    return found


def figures_of(answers: FloatArray, rest: FloatArray, others: FloatArray) -> classical.ItemFigures:
    """Return the figures of one item from its answers, the rest of each person, and the complete rows without it."""
    given = answers[~np.isnan(answers)]
    both = ~np.isnan(answers) & ~np.isnan(rest)
    share = float(given.mean()) if len(given) else math.nan
    item_rest = classical.correlation(answers[both], rest[both])
    return classical.ItemFigures(
        count=len(given),
        p_value=share,
        item_rest=item_rest,
        alpha_if_deleted=classical.alpha(others),
        flags=classical.flags_of(len(given), share, item_rest),
    )


def with_options(figures: classical.ItemFigures, choices: Choices, rest: FloatArray) -> OnForms:
    """Return the figures with how each option was chosen by those who answered, in the order of their names."""
    chosen = [
        (pick, value) for pick, value in zip(choices.picks, rest, strict=True) if pick is not None and value == value
    ]
    if not chosen:
        return OnForms(figures)
    picks, scores = zip(*chosen, strict=True)
    shown = classical.distractors(picks, choices.key, np.array(scores), choices.names)
    return OnForms(figures, tuple(sorted(shown.options, key=lambda option: option.name)), shown.flags)


def dif_of(table: Table, theta: FloatArray) -> dict[str, list[TraitFigures]]:
    """Return for each trait how each item treats the two groups, people of like ability being compared.

    Like is who has the same total score where everybody had all items, else who stands in the same band of ability.
    What stands out is decided over all items of a trait together, at a rate of false discoveries of 5 percent.
    """
    complete = not np.isnan(table.scores).any()
    matched = table.scores.sum(axis=1) if complete else np.floor(theta / BAND_WIDTH)
    return {trait: trait_figures(table.scores, members, matched) for trait, members in table.groups.items()}


def trait_figures(scores: FloatArray, members: FloatArray, matched: FloatArray) -> list[TraitFigures]:
    """Return the figures of all items for one trait, among the people of whom it is known."""
    known = ~np.isnan(members)
    focal, strata = members[known] == 1.0, matched[known]
    found = [fairness.item_dif(column, focal, strata) for column in scores[known].T]
    told = [index for index, one in enumerate(found) if one.dif_class is not fairness.DifClass.NOT_ENOUGH_DATA]
    chances = [p_of_chi_square(found[index].chi_square) for index in told]
    outstanding = {index for index, out in zip(told, fairness.false_discoveries(chances), strict=True) if out}
    return [
        TraitFigures(one.dif_class, one.delta, one.delta_error, index in outstanding) for index, one in enumerate(found)
    ]


def p_of_chi_square(value: float) -> float:
    """Return the chance of at least this chi-square with one degree of freedom: erfc(sqrt(x / 2))."""
    return math.erfc(math.sqrt(value / 2.0))
