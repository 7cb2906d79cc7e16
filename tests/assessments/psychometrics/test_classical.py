"""Classical figures, distractors, agreement of raters, fairness, and standards, against published numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assessments.psychometrics.agreement import (
    NothingToCompare,
    compare,
    intraclass,
    krippendorff_alpha,
    quadratic_weighted_kappa,
)
from assessments.psychometrics.classical import Flag, analyse, distractors
from assessments.psychometrics.fairness import DifClass, false_discoveries, item_dif, mantel_haenszel
from assessments.psychometrics.response_model import probability
from assessments.psychometrics.standards import JudgementsDoNotFit, bookmark, bookmark_order, modified_angoff
from tests.assessments.psychometrics.published import BERKELEY, LSAT6, RATER_1, RATER_2, RATER_3, people


def test_the_classical_figures_of_lsat_6_equal_the_published_ones():
    found = analyse(people(LSAT6))

    assert found.people == 1000
    assert found.alpha == pytest.approx(0.294997, abs=1e-6)
    assert [one.p_value for one in found.items] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    rest = [one.item_rest for one in found.items]
    assert rest == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=1e-4)
    deleted = [one.alpha_if_deleted for one in found.items]
    assert deleted == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=1e-4)
    assert found.standard_error == pytest.approx(found.standard_deviation * math.sqrt(1 - 0.294997), abs=1e-6)


def test_what_stands_out_is_flagged_and_little_data_flags_nothing():
    dice = np.random.default_rng(1)
    theta = dice.normal(size=400)
    table = (dice.random((400, 6)) < probability(theta[:, None], 1.5, [-4.5, -0.5, 0.0, 0.5, 4.0, 0.0])).astype(float)
    table[:, 5] = 1 - table[:, 2]

    flags = [set(one.flags) for one in analyse(table).items]

    assert Flag.TOO_EASY in flags[0]
    assert Flag.TOO_HARD in flags[4]
    assert Flag.NEGATIVE in flags[5]
    assert not flags[1]
    assert not any(one.flags for one in analyse(table[:49]).items)


def test_an_item_that_does_not_vary_has_no_correlation():
    table = np.ones((60, 3))
    table[:30, 1] = 0.0

    found = analyse(table)

    assert math.isnan(found.items[0].item_rest)
    assert math.isnan(analyse(np.ones((60, 3))).alpha)


def test_a_distractor_that_the_best_choose_makes_the_key_doubtful():
    rest = list(range(90))
    picks = ["a"] * 30 + ["c"] * 30 + ["b"] * 30

    found = distractors(picks, "a", rest, ["a", "b", "c", "d"])

    assert [row.name for row in found.options] == ["a", "b", "c", "d"]
    assert found.options[0].by_third == (1.0, 0.0, 0.0)
    assert found.options[1].by_third == (0.0, 0.0, 1.0)
    assert found.options[1].rest_correlation > 0.5
    assert set(found.flags) == {Flag.KEY_DOUBTFUL, Flag.IDLE_DISTRACTOR}


def test_a_question_left_open_counts_as_no_option():
    found = distractors(["a", None, "b", None], "a", [1, 2, 3, 4], ["a", "b"])

    assert [row.count for row in found.options] == [1, 1]
    assert [row.share for row in found.options] == [0.25, 0.25]
    assert found.flags == ()


def test_the_agreement_of_two_published_raters():
    assert quadratic_weighted_kappa(RATER_1, RATER_2) == pytest.approx(0.296765, abs=1e-6)
    assert quadratic_weighted_kappa(RATER_1, RATER_1) == 1.0
    found = compare(RATER_1, RATER_2)
    assert found.count == 20
    assert found.exact == pytest.approx(np.mean(np.array(RATER_1) == np.array(RATER_2)))
    assert found.adjacent >= found.exact
    assert compare(RATER_1, [one + 1 for one in RATER_2]).standardized_difference > 0.5


def test_the_intraclass_correlations_of_three_published_raters():
    found = intraclass(np.array([RATER_1, RATER_2, RATER_3]).T)

    assert found.absolute == pytest.approx(0.197998, abs=1e-6)
    assert found.consistent == pytest.approx(0.216049, abs=1e-6)


def test_a_rater_who_is_always_a_point_stricter_is_consistent_but_not_the_same():
    strict = np.array([[5, 4], [3, 2], [4, 3], [2, 1]])

    assert intraclass(strict).consistent == pytest.approx(1.0)
    assert intraclass(strict).absolute < 0.8


def test_the_published_alpha_of_raters_who_did_not_see_everything():
    # Krippendorff (2011), section C: three of twelve units by four observers, interval metric, alpha = 0.849.
    nan = math.nan
    ratings = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
        [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
    ]

    assert krippendorff_alpha(np.array(ratings).T) == pytest.approx(0.849, abs=5e-4)


def test_agreement_needs_two_ratings():
    for asked in (lambda: compare([1], [1]), lambda: intraclass([[1, 2]]), lambda: krippendorff_alpha([[1, math.nan]])):
        with pytest.raises(NothingToCompare):
            asked()


def test_the_published_mantel_haenszel_of_berkeley():
    found = mantel_haenszel(BERKELEY)

    assert found.odds_ratio == pytest.approx(0.9046968, abs=1e-6)
    assert found.chi_square == pytest.approx(1.4269, abs=1e-4)
    assert found.chi_square_uncorrected == pytest.approx(1.5246, abs=1e-4)
    assert found.strata == 6
    assert found.dif_class is DifClass.NEGLIGIBLE


def test_a_stratum_with_an_empty_margin_changes_nothing():
    empty = ((10, 5), (0, 0)), ((7, 0), (9, 0))

    assert mantel_haenszel([*BERKELEY, *empty]) == mantel_haenszel(BERKELEY)


def answers_of_two_groups(shift, count=1500, seed=5):
    dice = np.random.default_rng(seed)
    theta, focal = dice.normal(size=count), dice.random(count) < 0.4
    b = np.linspace(-1.5, 1.5, 12)
    table = dice.random((count, 12)) < probability(theta[:, None], 1.2, b)
    table[:, 5] = dice.random(count) < probability(theta, 1.2, b[5] + shift * focal)
    return table.astype(float), focal


def test_an_item_that_is_harder_for_one_group_of_the_same_ability_is_found():
    table, focal = answers_of_two_groups(1.2)

    found = item_dif(table[:, 5], focal, table.sum(axis=1))

    assert found.dif_class is DifClass.LARGE
    assert found.delta < -1.5
    assert item_dif(table[:, 5], ~focal, table.sum(axis=1)).delta == pytest.approx(-found.delta)


def test_an_item_that_is_fair_is_left_alone():
    table, focal = answers_of_two_groups(0.0)

    assert item_dif(table[:, 5], focal, table.sum(axis=1)).dif_class is DifClass.NEGLIGIBLE


def test_below_the_minimum_nothing_is_said():
    table, focal = answers_of_two_groups(2.0, count=499)

    assert item_dif(table[:, 5], focal, table.sum(axis=1)).dif_class is DifClass.NOT_ENOUGH_DATA
    assert mantel_haenszel([((5, 0), (0, 5))]).dif_class is DifClass.NOT_ENOUGH_DATA


def test_of_many_tests_only_those_stand_out_that_chance_would_not_give():
    # Benjamini and Hochberg (1995), section 3.1: of fifteen p-values the first four are found at 5 %.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]

    assert false_discoveries(p).tolist() == [True] * 4 + [False] * 11


def test_judges_who_give_the_chances_of_one_ability_set_the_cut_there():
    a, b = np.array([1.0, 1.4, 0.8]), np.array([-0.5, 0.2, 1.0])
    chances = [probability(theta, a, b) for theta in (0.4, 0.6, 0.5)]

    found = modified_angoff(chances, a, b)

    assert found.theta == pytest.approx(0.5, abs=0.01)
    assert found.by_judge == pytest.approx([0.4, 0.6, 0.5], abs=1e-9)
    assert found.spread == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(0.1 / math.sqrt(3))


def test_a_mark_in_the_ordered_booklet_is_the_ability_that_gets_its_item_right_two_times_in_three():
    a, b = np.array([1.0, 2.0, 0.5]), np.array([0.0, -1.0, 0.3])

    found = bookmark([1, 1], a, b)

    assert bookmark_order(a, b).tolist() == [1, 0, 2]
    assert probability(found.theta, a[0], b[0]) == pytest.approx(2 / 3)
    assert found.standard_error == 0.0


@pytest.mark.parametrize("judgements", [[[0.5, 0.5]], [[0.5], [0.5]], [[0.5, 1.2], [0.5, 0.5]], [0.5, 0.5]])
def test_judgements_that_do_not_fit_are_refused(judgements):
    with pytest.raises(JudgementsDoNotFit):
        modified_angoff(judgements, [1.0, 1.0], [0.0, 0.0])
    with pytest.raises(JudgementsDoNotFit):
        bookmark([5, 1], [1.0, 1.0], [0.0, 0.0])
