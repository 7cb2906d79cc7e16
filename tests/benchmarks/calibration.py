"""Calibration and scoring of many people beside girth: `python -m tests.benchmarks calibration`."""

from __future__ import annotations

import time

import numpy as np
from girth import twopl_mml

from assessments.psychometrics.calibration import calibrate
from assessments.psychometrics.estimation import NODES, estimate_abilities
from assessments.psychometrics.response_model import FloatArray, log_probability, probability

PEOPLE, ITEMS, MANY = 5_000, 60, 100_000
SEED = 20261128


def log_likelihood_of(answers: FloatArray, a: FloatArray, b: FloatArray) -> float:
    """Return the marginal log-likelihood of parameters, on a grid three times as fine as the one that is used."""
    grid = np.linspace(NODES[0], NODES[-1], 181)
    density = np.exp(-0.5 * grid**2)
    right = log_probability(grid, a[:, None], b[:, None])
    wrong = log_probability(-grid, a[:, None], -b[:, None])
    rows = answers @ right + (1.0 - answers) @ wrong + np.log(density / density.sum())
    top = rows.max(axis=1, keepdims=True)
    return float(np.sum(top[:, 0] + np.log(np.exp(rows - top).sum(axis=1))))


def timed(work: object) -> tuple[float, object]:
    """Return the CPU seconds that a call takes, and its answer."""
    began = time.process_time()
    found = work()  # type: ignore[operator]
    return time.process_time() - began, found


def main() -> None:
    """Print what calibration costs beside girth at equal likelihood, and how many people are scored in a second."""
    generator = np.random.default_rng(SEED)
    a, b = generator.lognormal(0.0, 0.3, ITEMS), generator.normal(size=ITEMS)
    theta = generator.normal(size=PEOPLE)
    answers = (generator.random((PEOPLE, ITEMS)) < probability(theta[:, None], a, b)).astype(np.float64)

    cost, found = timed(lambda: calibrate(answers))
    their_cost, theirs = timed(lambda: twopl_mml(answers.T.astype(int)))
    own_fit = log_likelihood_of(answers, found.a, found.b)  # type: ignore[attr-defined]
    their_fit = log_likelihood_of(answers, theirs["Discrimination"], theirs["Difficulty"])  # type: ignore[index]
    print(f"2PL, {PEOPLE} people, {ITEMS} items, with errors      {cost:7.3f} s CPU   log-likelihood {own_fit:.3f}")
    print(
        f"the same by girth, no errors (comparator)    {their_cost:7.3f} s CPU   log-likelihood {their_fit:.3f}"
        f"   {their_cost / cost:.0f} times, difference {own_fit - their_fit:+.4f}"
    )
    print(
        "RMSE to the true parameters                   "
        f"a {np.sqrt(np.mean((found.a - a) ** 2)):.3f}  b {np.sqrt(np.mean((found.b - b) ** 2)):.3f}"  # type: ignore[attr-defined]
    )

    many = answers[generator.integers(PEOPLE, size=MANY)]
    cost, _abilities = timed(lambda: estimate_abilities(many, a, b))
    print(f"abilities of {MANY} people, {ITEMS} items      {MANY / cost:10,.0f} people a second and core")


if __name__ == "__main__":
    main()
