"""The arithmetic of portfolios: what may be claimed, what marks show, when two agree, and working days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.portfolio import (
    IncompleteJudgement,
    Judgement,
    LevelDoesNotFollow,
    Mark,
    Outcome,
    Rules,
    agree,
    claimable,
    differences,
    is_shown,
    level_of,
    opposed,
    require_follows,
    uncovered,
    working_days_later,
)

RULES = Rules({4: 3, 5: 4}, needed_percent=75)
LEVELS = {1: 3, 2: 4, 3: 4}
P, H, N = Mark.PROVED, Mark.PARTLY, Mark.NOT_YET


def judged(outcome: Outcome, *marks: Mark) -> Judgement:
    return Judgement(outcome, dict(enumerate(marks, start=1)))


@pytest.mark.parametrize(("attained", "levels"), [(None, ()), (0, ()), (2, ()), (3, (4,)), (4, (5,)), (5, ())])
def test_one_claims_the_level_above_the_one_held(attained, levels):
    assert claimable(attained, RULES) == levels


def test_where_the_rule_allows_it_both_levels_can_be_claimed():
    assert claimable(3, Rules({4: 3, 5: 3}, 75)) == (4, 5)


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ((P, P, P), True),
        ((P, P, H), True),  # 75 %
        ((P, H, H), False),
        ((P, P, N), False),
        ((N, P, P), False),  # nobody shows a level while the one below is not proved
        ((H, P, P), True),
    ],
)
def test_what_marks_show_level_four(marks, shown):
    assert is_shown(4, dict(enumerate(marks, start=1)), LEVELS, RULES) is shown


def test_a_level_that_contradicts_its_marks_is_refused():
    with pytest.raises(LevelDoesNotFollow) as refused:
        require_follows(judged(Outcome.CLAIMED, P, P, N), 4, LEVELS, RULES)

    assert refused.value.facts == {"level": 4, "percent": 75}
    require_follows(judged(Outcome.LOWER, P, P, N), 4, LEVELS, RULES)
    require_follows(judged(Outcome.NEITHER, P, P, P), 4, LEVELS, RULES)


def test_a_judgement_without_every_mark_is_incomplete():
    with pytest.raises(IncompleteJudgement):
        require_follows(judged(Outcome.CLAIMED, P, P), 4, LEVELS, RULES)


def test_two_agree_over_the_level_and_stand_opposed_over_nothing():
    first = judged(Outcome.CLAIMED, P, P, H)

    assert agree(first, judged(Outcome.CLAIMED, P, H, P), RULES)
    assert not agree(first, judged(Outcome.LOWER, P, P, H), RULES)
    other = judged(Outcome.CLAIMED, N, P, H)
    assert not agree(first, other, RULES)
    assert agree(first, other, Rules({4: 3, 5: 4}, 75, opposed_most=1))
    assert (opposed(first, other), differences(first, judged(Outcome.CLAIMED, P, H, P))) == ((1,), (2, 3))


@given(st.lists(st.tuples(st.sampled_from(Mark), st.sampled_from(Mark)), max_size=8), st.sampled_from(Outcome))
def test_it_does_not_matter_who_judged_first(pairs, outcome):
    first = judged(outcome, *(one for one, _other in pairs))
    second = judged(outcome, *(other for _one, other in pairs))

    assert agree(first, second, RULES) == agree(second, first, RULES)
    assert set(opposed(first, second)) <= set(differences(first, second))


def test_an_outcome_names_its_level():
    assert [level_of(one, 5) for one in (Outcome.CLAIMED, Outcome.LOWER, Outcome.NEITHER)] == [5, 4, None]


def test_an_indicator_that_no_piece_covers_is_named():
    assert uncovered([1, 2, 3], [[3], [1]]) == (2,)
    assert uncovered([1], []) == (1,)


@pytest.mark.parametrize(
    ("begins", "days", "last"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday to Monday
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_weekends_are_no_working_days(begins, days, last):
    assert working_days_later(begins, days) == last
