"""What answers are worth."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.answers import UnreadableAnswer, from_fields, is_complete, renamed
from assessments.scoring import best_answer, credit, percent_of, rounded

ORDER = {"places": {"a": 1, "b": 2, "c": 3}}
PAIRS = {"pairs": {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("picks", "worth"),
    [(["a", "b", "d"], 1), (["a", "b"], Fraction(2, 3)), (["a", "b", "c"], Fraction(1, 3)), (["c", "e"], 0), ([], 0)],
)
def test_a_multiple_choice_earns_right_picks_minus_wrong_ones(picks, worth):
    assert credit("multiple", {"choice": ["a", "b", "d"]}, {"choice": picks}) == worth


@pytest.mark.parametrize(("picks", "worth"), [(["b", "a"], 1), (["a"], 0), (["a", "b", "c"], 0), (["c"], 0), ([], 0)])
def test_a_multiple_choice_marked_all_or_nothing_earns_nothing_in_part(picks, worth):
    assert credit("multiple", {"choice": ["a", "b"], "all_or_nothing": True}, {"choice": picks}) == worth


def test_ticking_everything_earns_less_than_ticking_what_is_right():
    everything = credit("multiple", {"choice": ["a", "b", "d"]}, {"choice": list("abcde")})

    assert everything == Fraction(1, 3)


@pytest.mark.parametrize(
    ("places", "worth"),
    [
        ({"a": 1, "b": 2, "c": 3}, 1),
        ({"a": 2, "b": 1, "c": 3}, Fraction(1, 3)),
        ({"a": 3, "b": 2, "c": 1}, 0),
        ({"a": 1, "b": 2}, Fraction(1, 3)),
        ({"a": 1, "b": 1, "c": 1}, 0),
    ],
)
def test_an_order_earns_as_much_as_it_agrees_with_the_key(places, worth):
    assert credit("ordering", ORDER, {"places": places}) == worth


def test_each_right_pair_counts():
    assert credit("matching", PAIRS, {"pairs": {"a": "1", "b": "1"}}) == Fraction(1, 2)
    assert credit("matching", PAIRS, PAIRS) == 1


def test_a_question_left_open_earns_nothing():
    assert credit("single", {"choice": ["a"]}, None) == 0


def test_a_pass_mark_is_not_missed_by_a_rounding():
    # 3 questions at 2/3 and one at 4/5 of a pass mark of exactly 70: 100 * (3 * 2/3 + 4/5) / 4 = 70.
    earned = [Fraction(2, 3)] * 3 + [Fraction(4, 5)]

    assert percent_of(earned) >= 70
    assert rounded(percent_of(earned)) == Decimal("70.00")


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.sets(st.sampled_from("abcdef")))
def test_credit_lies_between_nothing_and_full_and_is_full_only_for_the_key(key, picks):
    worth = credit("multiple", {"choice": sorted(key)}, {"choice": sorted(picks)})

    assert 0 <= worth <= 1
    assert (worth == 1) == (key == picks)


@given(st.permutations("abcd"))
def test_an_order_and_its_reverse_never_both_earn(order):
    key = {"places": {"a": 1, "b": 2, "c": 3, "d": 4}}
    forth = {"places": {name: index for index, name in enumerate(order, start=1)}}
    back = {"places": {name: index for index, name in enumerate(reversed(order), start=1)}}

    assert min(credit("ordering", key, forth), credit("ordering", key, back)) == 0


def test_a_form_without_javascript_is_read_for_every_kind_of_question():
    assert from_fields({"jawaban": ["t1", "t2"], "seq": ["1"]})["choice"] == ["t1", "t2"]
    assert from_fields({"urutan-t1": ["2"], "urutan-t2": [""]})["places"] == {"t1": 2}
    assert from_fields({"pasangan-t1": ["x"], "pasangan-t2": [""]})["pairs"] == {"t1": "x"}


def test_a_place_of_endless_digits_is_refused():
    with pytest.raises(UnreadableAnswer):
        from_fields({"urutan-t1": ["9" * 5000]})


def test_half_an_order_is_kept_but_not_complete():
    assert not is_complete("ordering", {"places": {"a": 1, "b": 1}}, 2)
    assert is_complete("ordering", {"places": {"a": 2, "b": 1}}, 2)
    assert not is_complete("matching", {"pairs": {"a": "1"}}, 2)
    assert not is_complete("single", {"choice": []}, 4)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("single", {"choice": ["t1", "t2"]}),
        ("single", {"choice": ["unknown"]}),
        ("single", {"choice": "t1"}),
        ("multiple", {"choice": [["t1"]]}),
        ("ordering", {"places": {"t1": 9}}),
        ("ordering", {"places": {"t1": True}}),
        ("ordering", {"places": ["t1"]}),
        ("matching", {"pairs": {"t1": "nobody"}}),
        ("single", ["t1"]),
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused(kind, answer):
    with pytest.raises(UnreadableAnswer):
        renamed(kind, answer, {"t1": "a", "t2": "b"}, {"x": "1"})


WORDS = st.text(alphabet="abcde ", min_size=1, max_size=8).filter(str.strip)
WEIGHTS = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["0", "0.25", "1", "3"]), min_size=3).filter(
    lambda weights: len(set(weights.values())) > 1
)
KEYS = st.one_of(
    st.tuples(
        st.just("numeric"),
        st.fixed_dictionaries({"number": st.sampled_from(["0", "1250", "-0.125"]), "tolerance": st.just("0")}),
    ),
    st.tuples(st.just("short_text"), st.fixed_dictionaries({"accepted": st.lists(WORDS, min_size=1)})),
    st.tuples(
        st.just("cloze"),
        st.fixed_dictionaries(
            {"gaps": st.dictionaries(st.sampled_from("abc"), st.lists(WORDS, min_size=1), min_size=1)}
        ),
    ),
    st.tuples(st.just("situational"), st.fixed_dictionaries({"weights": WEIGHTS})),
)


@given(KEYS)
def test_the_best_answer_to_every_kind_earns_everything_and_none_earns_nothing(kind_and_key):
    kind, key = kind_and_key

    assert credit(kind, key, best_answer(kind, key)) == 1
    assert credit(kind, key, {}) == 0
    assert credit(kind, key, {"number": "", "text": "", "gaps": {}, "choice": []}) == 0


@given(WEIGHTS, st.sampled_from("abcde"))
def test_a_judgement_earns_between_nothing_and_full(weights, chosen):
    if chosen in weights:
        assert 0 <= credit("situational", {"weights": weights}, {"choice": [chosen]}) <= 1


def test_the_ends_of_a_tolerance_count_exactly():
    key = {"number": "0.3", "tolerance": "0.1", "unit": ""}

    assert credit("numeric", key, {"number": "0,2"}) == 1
    assert credit("numeric", key, {"number": "0,4"}) == 1
    assert credit("numeric", key, {"number": "0,40000000000000000000000000000001"}) == 0
