"""Bands of the job-person match: by the policy of the day, compared unrounded, none while something is not assessed."""

from datetime import date
from decimal import Decimal

import pytest

from lms.competencies.models import MatchBand
from lms.competencies.selectors.bands import band_of, band_of_levels
from tests.builders import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("percent", "code"),
    [
        ("0", "KMS"),
        ("67.99", "KMS"),
        ("67.9999999", "KMS"),
        ("68", "MMS"),
        ("79.99", "MMS"),
        ("79.9999999", "MMS"),
        ("80", "MS"),
        ("100", "MS"),
    ],
)
def test_bands_begin_exactly_where_the_rule_says(percent, code):
    assert band_of(Decimal(percent), on=TODAY).code == code


def test_a_band_follows_the_policy_of_its_day():
    MatchBand.objects.create(
        code="MS", name="Memenuhi Syarat", at_least=85, valid_from=date(2026, 1, 1), legal_basis="Contoh"
    )

    assert (band_of(Decimal(82), on=date(2025, 12, 31)).code, band_of(Decimal(82), on=TODAY).code) == ("MS", "MMS")


def test_there_is_no_band_while_something_required_is_not_assessed():
    standards = {"D1": 2, "D2": 2, "E1": 0}

    assert band_of_levels({"D1": 2, "D2": None}, standards, on=TODAY) is None
    assert band_of_levels({"D1": 2, "D2": 1}, standards, on=TODAY).code == "MMS"
    assert band_of_levels({"D1": 2, "D2": 0}, standards, on=TODAY).code == "KMS"
