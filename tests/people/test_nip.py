"""Reading and checking employee numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.nip import EmployeeKind, InvalidNip, mask, parse


@pytest.mark.parametrize("text", ["198609262015051001", "19860926 201505 1 001", "19860926.201505.1.001"])
def test_a_pns_number_is_read_with_spaces_and_dots(text):
    nip = parse(text)

    assert (nip.kind, nip.born_on, nip.appointed_year, nip.appointed_month) == (
        EmployeeKind.PNS,
        date(1986, 9, 26),
        2015,
        5,
    )
    assert nip.grouped == "19860926 201505 1 001"


def test_a_pppk_number_names_its_contract():
    nip = parse("199003152024211004")

    assert (nip.kind, nip.contract, nip.appointed_month) == (EmployeeKind.PPPK, 1, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("19860926201505100", "18 digits"),
        ("19860926201505100x", "18 digits"),
        ("١٩٨٦٠٩٢٦٢٠١٥٠٥١٠٠١", "18 digits"),
        ("198613262015051001", "date of birth"),
        ("198609262015131001", "Digits 13 and 14"),
        ("198609262015201001", "Digits 13 and 14"),
        ("198609262015053001", "Digit 15"),
        ("198609262015051000", "three digits"),
        ("200609262015051001", "before the age of 16"),
    ],
)
def test_a_broken_number_is_refused_with_its_reason(text, reason):
    with pytest.raises(InvalidNip) as refused:
        parse(text)

    assert reason in refused.value.reason


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused(text):
    try:
        nip = parse(text)
    except InvalidNip:
        return

    assert len(nip.digits) == 18


def test_a_masked_number_hides_birthday_and_sex():
    assert mask("198609262015051001") == "1986•••• •••••• • 001"
