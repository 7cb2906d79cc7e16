"""How sure the estimated parameters are: their standard errors, from the observed information."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessments.psychometrics.estimation import NODES
from assessments.psychometrics.likelihood import (
    TINIEST,
    Answers,
    Model,
    Pass,
    Plan,
    State,
    chances,
    changes,
    groups_of,
    thresholds_of,
)
from assessments.psychometrics.response_model import FloatArray

# Up to so many products of people, items and nodes the information is exact also where answers are missing.
EXACT_UP_TO = 2e9


def standard_errors(answers: Answers, state: State, plan: Plan, found: Pass) -> tuple[FloatArray, FloatArray]:
    """Return the standard errors of slopes and thresholds, from the observed information.

    For questions that are right or wrong it is exact (Louis's formula); for graded scores, and for sparse tables too
    large for it, the sum of the people's squared scores stands for it.
    """
    score, layout = score_table(answers, state, plan, found)
    weights = np.sqrt(np.maximum(answers.weights, TINIEST))[:, None]
    information = (score / weights).T @ (score / weights)
    if plan.model in (Model.RASCH, Model.TWO_PARAMETER):
        cost = float(len(answers.weights)) * answers.items**2 * len(NODES)
        if answers.seen is None:
            information = complete_information(answers, state, found, score, weights)
        elif cost <= EXACT_UP_TO:
            information = sparse_information(answers, state, found, score, weights)
    return errors_from(information, layout, state, plan)


def score_table(answers: Answers, state: State, plan: Plan, found: Pass) -> tuple[FloatArray, list[tuple[int, int]]]:
    """Return the derivative of each row's log-likelihood by each parameter, and which parameter is where.

    Columns are (item, 0 for the slope or k for the intercept of score k), item by item.
    """
    most = int(answers.highest.max())
    by_node = np.zeros((answers.items, most + 1, most + 1, len(NODES)))
    for highest, index, _columns in groups_of(answers):
        p = chances(state, index, highest, plan.model)
        part = changes(state, index, highest, p, plan.model) / np.maximum(p, TINIEST)[:, None]
        by_node[index, : highest + 1, : highest + 1] = part
    layout = [(item, k) for item in range(answers.items) for k in range(answers.highest[item] + 1)]
    seen = np.ones((len(answers.weights), answers.items)) if answers.seen is None else answers.seen
    table = np.empty((len(answers.weights), len(layout)))
    for place, (item, k) in enumerate(layout):
        start, highest = answers.starts[item], answers.highest[item]
        given = answers.columns[:, start : start + highest]
        zero = seen[:, item] - given.sum(axis=1)
        expected = found.posterior @ by_node[item, k, : highest + 1].T
        table[:, place] = zero * expected[:, 0] + np.sum(given * expected[:, 1:], axis=1)
    return table, layout


def complete_information(
    answers: Answers, state: State, found: Pass, score: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return the observed information of slopes and intercepts where everybody answered everything.

    With the score of a person at a node s = [(x - P) theta, (x - P)], Louis's formula is the expected information
    less the variance of s given the answers; its mean square needs only three products of the answers.
    """
    x, items = answers.columns, answers.items
    p = chances(state, np.arange(items), 1, Model.TWO_PARAMETER)[:, 1]
    mass = found.posterior.sum(axis=0)
    powers = np.stack([np.ones_like(NODES), NODES, NODES**2])
    means = found.posterior @ powers.T
    of_power = []
    for m in range(3):
        square = x.T @ (x * means[:, m : m + 1])
        cross = found.right @ (p * powers[m]).T
        of_power.append(square - cross - cross.T + (p * mass * powers[m]) @ p.T)
    second = np.empty((2 * items, 2 * items))
    second[0::2, 0::2], second[1::2, 1::2] = of_power[2], of_power[0]
    second[0::2, 1::2], second[1::2, 0::2] = of_power[1], of_power[1].T
    expected = expected_information(p, np.broadcast_to(mass, p.shape))
    return np.asarray(expected - (second - (score / weights).T @ (score / weights)), dtype=np.float64)


def sparse_information(
    answers: Answers, state: State, found: Pass, score: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return the same where some answers are missing, node by node."""
    assert answers.seen is not None  # noqa: S101 - the caller asked
    items = answers.items
    p = chances(state, np.arange(items), 1, Model.TWO_PARAMETER)[:, 1]
    second = np.zeros((2 * items, 2 * items))
    for place, theta in enumerate(NODES):
        mass = found.posterior[:, place]
        if mass.sum() < TINIEST:
            continue
        left = answers.columns - answers.seen * p[:, place]
        square = left.T @ (left * mass[:, None])
        second[0::2, 0::2] += theta**2 * square
        second[0::2, 1::2] += theta * square
        second[1::2, 0::2] += theta * square
        second[1::2, 1::2] += square
    expected = expected_information(p, found.seen)
    return np.asarray(expected - (second - (score / weights).T @ (score / weights)), dtype=np.float64)


def expected_information(p: FloatArray, seen: FloatArray) -> FloatArray:
    """Return the information that complete data would give, slope and intercept of each item side by side."""
    items = len(p)
    found = np.zeros((2 * items, 2 * items))
    weight = seen * p * (1.0 - p)
    even = np.arange(0, 2 * items, 2)
    found[even, even] = weight @ NODES**2
    found[even, even + 1] = found[even + 1, even] = weight @ NODES
    found[even + 1, even + 1] = weight.sum(axis=1)
    return found


def errors_from(
    information: FloatArray, layout: Sequence[tuple[int, int]], state: State, plan: Plan
) -> tuple[FloatArray, FloatArray]:
    """Return the errors of slopes and thresholds from the information of slopes and intercepts (delta method)."""
    items, most = state.d.shape
    turn, wanted = free_parameters(layout, plan)
    covariance = np.zeros((len(layout), len(layout)))
    if wanted:
        inner = turn.T @ information @ turn
        covariance = turn @ np.linalg.pinv(inner, hermitian=True) @ turn.T
    se_a, se_b = np.zeros(items), np.full((items, most), np.nan)
    where = {name: place for place, name in enumerate(layout)}
    for item in range(items):
        places = [where[item, k] for k in range(most + 1) if (item, k) in where]
        block = covariance[np.ix_(places, places)]
        se_a[item] = np.sqrt(max(block[0, 0], 0.0))
        turned = thresholds_by_parameters(state.a[item], state.d[item, : len(places) - 1], plan.model)
        se_b[item, : len(places) - 1] = np.sqrt(np.maximum(np.diag(turned @ block @ turned.T), 0.0))
    return se_a, se_b


def free_parameters(layout: Sequence[tuple[int, int]], plan: Plan) -> tuple[FloatArray, int]:
    """Return how the parameters follow from those that were estimated: (all, estimated), and how many those are."""
    columns: list[FloatArray] = []
    shared = np.zeros(len(layout))
    for place, (item, k) in enumerate(layout):
        if plan.anchored[item]:
            continue
        if k == 0 and plan.one_slope:
            shared[place] = 1.0
        elif not (k == 0 and plan.slope_fixed[item]):
            columns.append(np.eye(len(layout))[place])
    if plan.one_slope and shared.any():
        columns.append(shared)
    return (np.stack(columns, axis=1) if columns else np.zeros((len(layout), 0))), len(columns)


def thresholds_by_parameters(slope: float, intercepts: FloatArray, model: Model) -> FloatArray:
    """Return the derivatives of the thresholds by slope and intercepts: (thresholds, 1 + intercepts)."""
    scores = len(intercepts)
    found = np.zeros((scores, scores + 1))
    found[:, 0] = -thresholds_of(slope, intercepts, model) / slope
    found[:, 1:] = -np.eye(scores) / slope
    if model is Model.PARTIAL_CREDIT:
        found[:, 1:] += np.eye(scores, k=-1) / slope
    return found
