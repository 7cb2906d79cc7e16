"""The mathematics of measurement, against published numbers and by its properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.estimation import NODES, estimate_ability
from assessments.psychometrics.response_model import information, probability
from assessments.psychometrics.standards import (
    CutScoresMustRise,
    author_difficulty,
    level_of,
    level_position,
    rising,
)

CUTS = (-1.0, 0.0, 1.0, 2.0, 3.0)

# LSAT-6 (Bock and Lieberman 1970), 2PL estimates as printed for the R package ltm.
LSAT6_A = (0.8254, 0.7229, 0.8905, 0.6886, 0.6575)
LSAT6_B = (-3.3597, -1.3696, -0.2799, -1.8659, -3.1236)

difficulties = st.lists(st.floats(-3, 3), min_size=1, max_size=20)


def rasch(scores, b):
    return estimate_ability(scores, [1.0] * len(b), b)


def test_a_person_at_the_difficulty_of_an_item_answers_it_right_half_the_time():
    assert probability(0.7, 1.3, 0.7) == pytest.approx(0.5)
    assert probability(1.0, 1.0, 0.0) == pytest.approx(1 / (1 + math.exp(-1)))


def test_probabilities_far_from_the_item_do_not_overflow():
    assert probability([-800.0, 800.0], 2.0, 0.0).tolist() == [0.0, 1.0]


def test_an_item_tells_most_at_its_own_difficulty():
    grid = np.linspace(-3, 3, 61)

    told = information(grid, 1.5, 0.4)

    assert grid[told.argmax()] == pytest.approx(0.4)
    assert told.max() == pytest.approx(1.5**2 / 4)


def test_the_ability_of_somebody_with_nothing_right_equals_the_published_one():
    ability = estimate_ability([0, 0, 0, 0, 0], LSAT6_A, LSAT6_B)

    assert ability.theta == pytest.approx(-1.897, abs=1e-3)
    assert ability.standard_error == pytest.approx(0.801, abs=1e-3)


def test_without_answers_the_ability_is_the_prior():
    ability = estimate_ability([], [], [])

    assert ability.theta == pytest.approx(0.0, abs=1e-9)
    assert ability.standard_error == pytest.approx(1.0, abs=1e-6)
    # Standard normal distribution: P(Z >= 1) = 0.158655.
    assert ability.chance_at_least(1.0) == pytest.approx(0.158655, abs=1e-3)


@given(difficulties, st.data())
def test_the_posterior_is_a_distribution_and_the_estimate_is_finite(b, data):
    scores = data.draw(st.lists(st.integers(0, 1), min_size=len(b), max_size=len(b)))

    ability = rasch(scores, b)

    assert ability.posterior.sum() == pytest.approx(1.0)
    assert NODES[0] < ability.theta < NODES[-1]
    assert 0 < ability.standard_error <= 1.0 + 1e-6


@given(difficulties, st.data())
def test_one_more_right_answer_never_lowers_the_ability(b, data):
    scores = data.draw(st.lists(st.integers(0, 1), min_size=len(b), max_size=len(b)))
    place = data.draw(st.integers(0, len(b) - 1))
    better = [*scores[:place], 1, *scores[place + 1 :]]

    assert rasch(better, b).theta >= rasch(scores, b).theta - 1e-12


@given(difficulties, st.data())
def test_the_order_of_the_questions_does_not_matter(b, data):
    scores = data.draw(st.lists(st.integers(0, 1), min_size=len(b), max_size=len(b)))
    order = data.draw(st.permutations(range(len(b))))

    shuffled = rasch([scores[i] for i in order], [b[i] for i in order])

    assert shuffled.theta == pytest.approx(rasch(scores, b).theta, abs=1e-9)


def test_a_person_exactly_at_a_cut_answers_its_items_right_two_times_out_of_three():
    for level, cut in enumerate(CUTS, start=1):
        assert probability(cut, 1.0, author_difficulty(level, CUTS)) == pytest.approx(2 / 3)


@pytest.mark.parametrize("cuts", [(0.0, 0.0), (1.0, 0.5, 2.0), (0.0, math.nan), ()])
def test_cut_scores_that_do_not_rise_are_refused(cuts):
    with pytest.raises(CutScoresMustRise):
        rising(cuts)


@given(difficulties, st.data())
def test_the_level_is_the_highest_one_that_is_more_likely_than_not(b, data):
    scores = data.draw(st.lists(st.integers(0, 1), min_size=len(b), max_size=len(b)))
    ability = rasch(scores, b)

    measured = level_of(ability, CUTS)

    assert list(measured.chances) == sorted(measured.chances, reverse=True)
    assert measured.level == 0 or measured.chances[measured.level - 1] >= 0.5
    assert measured.level == 5 or measured.chances[measured.level] < 0.5


def test_whoever_answers_every_easy_question_wrong_is_below_the_first_level():
    ability = rasch([0] * 8, [author_difficulty(1, CUTS)] * 8)

    measured = level_of(ability, CUTS)

    assert measured.level == 0
    assert measured.chance == 1.0
    assert measured.chance_below_first > 0.8


def test_the_cut_of_a_level_lies_at_its_number_on_the_bar():
    assert [level_position(cut, CUTS) for cut in CUTS] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert level_position(0.5, CUTS) == pytest.approx(2.5)
    assert level_position(-9.0, CUTS) == 0.0
    assert level_position(9.0, CUTS) == 5.0
