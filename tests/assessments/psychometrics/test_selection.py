"""Which item comes next, and when a test has asked enough."""

from __future__ import annotations

import numpy as np
import pytest
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.estimation import estimate_abilities, estimate_ability
from assessments.psychometrics.response_model import (
    CategoryModel,
    ThresholdsMustRise,
    category_information,
    category_probabilities,
    information,
    probability,
)
from assessments.psychometrics.selection import Bank, Rules, Sitting, Stopping, StopReason, Usage, why_stop

CUTS = (-1.0, 0.0, 1.0, 2.0, 3.0)
BEST = Rules(randomesque=1)


def dice(seed=1):
    return np.random.default_rng(seed)


def bank(count=60, cells=1, seed=3, enemy=None):
    draw = dice(seed)
    return Bank.of(draw.lognormal(0, 0.3, count), draw.normal(size=count), np.arange(count) % cells, enemy)


def take(sitting, count, rules, usage=None, seed=2):
    draw = dice(seed)
    for _step in range(count):
        item = sitting.choose(draw, rules, usage)
        sitting.present(item)
        sitting.answer(item, int(draw.random() < 0.5))
    return sitting.asked


@pytest.mark.parametrize("theta", [-2.0, -0.3, 0.0, 1.4])
def test_the_most_telling_item_is_the_one_that_catsim_picks(theta):
    items = bank()
    table = np.column_stack([items.a, items.b, np.zeros(60), np.ones(60)])

    theirs = MaxInfoSelector().select(item_bank=ItemBank(table), administered_items=[], est_theta=theta)

    assert Sitting(items).choose(dice(), BEST, theta=theta) == theirs


def test_an_item_is_one_of_the_best_five_and_not_always_the_same():
    items = bank()
    best = set(np.argsort(-information(0.0, items.a, items.b))[:5].tolist())

    picked = {Sitting(items).choose(dice(seed), Rules(), theta=0.0) for seed in range(60)}

    assert picked == best


def test_the_same_dice_give_the_same_test():
    assert take(Sitting(bank()), 20, Rules(), seed=9) == take(Sitting(bank()), 20, Rules(), seed=9)


