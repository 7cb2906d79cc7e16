"""Public codes and certificate numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbering import (
    ALPHABET,
    NOT_A_CODE,
    ONE_IS_WRONG,
    InvalidCode,
    InvalidPattern,
    check_character,
    format_number,
    new_code,
    normalise,
)

ten_bytes = st.binary(min_size=10, max_size=10)
codes = ten_bytes.map(lambda given_bytes: new_code(lambda _count: given_bytes))


def test_a_code_holds_its_eighty_bits_and_a_check_character():
    assert new_code(bytes) == "0000-0000-0000-0000-0"
    assert new_code(lambda count: b"\xff" * count) == f"ZZZZ-ZZZZ-ZZZZ-ZZZZ-{check_character('Z' * 16)}"


@pytest.mark.parametrize(("body", "check"), [("16J", "D"), ("G", "G"), ("10", "*"), ("11", "~"), ("14", "U")])
def test_the_check_character_is_the_value_modulo_37(body, check):
    # 16J is 1234, the example of the specification: 1234 mod 37 = 13 = D; 32, 33 and 36 show the five extra symbols.
    assert check_character(body) == check


@given(ten_bytes)
def test_different_bits_give_different_codes(given_bytes):
    code = new_code(lambda _count: given_bytes)

    body = code.replace("-", "")[:16]
    value = sum(ALPHABET.index(character) * 32**place for place, character in enumerate(reversed(body)))

    assert value == int.from_bytes(given_bytes, "big")


@given(codes, st.sampled_from(["{}", " {} ", "{}/", "http://localhost:8000/verifikasi/{}/"]))
def test_a_code_is_understood_as_people_type_it(code, around):
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " – ")

    assert normalise(around.format(typed)) == code
    assert normalise(around.format(code.replace("-", ""))) == code


@given(codes, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code, place, other):
    characters = list(code.replace("-", ""))
    if characters[place] == other:
        return
    characters[place] = other

    with pytest.raises(InvalidCode) as refusal:
        normalise("".join(characters))

    assert refusal.value.reason == ONE_IS_WRONG


@given(codes, st.integers(0, 14))
def test_two_swapped_neighbours_are_noticed(code, place):
    characters = list(code.replace("-", ""))
    if characters[place] == characters[place + 1]:
        return
    characters[place], characters[place + 1] = characters[place + 1], characters[place]

    with pytest.raises(InvalidCode):
        normalise("".join(characters))


@given(st.text(max_size=16))
def test_any_other_text_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidCode) as refusal:
        normalise(text)

    assert refusal.value.reason in (NOT_A_CODE, ONE_IS_WRONG)


def test_a_number_follows_the_pattern_of_its_series():
    usual = format_number("{nomor:3}/LONTAR/{seri}/{tahun}", number=1, series="PDP-101", year=2026)
    many = format_number("{nomor:3}/{tahun}", number=12345, series="PDP-101", year=2026)

    assert usual == "001/LONTAR/PDP-101/2026"
    assert many == "12345/2026"


@pytest.mark.parametrize(
    "pattern", ["", "{nomor}", "{tahun}/{seri}", "{nomor}/{tahun}/{bulan}", "{nomor}/{tahun}/{", "{nomor.real}/{tahun}"]
)
def test_a_pattern_that_would_repeat_a_number_is_refused(pattern):
    with pytest.raises(InvalidPattern):
        format_number(pattern, number=1, series="PDP-101", year=2026)
