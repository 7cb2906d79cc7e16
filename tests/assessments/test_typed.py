"""How typed numbers and words are read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.typed import (
    canonical_number,
    is_accepted,
    is_canonical,
    normalised,
    read_number,
    shown_number,
    without_controls,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("12,5", Fraction(25, 2)),
        ("12.5", Fraction(25, 2)),
        ("1.2345", Fraction(12345, 10000)),
        ("0.125", Fraction(1, 8)),
        ("1.250", 1250),
        ("1.250,5", Fraction(2501, 2)),
        ("1.250.000", 1_250_000),
        ("1,250", Fraction(5, 4)),
        (",5", Fraction(1, 2)),
        ("  -3,50 ", Fraction(-7, 2)),
        ("\u22123", -3),
        ("+3", 3),
        ("007", 7),
        ("-0", 0),
    ],
)
def test_a_number_is_read_the_way_it_is_written_in_indonesia(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dua belas",
        "12 GB",
        "Rp1.250",
        "1.25.000",
        "1234.567",
        "1,250.5",
        "1.250.00",
        "12,",
        "12.",
        "1e9",
        "10²",
        "١٢",
        "--1",
        "1/2",
        "NaN",
        "Infinity",
        "1_000",
        "9" * 41,
        "9" * 5_000_000,
    ],
)
def test_what_is_no_number_or_could_be_two_is_not_guessed(typed):
    assert read_number(typed) is None


@given(st.integers(-(10**18), 10**18), st.integers(0, 10**6))
def test_a_number_shown_is_the_number_read_again(whole, decimals):
    canonical = canonical_number(f"{whole},{decimals}")

    assert is_canonical(canonical)
    assert read_number(shown_number(canonical)) == Fraction(canonical)
    assert canonical_number(shown_number(canonical)) == canonical


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_and_what_is_read_is_plain(text):
    canonical = canonical_number(text)

    assert canonical is None or Fraction(canonical) == read_number(text)


@given(st.text(max_size=60))
def test_what_is_kept_of_a_typed_text_can_be_stored_and_shown(text):
    kept = without_controls(text)

    assert "\x00" not in kept
    assert "\n" not in kept
    assert kept.encode().decode() == kept
    assert without_controls(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "pengendali data",
        " PENGENDALI   Data ",
        "“Pengendali data.”",
        "(pengendali\tdata)",
        "Pengendali\u00a0data",
        "ｐｅｎｇｅｎｄａｌｉ data",
        "pengendali\u200b data",
    ],
)
def test_a_text_counts_whatever_its_case_width_spaces_and_marks_around_it(typed):
    assert is_accepted(typed, ["Pengendali data"])


@pytest.mark.parametrize("typed", ["", "...", "pengendali", "pengendali-data", "pengendali data pribadi"])
def test_another_text_does_not_count(typed):
    assert not is_accepted(typed, ["Pengendali data"])


def test_nothing_is_never_accepted():
    assert not is_accepted("", [""])
    assert not is_accepted("?", ["!"])


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text):
    once = normalised(text)

    assert normalised(once) == once


@given(st.text(alphabet="abc é-3.,!?“”", max_size=40))
def test_case_and_marks_around_a_text_never_matter(text):
    assert normalised(f" «{text.upper()}» ") == normalised(text)
