"""Item parameters from answers: published figures, an oracle, known truths, and what too few answers do."""

from __future__ import annotations

import numpy as np
import pytest
from girth import twopl_mml

from assessments.psychometrics.calibration import NoAnswersVary, TooFewAnswers, Treatment, calibrate
from assessments.psychometrics.response_model import category_probabilities, probability
from tests.assessments.psychometrics.published import (
    LSAT6,
    LSAT6_A,
    LSAT6_B,
    LSAT6_RASCH_B,
    LSAT6_SE_A,
    LSAT6_SE_B,
    LSAT7,
    LSAT7_A,
    LSAT7_D,
    people,
)


def simulated(count, a, b, seed, mean=0.0, sd=1.0):
    dice = np.random.default_rng(seed)
    theta = dice.normal(mean, sd, size=count)
    return (dice.random((count, len(a))) < probability(theta[:, None], a, b)).astype(float)


def bank(items, seed):
    dice = np.random.default_rng(seed)
    return dice.lognormal(0.0, 0.3, items), dice.normal(size=items)


def test_the_two_parameters_of_lsat_6_equal_the_published_ones():
    found = calibrate(people(LSAT6))

    assert found.converged
    assert found.a == pytest.approx(LSAT6_A, abs=1e-3)
    assert found.b == pytest.approx(LSAT6_B, abs=3e-3)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=1e-3)


def test_the_errors_of_lsat_6_equal_the_published_ones():
    found = calibrate(people(LSAT6))

    assert found.se_a == pytest.approx(LSAT6_SE_A, abs=1e-3)
    assert found.se_b == pytest.approx(LSAT6_SE_B, abs=3e-3)


def test_the_rasch_model_of_lsat_6_equals_the_published_one():
    found = calibrate(people(LSAT6), "1pl")

    assert found.a == pytest.approx([0.7551] * 5, abs=1e-3)
    assert found.b == pytest.approx(LSAT6_RASCH_B, abs=3e-3)
    assert found.log_likelihood == pytest.approx(-2466.938, abs=1e-3)
    # ltm prints 0.0694 for the error of the common slope.
    assert found.se_a == pytest.approx([0.0694] * 5, abs=5e-4)


def test_the_two_parameters_of_lsat_7_equal_the_published_ones():
    found = calibrate(people(LSAT7))

    assert found.a == pytest.approx(LSAT7_A, abs=1e-2)
    assert -found.a * found.b == pytest.approx(LSAT7_D, abs=1e-2)
    assert found.log_likelihood == pytest.approx(-2658.805, abs=1e-3)


def test_girth_finds_the_same_parameters():
    a, b = bank(20, 5)
    answers = simulated(2_000, a, b, 6)

    found, theirs = calibrate(answers), twopl_mml(answers.T.astype(int))

    assert found.a == pytest.approx(theirs["Discrimination"], abs=0.02)
    assert found.b == pytest.approx(theirs["Difficulty"], abs=0.02)


def test_graded_and_partial_credit_with_two_scores_are_the_two_parameter_model():
    answers = people(LSAT6)
    plain = calibrate(answers)

    for model in ("gpcm", "grm"):
        found = calibrate(answers, model)
        assert found.a == pytest.approx(plain.a, abs=2e-3)
        assert found.b[:, 0] == pytest.approx(plain.b, abs=5e-3)
        assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-4)


@pytest.mark.parametrize("model", ["gpcm", "grm"])
def test_items_with_several_scores_come_back_within_three_errors(model):
    dice = np.random.default_rng(8)
    theta = dice.normal(size=3_000)
    a, b = dice.lognormal(0.0, 0.3, 8), np.sort(dice.normal(size=(8, 3)), axis=1)
    columns = []
    for item in range(8):
        p = category_probabilities(theta, a[item], b[item, : 2 + item % 2], model)
        columns.append((dice.random(3_000)[:, None] > p.cumsum(axis=1)).sum(axis=1))

    found = calibrate(np.stack(columns, axis=1), model)

    assert np.all(np.abs(found.a - a) < 3 * found.se_a)
    known = ~np.isnan(found.b)
    assert known.sum(axis=1).tolist() == [2, 3] * 4
    assert np.mean(np.abs(found.b - b)[known] < 3 * found.se_b[known]) >= 0.95


