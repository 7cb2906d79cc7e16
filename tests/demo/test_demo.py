"""The demo: fictional, the same at every load, and with every reason for a gap."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from lms.competencies.gap import Reason
from lms.competencies.selectors import gaps_of
from lms.demo.loading import load_demo
from lms.people.models import EmployeeNumber, Posting, Unit, UnitLevel, User
from lms.people.nip import parse
from lms.workforce import selectors
from tests.builders import NOW, TODAY, person

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def lines(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    said = []
    load_demo(say=said.append, at=NOW)
    return said


def test_the_demo_tells_two_fictional_agencies_with_every_reason_for_a_gap(lines):
    assert (User.objects.count(), Unit.objects.count(), Unit.get_root_nodes().count()) == (200, 31, 2)
    assert set(Unit.objects.values_list("level", flat=True)) == set(UnitLevel.values)
    assert User.objects.filter(is_fictional=False).count() == 0
    assert Posting.objects.count() == 200
    for digits in EmployeeNumber.objects.values_list("digits", flat=True):
        assert parse(digits).sequence >= 900
    officer = User.objects.get(email="sdm@contoh.example")
    found = selectors.gap_map(officer, None, on=TODAY)
    assert all(count > 0 for _reason, count in found.reasons)
    pegawai = User.objects.get(email="pegawai@contoh.example")
    assert len(selectors.trend(found.unit)) == 25
    assert {row.gap.reason for row in gaps_of(pegawai, viewer=pegawai, on=TODAY)} == set(Reason)
    assert all("0 refused" in line for line in lines if "refused" in line)


def test_the_demo_does_not_mix_with_real_people(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    person("Siti Sungguhan")

    with pytest.raises(CommandError, match="real accounts"):
        load_demo(say=print, at=NOW)
