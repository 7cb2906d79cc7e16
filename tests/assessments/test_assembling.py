"""Parallel forms, put together by arithmetic alone."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.assembling import Candidate, TooFewForForms, Wanted, assemble, form_for


def items(*difficulties: float, start: int = 1, enemies: str = "") -> tuple[Candidate, ...]:
    return tuple(Candidate(start + place, 1.0, b, enemies) for place, b in enumerate(difficulties))


def test_alike_items_are_shared_out_between_the_forms():
    cell = Wanted(2, items(-1.0, 1.0, -1.1, 1.1, 5.0))

    first, second = assemble([cell], forms=2, seed=1)

    assert {frozenset((one, other)) for one, other in zip(first.items, second.items, strict=True)} == {
        frozenset((1, 3)),
        frozenset((2, 4)),
    }
    assert (first.code, second.code) == ("A", "B")


def test_the_hardest_of_each_pair_goes_in_turn_so_that_no_form_is_harder():
    cell = Wanted(4, items(0.0, 0.4, 1.0, 1.4, 2.0, 2.4, 3.0, 3.4))
    place = {one.item: one.difficulty for one in cell.candidates}

    first, second = assemble([cell], forms=2, seed=3)

    means = [fmean(place[item] for item in form.items) for form in (first, second)]
    assert means[0] == pytest.approx(means[1])


def test_the_same_seed_gives_the_same_forms_and_another_gives_others():
    cell = Wanted(3, items(*[0.0] * 20))

    assert assemble([cell], forms=2, seed=7) == assemble([cell], forms=2, seed=7)
    assert assemble([cell], forms=2, seed=7) != assemble([cell], forms=2, seed=8)


def test_cells_that_share_items_do_not_starve_each_other():
    narrow = Wanted(1, items(0.0, 0.1))
    wide = Wanted(1, items(0.0, 0.1, 2.0, 2.1))

    forms = assemble([wide, narrow], forms=2, seed=1)

    assert sorted(item for form in forms for item in form.items) == [1, 2, 3, 4]


def test_of_items_that_give_each_other_away_one_at_most_is_taken():
    cell = Wanted(1, (*items(0.0, 0.1, enemies="sandi"), *items(1.0, 1.1, start=3)))

    for seed in range(20):
        taken = {item for form in assemble([cell], forms=2, seed=seed) for item in form.items}
        assert len(taken & {1, 2}) <= 1


def test_a_group_that_is_too_small_is_named():
    with pytest.raises(TooFewForForms) as refused:
        assemble([Wanted(1, items(0.0, 1.0)), Wanted(2, items(*[0.0] * 3, start=9))], forms=2, seed=1)

    assert refused.value.facts == {"number": 2, "wanted": 4, "forms": 2, "found": 3}


@given(
    st.lists(st.floats(-4, 4), min_size=12, max_size=40),
    st.integers(1, 4),
    st.integers(2, 3),
    st.integers(0, 2**32),
)
def test_forms_are_whole_and_share_no_item(difficulties, count, forms, seed):
    made = assemble([Wanted(count, items(*difficulties))], forms=forms, seed=seed)

    taken = [item for form in made for item in form.items]
    assert [len(form.items) for form in made] == [count] * forms
    assert len(taken) == len(set(taken))


def test_forms_are_spread_evenly_and_the_second_attempt_gets_another():
    first = [form_for("tes", person, "AB", []) for person in range(1000)]

    assert 440 < first.count("A") < 560
    for person, code in enumerate(first):
        second = form_for("tes", person, "AB", [code])
        assert {code, second} == {"A", "B"}
        assert form_for("tes", person, "AB", [code, second]) == code
