"""The demo: fictional, the same at every load, and with every reason for a gap."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError
from django.db import transaction

from lms.competencies.gap import Reason
from lms.competencies.models import Evidence
from lms.competencies.selectors import gaps_of
from lms.demo.loading import load_demo
from lms.development.models import HoursEntry
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
    assert len(selectors.trend(found)) == 25
    assert {row.gap.reason for row in gaps_of(pegawai, viewer=pegawai, on=TODAY)} == set(Reason)
    assert all("0 refused" in line for line in lines if "refused" in line)


def test_the_same_demo_comes_out_again(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    told = []
    for _load in range(2):
        point = transaction.savepoint()
        load_demo(say=print, at=NOW)
        told.append(everything_told())
        transaction.savepoint_rollback(point)
        # Ids go on counting where a database keeps its sequences; here they are made to.
        make_ids_go_on()

    assert told[0] == told[1]
    assert len(told[0]["evidence"]) > 2000


def make_ids_go_on() -> None:
    """Let the next load get other ids."""
    User.objects.bulk_create(User(full_name=f"Sementara {number}") for number in range(10))
    kept = User.objects.order_by("pk").last()
    User.objects.exclude(pk=kept.pk).delete()
    User.objects.filter(pk=kept.pk).update(is_fictional=True)


def everything_told() -> dict[str, list[tuple[object, ...]]]:
    """Return what the demo tells of its people, without the ids that a database gives."""
    evidence = Evidence.objects.filter(source_kind="import").order_by("uuid")
    return {
        "people": list(EmployeeNumber.objects.order_by("digits").values_list("digits", "person__full_name")),
        "evidence": list(evidence.values_list("uuid", "competency__code", "kind", "level", "performed_on")),
        "hours": sorted(HoursEntry.objects.values_list("performed_on", "person__full_name", "title", "jp")),
    }


def test_the_demo_does_not_mix_with_real_people(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    person("Siti Sungguhan")

    with pytest.raises(CommandError, match="real accounts"):
        load_demo(say=print, at=NOW)
