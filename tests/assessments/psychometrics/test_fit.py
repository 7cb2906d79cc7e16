"""Fit of items, and two calibrations brought onto one scale."""

from __future__ import annotations

import numpy as np
import pytest

from assessments.psychometrics.estimation import estimate_abilities
from assessments.psychometrics.fit import has_drifted, item_fit, item_fit_over, misfits
from assessments.psychometrics.linking import Link, link_of_anchors, mean_link
from assessments.psychometrics.response_model import probability


def simulated(people=4000, slopes=(1.0, 1.3, 0.8), places=(-1.0, 0.0, 1.5), seed=7):
    generator = np.random.default_rng(seed)
    theta = generator.standard_normal(people)
    a, b = np.array(slopes), np.array(places)
    return theta, a, b, (generator.random((people, len(a))) < probability(theta[:, None], a, b)).astype(float)


def test_mean_squares_are_those_of_the_formula_worked_by_hand():
    # P = 1/2 for the first person, 1 / (1 + exp(-ln 3)) = 3/4 for the second; both answer wrongly.
    fit = item_fit([[0.0], [0.0]], [0.0, np.log(3.0)], [1.0], [0.0])

    assert fit.outfit[0] == pytest.approx((0.25 / 0.25 + 0.5625 / 0.1875) / 2)
    assert fit.infit[0] == pytest.approx((0.25 + 0.5625) / (0.25 + 0.1875))


def test_answers_as_the_model_says_have_mean_squares_of_one():
    theta, a, b, answers = simulated()

    fit = item_fit(answers, theta, a, b)

    np.testing.assert_allclose(fit.infit, 1.0, atol=0.05)
    np.testing.assert_allclose(fit.outfit, 1.0, atol=0.12)
    assert not any(misfits(*pair) for pair in zip(fit.infit, fit.outfit, strict=True))


def test_guessed_answers_misfit_and_answers_not_presented_count_for_nothing():
    theta, a, b, answers = simulated()
    guessed = answers.copy()
    guessed[:, 2] = np.random.default_rng(3).random(len(theta)) < 0.5
    some = answers.copy()
    some[::2, 0] = np.nan

    assert misfits(*(float(part[2]) for part in (item_fit(guessed, theta, a, b).infit, [0, 0, 1.0])))
    assert item_fit(some, theta, a, b).infit[0] == pytest.approx(item_fit(answers[1::2], theta[1::2], a, b).infit[0])
    assert np.isnan(item_fit(np.full((3, 1), np.nan), [0.0, 0.0, 0.0], [1.0], [0.0]).outfit[0])


def test_in_a_short_test_estimated_abilities_flatter_the_model_and_what_they_leave_open_does_not():
    slopes, places = (1.0, 1.5, 0.8, 2.0, 1.2), (-1.5, -0.5, 0.0, 0.7, 1.5)
    _theta, a, b, answers = simulated(6000, slopes, places, seed=12)
    answers[np.random.default_rng(1).random(answers.shape) < 0.2] = np.nan

    flattered = item_fit(answers, estimate_abilities(answers, a, b).theta, a, b)
    honest = item_fit_over(answers, a, b)

    assert flattered.outfit.max() < 0.9
    np.testing.assert_allclose(honest.infit, 1.0, atol=0.05)
    np.testing.assert_allclose(honest.outfit, 1.0, atol=0.12)


def test_an_item_answered_by_chance_misfits_whatever_is_known_of_the_people():
    slopes, places = (1.0, 1.5, 0.8, 2.0, 1.2), (-1.5, -0.5, 0.0, 0.7, 1.5)
    _theta, a, b, answers = simulated(4000, slopes, places)
    answers[:, 3] = np.random.default_rng(3).random(4000) < 0.4

    fit = item_fit_over(answers, a, b)

    assert [misfits(*pair) for pair in zip(fit.infit, fit.outfit, strict=True)] == [False, False, False, True, False]


def test_people_of_another_mean_and_spread_fit_when_that_is_said():
    theta, a, b, _answers = simulated(6000, (1.0,) * 6, (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5))
    able = 1.0 + 0.6 * theta
    answers = (np.random.default_rng(2).random((6000, 6)) < probability(able[:, None], a, b)).astype(float)

    np.testing.assert_allclose(item_fit_over(answers, a, b, mean=1.0, sd=0.6).outfit, 1.0, atol=0.12)


def test_a_scale_that_was_stretched_and_shifted_is_brought_back():
    a, b = np.array([0.8, 1.0, 1.5, 1.1]), np.array([-1.0, 0.0, 0.5, 2.0])
    stretched = Link(slope=2.0, shift=-1.0)

    back = link_of_anchors(stretched.discrimination(a), stretched.difficulty(b), a, b)

    np.testing.assert_allclose(back.discrimination(stretched.discrimination(a)), a)
    np.testing.assert_allclose(back.difficulty(stretched.difficulty(b)), b)


def test_one_item_that_moved_does_not_move_the_others():
    a, b = np.ones(5), np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    moved = b + np.array([0.0, 0.0, 0.9, 0.0, 0.0])

    changes = link_of_anchors(a, moved, a, b).difficulty(moved) - b

    np.testing.assert_allclose(changes, [0.0, 0.0, 0.9, 0.0, 0.0], atol=1e-12)
    assert [has_drifted(change) for change in changes] == [False, False, True, False, False]
    assert not has_drifted(float("nan"))


def test_without_anchors_the_mean_difficulty_is_the_authors():
    link = mean_link([-1.0, 1.0, 3.0], [0.0, 0.0, 0.6])

    assert link == Link(slope=1.0, shift=pytest.approx(-0.8))
