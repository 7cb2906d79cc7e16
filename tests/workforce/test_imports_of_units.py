"""HR brings in units: made from the top down, renamed, moved; nothing of another agency is touched."""

from __future__ import annotations

import pytest

from lms.people.models import Role, RoleGrant, ScopeKind, Unit
from lms.workforce.imports.planning import UNIT_ELSEWHERE
from lms.workforce.imports.unit_rows import ABOVE_ITSELF
from lms.workforce.imports.units import NEW_AGENCY, NO_UNIT_ABOVE
from lms.workforce.models import UnitState
from tests.builders import NOW, SINCE, agency, grant, person, post, unit
from tests.workforce.imports import applied, checked, counts

pytestmark = pytest.mark.django_db


def row(code, above, name="", level="", region=""):
    return {
        "unor_id": code,
        "diatasan_id": above,
        "unor_nama": name or f"Unit {code}",
        "tingkat": level,
        "provinsi": region,
        "pemimpin_pns_id": "nie gelesen",
    }


@pytest.fixture
def house():
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    Unit.objects.filter(pk=home.pk).update(code="K1")
    Unit.objects.filter(pk=other.pk).update(code="K2")
    hr, nation = person("Ratna"), person("Nana")
    post(hr, home, kind="administrator")
    grant(hr, Role.HR, home)
    RoleGrant.objects.create(person=nation, role=Role.HR, scope_kind=ScopeKind.NATION, valid_from=SINCE)
    return {"hr": hr, "nation": nation, "home": home, "other": other}


def names(above):
    return [one.name for one in Unit.objects.get(pk=above.pk).get_children()]


def test_units_are_made_from_the_top_down_in_whatever_order_they_stand(house):
    lines = [row("B", "A"), row("A", "K1", level="unit utama"), row("K1", "", "Kabupaten Contoh")]

    job = applied(lines, house["hr"], kind="units")

    a, b = Unit.objects.get(code="A"), Unit.objects.get(code="B")
    assert counts(job) == {"created": 2, "unchanged": 1}
    assert (a.get_parent().code, a.level, b.get_parent().code, b.level) == ("K1", 1, "A", 2)
    assert UnitState.objects.filter(unit__in=[a, b], dirty_since=NOW).count() == 2


def test_the_dry_run_makes_no_unit_and_twice_changes_nothing(house):
    lines = [row("A", "K1"), row("B", "A")]

    assert counts(checked(lines, house["hr"], kind="units")) == {"created": 2}
    assert Unit.objects.count() == 2
    applied(lines, house["hr"], kind="units")

    assert counts(applied(lines, house["hr"], kind="units")) == {"unchanged": 2}


def test_a_unit_is_renamed_and_moved_with_all_below(house):
    applied([row("A", "K1"), row("B", "K1"), row("C", "A")], house["hr"], kind="units")

    job = applied([row("A", "B", "Nama Baru")], house["hr"], kind="units")

    assert counts(job) == {"moved": 1}
    assert names(Unit.objects.get(code="B")) == ["Nama Baru"]
    assert Unit.objects.get(code="C").get_parent().code == "A"


def test_wrong_lines_are_told_and_hang_nothing_in_the_air(house):
    unit("Bagian", house["other"])
    Unit.objects.filter(name="Bagian").update(code="X")
    lines = [row("A", "nirgends"), row("B", "A"), row("C", "D"), row("D", "C"), row("N", ""), row("X", "K2", "Rebut")]

    job = checked(lines, house["hr"], kind="units")

    assert {one.line: one.problem for one in job.results.filter(outcome="wrong")} == {
        2: NO_UNIT_ABOVE,
        3: NO_UNIT_ABOVE,
        4: ABOVE_ITSELF,
        5: ABOVE_ITSELF,
        6: NEW_AGENCY,
        7: UNIT_ELSEWHERE,
    }


def test_a_unit_does_not_come_to_lie_below_itself(house):
    applied([row("A", "K1"), row("B", "A")], house["hr"], kind="units")

    job = checked([row("A", "B")], house["hr"], kind="units")

    assert counts(job) == {"wrong": 1}


def test_who_works_for_every_agency_brings_in_a_new_one(house):
    applied([row("K3", "", "Provinsi Contoh", "instansi", "Jawa Barat")], house["nation"], kind="units")

    made = Unit.objects.get(code="K3")
    assert (made.depth, made.level, made.region) == (1, 0, "Jawa Barat")


def test_units_that_were_here_before_without_an_id_get_the_one_of_their_line(house):
    Unit.objects.filter(pk=house["home"].pk).update(code="")
    section = unit("Seksi A", house["home"])
    lines = [row("K1", "", "Kabupaten Contoh"), row("S1", "K1", "Seksi A"), row("S2", "K1", "Seksi B")]

    job = applied(lines, house["hr"], kind="units")

    assert counts(job) == {"changed": 2, "created": 1}
    assert Unit.objects.get(pk=section.pk).code == "S1"
    assert names(house["home"]) == ["Seksi A", "Seksi B"]


def test_nobody_gives_an_id_to_a_unit_of_another_agency(house):
    Unit.objects.filter(pk=house["other"].pk).update(code="")

    job = checked([row("K9", "", "Kementerian Contoh")], house["hr"], kind="units")

    assert counts(job) == {"wrong": 1}
