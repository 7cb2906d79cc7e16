"""Finds the parameters at which the answers are likeliest: an EM algorithm, extrapolated to need fewer passes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assessments.psychometrics.estimation import NODES
from assessments.psychometrics.likelihood import (
    FARTHEST_INTERCEPT,
    HIGHEST_SLOPE,
    LOWEST_SLOPE,
    TINIEST,
    Answers,
    IntArray,
    Pass,
    Plan,
    State,
    chances,
    changes,
    groups_of,
    look,
)
from assessments.psychometrics.response_model import FloatArray

MOST_PASSES = 500
CONVERGED_AT = 1e-5
# A pass whose likelihood falls by more than rounding makes the extrapolation step back.
SLACK = 1e-7


def maximise(answers: Answers, state: State, plan: Plan, law: tuple[float, float]) -> tuple[State, Pass, int, bool]:
    """Return the parameters at which the likelihood is highest, what they give, and how many passes it took."""
    found = look(answers, state, plan, law)
    passes = 1
    while passes < MOST_PASSES:
        one = improve(answers, state, plan, found, law)
        found_one = look(answers, one, plan, law)
        two = improve(answers, one, plan, found_one, law)
        found_two = look(answers, two, plan, law)
        passes += 2
        start, first, second = state.as_vector(), one.as_vector(), two.as_vector()
        if np.max(np.abs(second - first)) < CONVERGED_AT:
            return two, found_two, passes, True
        state, found = two, found_two
        leap = extrapolated(start, first, second)
        if leap is not None:
            far = anchors_kept(two, two.from_vector(leap), plan)
            found_far = look(answers, far, plan, law)
            passes += 1
            if found_far.objective >= found_two.objective - SLACK * abs(found_two.objective):
                state, found = far, found_far
    return state, found, passes, False


def extrapolated(start: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray | None:
    """Return where three passes point to, or None where they point no further than the last."""
    change, bend = first - start, second - 2 * first + start
    length = float(np.linalg.norm(bend))
    if length == 0:
        return None
    alpha = -float(np.linalg.norm(change)) / length
    if alpha >= -1.0:
        return None
    return start - 2 * alpha * change + alpha**2 * bend


def anchors_kept(at: State, far: State, plan: Plan) -> State:
    """Return `far` with everything that is not estimated as it stands in `at`."""
    held = plan.anchored | plan.slope_fixed
    return State(
        a=np.where(held, at.a, far.a),
        d=np.where(plan.anchored[:, None], at.d, far.d),
        mean=far.mean if plan.free_people else at.mean,
        sd=far.sd if plan.free_people else at.sd,
    )


def improve(answers: Answers, state: State, plan: Plan, found: Pass, law: tuple[float, float]) -> State:
    """Return better parameters from the expected counts (the M step): Newton steps for all items at once."""
    a, d = state.a.copy(), state.d.copy()
    for _step in range(2):
        now = replace(state, a=a, d=d)
        slope_gradient, slope_curve = 0.0, 0.0
        for most, index, columns in groups_of(answers):
            gradient, curve = derivatives(now, plan, found, index, most, columns)
            free = ~plan.anchored[index]
            if plan.one_slope:
                slope_gradient, slope_curve = step_shared(a, d, index[free], gradient[free], curve[free], most)
                continue
            add_prior(gradient, curve, a, plan, index, law)
            hold = plan.slope_fixed[index]
            gradient[hold, 0], curve[hold, 0, :], curve[hold, :, 0], curve[hold, 0, 0] = 0.0, 0.0, 0.0, 1.0
            step = np.linalg.solve(curve, gradient[..., None])[..., 0]
            step = np.clip(step, -1.0, 1.0)
            a[index[free]] = np.clip(a[index[free]] + step[free, 0], LOWEST_SLOPE, HIGHEST_SLOPE)
            d[index[free], :most] = np.clip(
                d[index[free], :most] + step[free, 1:], -FARTHEST_INTERCEPT, FARTHEST_INTERCEPT
            )
        if plan.one_slope and slope_curve:
            a = np.where(plan.anchored, a, np.clip(a + slope_gradient / slope_curve, LOWEST_SLOPE, HIGHEST_SLOPE))
    mean, sd = people_of(found) if plan.free_people else (0.0, 1.0)
    return State(a, d, mean, sd)


def step_shared(
    a: FloatArray, d: FloatArray, index: IntArray, gradient: FloatArray, curve: FloatArray, most: int
) -> tuple[float, float]:
    """Step the intercepts of items that share a slope; return gradient and curvature of the slope itself.

    The intercepts follow the slope, so that both are found in the same step (a bordered Newton step).
    """
    inner = np.linalg.solve(curve[:, 1:, 1:], gradient[:, 1:, None])[..., 0]
    cross = np.linalg.solve(curve[:, 1:, 1:], curve[:, 1:, :1])[..., 0]
    slope_gradient = float(np.sum(gradient[:, 0] - np.sum(cross * gradient[:, 1:], axis=1)))
    slope_curve = float(np.sum(curve[:, 0, 0] - np.sum(cross * curve[:, 1:, 0], axis=1)))
    step = slope_gradient / slope_curve
    d[index, :most] += np.clip(inner - cross * step, -1.0, 1.0)
    return slope_gradient, slope_curve


def add_prior(
    gradient: FloatArray,
    curve: FloatArray,
    a: FloatArray,
    plan: Plan,
    index: IntArray,
    law: tuple[float, float],
) -> None:
    """Add what the prior of the slopes pulls; its curvature is kept positive."""
    pulled = plan.shrunk[index]
    slope = a[index[pulled]]
    mean, variance = law[0], law[1] ** 2
    gradient[pulled, 0] -= ((np.log(slope) - mean) / variance + 1.0) / slope
    curve[pulled, 0, 0] += np.maximum((1.0 / variance - (np.log(slope) - mean) / variance - 1.0) / slope**2, 0.0)


def derivatives(
    state: State,
    plan: Plan,
    found: Pass,
    index: IntArray,
    most: int,
    columns: IntArray,
) -> tuple[FloatArray, FloatArray]:
    """Return the gradient (items, 1 + scores) and the information of slope and intercepts at the expected counts."""
    p = chances(state, index, most, plan.model)
    seen = found.seen if len(found.seen) == 1 else found.seen[index]
    right = found.right[columns]
    counts = np.concatenate([(seen[:, None] - right.sum(axis=1, keepdims=True)), right], axis=1)
    change = changes(state, index, most, p, plan.model)
    rate = counts / np.maximum(p, TINIEST)
    gradient = np.einsum("ikq,ipkq->ip", rate, change, optimize=True)
    weight = np.broadcast_to(seen, (len(index), len(NODES)))[:, None, :] / np.maximum(p, TINIEST)
    curve = np.einsum("ikq,ipkq,irkq->ipr", weight, change, change, optimize=True)
    curve += 1e-8 * np.eye(most + 1)
    return np.asarray(gradient), np.asarray(curve)


def people_of(found: Pass) -> tuple[float, float]:
    """Return mean and standard deviation of the people's abilities."""
    mass = found.posterior.sum(axis=0)
    mass = mass / mass.sum()
    mean = float(mass @ NODES)
    return mean, float(np.sqrt(mass @ (NODES - mean) ** 2))