def test_no_item_comes_twice_and_none_beside_its_enemy():
    enemies = np.where(np.arange(60) < 20, np.arange(60) // 2, -1)

    asked = take(Sitting(bank(enemy=enemies)), 50, Rules())

    assert len(set(asked)) == 50
    groups = [enemies[item] for item in asked if enemies[item] >= 0]
    assert len(set(groups)) == len(groups)


def test_nothing_is_chosen_where_nothing_is_left():
    sitting = Sitting(bank(3))
    take(sitting, 3, Rules())

    assert sitting.choose(dice(), Rules()) is None
    assert why_stop(sitting.ability, 3, Stopping(), is_anything_left=False) is StopReason.NOTHING_LEFT


def test_the_contents_come_in_the_mixture_that_is_asked_for():
    sitting = Sitting(bank(200, cells=4))

    take(sitting, 40, Rules(shares=(0.5, 0.25, 0.125, 0.125)))

    assert sitting.done.tolist() == [20, 10, 5, 5]


def test_a_content_that_is_used_up_leaves_room_for_the_others():
    sitting = Sitting(Bank.of(np.ones(12), np.zeros(12), [0] * 2 + [1] * 10))

    take(sitting, 8, Rules(shares=(0.5, 0.5)))

    assert sitting.done.tolist() == [2, 6]


def test_an_item_over_its_cap_rests_until_nothing_else_is_left():
    counts = np.zeros(60)
    counts[:55] = 40.0
    usage = Usage(counts, sittings=100)

    asked = take(Sitting(bank()), 8, Rules(exposure_cap=0.25), usage)

    assert set(asked[:5]) == set(range(55, 60))
    assert not set(asked[5:]) & set(range(55, 60))


def test_over_a_simulated_year_no_item_is_in_more_than_its_share_of_tests():
    items, counts, draw = bank(120), np.zeros(120), dice()
    for person in range(400):
        sitting = Sitting(items)
        for _step in range(12):
            item = sitting.choose(draw, Rules(exposure_cap=0.25), Usage(counts, person))
            sitting.present(item)
            counts[item] += 1
            sitting.answer(item, int(draw.random() < probability(0.0, items.a[item], items.b[item])))

    assert counts.max() / 400 <= 0.25 * 420 / 400


@given(
    st.lists(st.tuples(st.integers(0, 59), st.integers(0, 1)), min_size=1, max_size=30, unique_by=lambda one: one[0])
)
def test_learning_answer_by_answer_ends_where_looking_at_all_of_them_does(answers):
    items, sitting = bank(), Sitting(bank())
    for item, score in answers:
        sitting.present(item)
        sitting.answer(item, score)
    chosen = [item for item, _score in answers]

    whole = estimate_ability([score for _item, score in answers], items.a[chosen].tolist(), items.b[chosen].tolist())

    assert sitting.ability.theta == pytest.approx(whole.theta, abs=1e-9)
    assert sitting.theta == pytest.approx(whole.theta, abs=1e-9)
    assert sitting.ability.standard_error == pytest.approx(whole.standard_error, abs=1e-9)


def test_many_people_at_once_get_what_each_would_get_alone():
    items, draw = bank(), dice()
    table = (draw.random((50, 60)) < 0.5).astype(float)
    table[draw.random(table.shape) < 0.3] = np.nan
    table[0], table[1], table[2] = 1.0, 0.0, np.nan

    found = estimate_abilities(table, items.a, items.b)

    for row, theta, error in zip(table, found.theta, found.standard_error, strict=True):
        seen = ~np.isnan(row)
        alone = estimate_ability([int(x) for x in row[seen]], items.a[seen].tolist(), items.b[seen].tolist())
        assert theta == pytest.approx(alone.theta, abs=1e-9)
        assert error == pytest.approx(alone.standard_error, abs=1e-7)
    assert np.isfinite(found.theta).all()


def precise(error):
    return Stopping(fewest=1, most=60, standard_error=error, chance=None)


def test_a_test_ends_when_the_error_is_small_enough_but_not_before_its_fewest_items():
    sure = estimate_ability([1, 0] * 20, [1.5] * 40, [0.0] * 40)

    assert why_stop(sure, 40, precise(0.30)) is StopReason.PRECISE
    assert why_stop(sure, 40, precise(0.01)) is None
    assert why_stop(sure, 7, Stopping(fewest=8, standard_error=0.30)) is None


def test_a_test_ends_when_the_level_is_clear_and_goes_on_at_a_border():
    rules = Stopping(fewest=8, most=60, standard_error=None, chance=0.90)
    clear = estimate_ability([1] * 4 + [0] * 4, [2.5] * 8, [-0.7, -0.6, -0.5, -0.4, 0.9, 1.0, 1.1, 1.2])
    border = estimate_ability([1, 0] * 8, [1.0] * 16, [0.0] * 16)

    assert why_stop(clear, 8, rules, (-2.0, -1.0, 2.0, 3.0, 4.0)) is StopReason.LEVEL_IS_CLEAR
    assert why_stop(border, 16, rules, CUTS) is None


def test_a_test_ends_at_its_most_items_and_when_the_time_is_over():
    unsure = estimate_ability([], [], [])

    assert why_stop(unsure, 32, Stopping()) is StopReason.MOST_ITEMS
    assert why_stop(unsure, 0, Stopping(), is_time_over=True) is StopReason.OUT_OF_TIME


@pytest.mark.parametrize("model", list(CategoryModel))
def test_scores_of_an_item_are_a_distribution_and_rise_with_ability(model):
    grid = np.linspace(-4, 4, 41)
    p = category_probabilities(grid, 1.2, [-1.0, 0.3, 1.5], model)

    assert p.sum(axis=1) == pytest.approx(np.ones(41))
    assert np.all(p >= 0)
    assert np.all(np.diff(p @ np.arange(4)) > 0)


@pytest.mark.parametrize("model", list(CategoryModel))
def test_information_of_scores_is_the_curvature_that_a_difference_quotient_shows(model):
    grid, step = np.linspace(-3, 3, 13), 1e-4
    b = [-1.0, 0.3, 1.5]

    def p(theta):
        return category_probabilities(theta, 1.2, b, model)

    slope = (p(grid + step) - p(grid - step)) / (2 * step)
    expected = np.sum(slope**2 / p(grid), axis=1)

    assert category_information(grid, 1.2, b, model) == pytest.approx(expected, rel=1e-5)


def test_with_one_threshold_both_models_are_the_two_parameter_model():
    grid = np.linspace(-3, 3, 7)
    for model in CategoryModel:
        assert category_probabilities(grid, 1.4, [0.5], model)[:, 1] == pytest.approx(probability(grid, 1.4, 0.5))
        assert category_information(grid, 1.4, [0.5], model) == pytest.approx(information(grid, 1.4, 0.5))


def test_a_published_item_of_partial_credit_has_its_crossings_at_the_thresholds():
    # Muraki (1992): neighbouring category curves cross at the threshold between them.
    p = category_probabilities([-1.5, 0.0, 2.0], 1.0, [-1.5, 0.0, 2.0])

    assert [p[0, 0], p[1, 1], p[2, 2]] == pytest.approx([p[0, 1], p[1, 2], p[2, 3]])


def test_crossing_thresholds_of_a_graded_item_are_refused():
    with pytest.raises(ThresholdsMustRise):
        category_probabilities(0.0, 1.0, [0.5, 0.5], "grm")


def test_half_a_task_done_says_more_than_nothing_and_less_than_all():
    thresholds = [-0.5, 0.5]
    low, half, full = (estimate_ability([score], [1.0], [thresholds]).theta for score in (0, 1, 2))

    assert low < half < full
    assert half == pytest.approx(0.0, abs=1e-9)
