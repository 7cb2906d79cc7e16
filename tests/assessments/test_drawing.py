"""How a form is drawn from the bank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.drawing import BankTooSmall, Pool, draw

DATA = Pool(6, tuple(range(1, 13)))
IDENTITY = Pool(6, tuple(range(101, 113)))


@given(st.integers(0, 2**62))
def test_a_form_holds_what_each_cell_asks_for_and_nothing_twice(seed):
    form = draw([DATA, IDENTITY], seed=seed)

    assert len(form) == len(set(form)) == 12
    assert sum(1 for item in form if item < 100) == 6


def test_the_questions_of_a_cell_do_not_stand_in_a_row():
    forms = [draw([DATA, IDENTITY], seed=seed) for seed in range(10)]

    rows = [[item < 100 for item in form] for form in forms]

    assert all(row != sorted(row) and row != sorted(row, reverse=True) for row in rows)


def test_the_scarcest_cell_draws_first():
    wide, narrow = Pool(2, (1, 2, 3, 4)), Pool(2, (1, 2))

    assert all(set(draw([wide, narrow], seed=seed)) == {1, 2, 3, 4} for seed in range(20))


def test_a_cell_that_cannot_be_filled_refuses_the_form():
    with pytest.raises(BankTooSmall):
        draw([Pool(2, (1, 2)), Pool(1, (2,))], seed=1)


@given(st.integers(0, 2**62))
def test_enemies_stand_on_one_form_only_where_the_bank_has_nothing_else(seed):
    enemies = {1: "sandi", 2: "sandi", 3: "sandi"}
    enough, scarce = Pool(3, (1, 2, 3, 4, 5), enemies), Pool(4, (1, 2, 3, 4), enemies)

    assert len({1, 2, 3} & set(draw([enough], seed=seed))) == 1
    assert sorted(draw([scarce], seed=seed)) == [1, 2, 3, 4]
    both = draw([Pool(1, (1, 6), enemies), Pool(1, (2, 7), enemies)], seed=seed)
    assert len({1, 2} & set(both)) <= 1
