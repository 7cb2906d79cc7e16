"""From many people's answers to the parameters of the items, by marginal maximum likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.likelihood import (
    Answers,
    Model,
    Pass,
    Plan,
    State,
    intercepts_of,
    thresholds_of,
)
from assessments.psychometrics.maximisation import maximise
from assessments.psychometrics.observed_information import standard_errors
from assessments.psychometrics.response_model import FloatArray
from lms.errors import InvalidInput, gettext_noop

# What the number of answers allows (Rasch's guide, rasch.org/rmt/rmt74m.htm, and measured: assessment practice).
FEWEST = 50
FEWEST_FOR_SLOPE = 200
FEWEST_FOR_FREE_SLOPE = 500
# Slopes of items with few answers are drawn towards those that are usual: ln a ~ N(0, 0.5²).
SLOPE_PRIOR_MEAN, SLOPE_PRIOR_SD = 0.0, 0.5
# So few items have few patterns of answers: people who answered alike are counted together.
FEW_ITEMS = 20


class Treatment(StrEnum):
    """How an item was estimated, by how many answers it has."""

    FREE = "free"
    SHRUNK = "shrunk"
    SLOPE_FIXED = "slope_fixed"
    ANCHOR = "anchor"


class TooFewAnswers(InvalidInput):
    """An item has too few answers for any estimate."""

    code = "too_few_answers"
    message = gettext_noop("Item %(number)s has %(count)s answers; an estimate needs at least %(fewest)s.")


class NoAnswersVary(InvalidInput):
    """Everybody answered an item alike, so that it has no place on the scale."""

    code = "answers_do_not_vary"
    message = gettext_noop("Everybody answered item %(number)s alike; it cannot be placed on the scale.")


@dataclass(frozen=True, eq=False)
class Calibration:
    """Parameters with their standard errors, in the order of the items.

    `a` and `se_a` (1/logit) have the shape (items,); `b` and `se_b` (logits) too, or (items, thresholds) for items
    with graded scores, NaN where an item has fewer. Errors of anchors are 0. `mean` and `sd` describe the people:
    0 and 1, unless anchors fix the scale. `treatment` says how each item was estimated.
    """

    a: FloatArray
    b: FloatArray
    se_a: FloatArray
    se_b: FloatArray
    log_likelihood: float
    iterations: int
    converged: bool
    mean: float = 0.0
    sd: float = 1.0
    treatment: tuple[Treatment, ...] = ()


def calibrate(
    responses: npt.ArrayLike,
    model: Model | str = Model.TWO_PARAMETER,
    prior: tuple[float, float] | None = None,
    fixed: Mapping[int, tuple[float, float | Sequence[float]]] | None = None,
) -> Calibration:
    """Return the parameters of the items from a table of people by items (scores from 0; NaN is not presented).

    An item with 500 answers or more is estimated freely, from 200 its slope is drawn to what is usual, from 50 its
    slope is fixed at 1, below it is refused. A `prior` (mean and sd of ln a) draws every slope instead. `fixed` holds
    anchors by column, as (a, b): they stay, and the mean and spread of the people are estimated on their scale. In
    "1pl" all items share one slope.

    Raises:
        TooFewAnswers, NoAnswersVary: an item that is no anchor cannot be estimated.

    Source: Bock and Aitkin (1981), Psychometrika 46, 443-459; Muraki (1992) for partial credit; Samejima (1969) for
    graded scores; Varadhan and Roland (2008), Scandinavian Journal of Statistics 35, 335-353, scheme S3, for the
    extrapolation; Louis (1982), Journal of the Royal Statistical Society B 44, 226-233, for the errors.
    """
    table = np.asarray(responses, dtype=np.float64)
    kind, anchors = Model(model), dict(fixed or {})
    answers = read(table, anchors, kind)
    plan = plan_for(answers, kind, prior, anchors)
    state = first_guess(answers, plan, anchors)
    law = prior or (SLOPE_PRIOR_MEAN, SLOPE_PRIOR_SD)
    state, last, passes, converged = maximise(answers, state, plan, law)
    errors = standard_errors(answers, state, plan, last)
    return as_calibration(answers, state, plan, last, errors, passes, converged)


def read(table: FloatArray, anchors: Mapping[int, object], model: Model) -> Answers:
    """Return the answers as the algorithm reads them, people with the same answers together."""
    absent = np.isnan(table)
    counts = (~absent).sum(axis=0)
    for index, count in enumerate(counts):
        if index not in anchors:
            require_enough(table[~absent[:, index], index], index, int(count))
    table = table[~absent.all(axis=1)]
    rows, weights = table, np.ones(len(table))
    if table.shape[1] <= FEW_ITEMS:
        kinds, times = np.unique(np.nan_to_num(table, nan=-1.0), axis=0, return_counts=True)
        rows, weights = np.where(kinds < 0, np.nan, kinds), times.astype(np.float64)
    binary = model in (Model.RASCH, Model.TWO_PARAMETER)
    highest = np.ones(table.shape[1], dtype=np.int64) if binary else np.nanmax(table, axis=0).astype(np.int64)
    for index, value in anchors.items():
        highest[index] = max(highest[index], np.size(value[1]))  # type: ignore[index]
    columns = [
        (rows[:, index] == score).astype(np.float64)
        for index in range(table.shape[1])
        for score in range(1, highest[index] + 1)
    ]
    missing = np.isnan(rows)
    return Answers(
        weights=weights,
        columns=np.ascontiguousarray(np.stack(columns, axis=1)),
        seen=1.0 - missing if missing.any() else None,
        highest=highest,
        starts=np.concatenate([[0], np.cumsum(highest)[:-1]]),
        counts=counts,
    )


def require_enough(scores: FloatArray, index: int, count: int) -> None:
    """Make sure that an item can be estimated at all."""
    if count < FEWEST:
        raise TooFewAnswers(number=index + 1, count=count, fewest=FEWEST)
    if scores.min() == scores.max():
        raise NoAnswersVary(number=index + 1)


def plan_for(answers: Answers, model: Model, prior: tuple[float, float] | None, anchors: Mapping[int, object]) -> Plan:
    """Return how each item is estimated."""
    anchored = np.isin(np.arange(answers.items), list(anchors))
    one_slope = model is Model.RASCH
    few = answers.counts < FEWEST_FOR_SLOPE
    some = (answers.counts < FEWEST_FOR_FREE_SLOPE) & ~few
    by_prior = prior is not None
    return Plan(
        model=model,
        anchored=anchored,
        slope_fixed=np.zeros_like(anchored) if one_slope or by_prior else few & ~anchored,
        shrunk=np.zeros_like(anchored) if one_slope else (~anchored if by_prior else some & ~anchored),
        one_slope=one_slope,
        free_people=bool(anchored.any()),
    )


def first_guess(answers: Answers, plan: Plan, anchors: Mapping[int, tuple[float, float | Sequence[float]]]) -> State:
    """Return slopes of 1 and intercepts that give each score its share, with the anchors in their place."""
    most = int(answers.highest.max())
    d = np.zeros((answers.items, most))
    share = answers.weights @ answers.columns
    for index, (start, highest) in enumerate(zip(answers.starts, answers.highest, strict=True)):
        above = share[start : start + highest]
        if plan.model is Model.PARTIAL_CREDIT:
            d[index, :highest] = np.log((above + 0.5) / (answers.counts[index] - above.sum() + 0.5))
        else:
            at_least = np.cumsum(above[::-1])[::-1]
            d[index, :highest] = np.log((at_least + 0.5) / (answers.counts[index] - at_least + 0.5))
    a = np.ones(answers.items)
    for index, (slope, place) in anchors.items():
        places = np.atleast_1d(np.asarray(place, dtype=np.float64))
        a[index] = slope
        d[index, : len(places)] = intercepts_of(slope, places, plan.model)
    return State(a, d)


def as_calibration(
    answers: Answers,
    state: State,
    plan: Plan,
    last: Pass,
    errors: tuple[FloatArray, FloatArray],
    passes: int,
    converged: bool,
) -> Calibration:
    """Return the parameters as they are used outside."""
    b = np.full(state.d.shape, np.nan)
    for item, highest in enumerate(answers.highest):
        b[item, :highest] = thresholds_of(state.a[item], state.d[item, :highest], plan.model)
    se_a, se_b = errors
    if plan.model in (Model.RASCH, Model.TWO_PARAMETER):
        b, se_b = b[:, 0], se_b[:, 0]
    return Calibration(
        a=state.a,
        b=b,
        se_a=se_a,
        se_b=se_b,
        log_likelihood=last.log_likelihood,
        iterations=passes,
        converged=converged,
        mean=state.mean,
        sd=state.sd,
        treatment=tuple(treatment_of(plan, item) for item in range(answers.items)),
    )


def treatment_of(plan: Plan, item: int) -> Treatment:
    """Return how an item was estimated."""
    if plan.anchored[item]:
        return Treatment.ANCHOR
    if plan.slope_fixed[item]:
        return Treatment.SLOPE_FIXED
    return Treatment.SHRUNK if plan.shrunk[item] else Treatment.FREE