def test_errors_tell_how_far_the_estimates_are_off():
    a, b = bank(30, 11)
    found = calibrate(simulated(3_000, a, b, 12))

    assert np.std((found.a - a) / found.se_a) == pytest.approx(1.0, abs=0.35)
    assert np.std((found.b - b) / found.se_b) == pytest.approx(1.0, abs=0.35)


@pytest.mark.parametrize("model", ["gpcm", "grm"])
def test_errors_of_thresholds_tell_the_same(model):
    dice = np.random.default_rng(61)
    theta, steps = dice.normal(size=2_000), np.array([-1.5, -0.5, 0.5, 1.5])
    a, b = dice.lognormal(0.0, 0.2, 40), steps + dice.normal(0, 0.3, size=(40, 1))
    columns = [
        (dice.random(2_000)[:, None] > category_probabilities(theta, a[j], b[j], model).cumsum(axis=1)).sum(axis=1)
        for j in range(40)
    ]

    found = calibrate(np.stack(columns, axis=1), model)

    assert np.std((found.b - b) / found.se_b) == pytest.approx(1.0, abs=0.15)


def test_answers_that_were_not_presented_are_not_wrong_answers():
    a, b = bank(30, 21)
    answers = simulated(4_000, a, b, 22)
    dice = np.random.default_rng(23)
    answers[dice.random(answers.shape) < 0.5] = np.nan

    found = calibrate(answers)

    assert np.sqrt(np.mean((found.b - b) ** 2)) < 0.12
    assert np.sqrt(np.mean((found.a - a) ** 2)) < 0.12


def test_anchors_keep_the_scale_where_the_people_have_become_better():
    a, b = bank(30, 31)
    answers = simulated(4_000, a, b, 32, mean=0.8, sd=1.3)
    anchors = {item: (float(a[item]), float(b[item])) for item in range(15)}

    found = calibrate(answers, fixed=anchors)

    assert found.a[:15].tolist() == a[:15].tolist()
    assert found.b[:15].tolist() == pytest.approx(b[:15].tolist(), abs=1e-12)
    assert (found.mean, found.sd) == pytest.approx((0.8, 1.3), abs=0.08)
    assert np.sqrt(np.mean((found.b - b)[15:] ** 2)) < 0.12
    assert set(found.se_b[:15]) == {0.0}
    # Without them the scale moves with the people.
    assert np.mean(calibrate(answers).b - b) < -0.4


def test_an_item_that_few_answered_gets_no_slope_of_its_own():
    a, b = bank(12, 41)
    answers = simulated(900, a, b, 42)
    answers[150:, 0] = np.nan
    answers[300:, 1] = np.nan

    found = calibrate(answers)

    assert found.treatment[:3] == (Treatment.SLOPE_FIXED, Treatment.SHRUNK, Treatment.FREE)
    assert found.a[0] == 1.0
    assert found.se_a[0] == 0.0


def test_a_prior_draws_wild_slopes_back():
    a, b = bank(40, 51)
    answers = simulated(120, a, b, 52)

    free = calibrate(answers, prior=(0.0, 50.0))
    drawn = calibrate(answers, prior=(0.0, 0.5))

    assert np.sqrt(np.mean((drawn.a - a) ** 2)) < 0.8 * np.sqrt(np.mean((free.a - a) ** 2))
    assert np.abs(drawn.b).max() < np.abs(free.b).max()


def test_an_item_with_hardly_any_answers_is_refused_with_its_number():
    answers = people(LSAT6)
    answers[49:, 3] = np.nan

    with pytest.raises(TooFewAnswers) as problem:
        calibrate(answers)

    assert problem.value.facts == {"number": 4, "count": 49, "fewest": 50}


def test_an_item_that_everybody_got_right_is_refused():
    answers = people(LSAT6)
    answers[:, 2] = 1.0

    with pytest.raises(NoAnswersVary) as problem:
        calibrate(answers)

    assert problem.value.facts["number"] == 3
    found = calibrate(answers, fixed={2: (1.0, -6.0)})
    assert found.treatment[2] == Treatment.ANCHOR


def test_the_same_answers_give_the_same_bits():
    first, second = calibrate(people(LSAT7)), calibrate(people(LSAT7))

    assert first.a.tobytes() == second.a.tobytes()
    assert first.b.tobytes() == second.b.tobytes()
