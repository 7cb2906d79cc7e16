"""The map narrowed to kinds of people: right numbers for HR, nobody given away to a reader of totals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.competencies.gap import Reason
from lms.people.models import Look, PositionKind, Role, User
from lms.workforce import selectors, services
from lms.workforce.facets import Asked, Facets, OneFilterAtATime
from lms.workforce.models import PersonState
from tests.builders import NOW, TODAY, agency, competency, framework, grant, person, post, unit
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


def nip(born, number, *, pppk=False):
    """Return a number: year of birth, PNS or PPPK, sequence."""
    return f"{born}0101{born + 25}{'21' if pppk else '01'}1{900 + number}"


@pytest.fixture
def house():
    """An agency with two offices; 9 and 4 PNS over fifty, 8 and 6 young PPPK, and each one's HR."""
    framework()
    home = agency("Kabupaten Contoh")
    north, south = unit("Utara", home), unit("Selatan", home)
    people, number = {}, 0
    for where, old, young in ((north, 9, 8), (south, 4, 6)):
        for place in range(old + young):
            is_old, number = place < old, number + 1
            who = person(f"{where.name} {place}", nip=nip(1970 if is_old else 2000, number, pppk=not is_old))
            User.objects.filter(pk=who.pk).update(grade="III/b" if is_old else "IX")
            post(who, where, kind=PositionKind.PENGAWAS if place == 0 else PositionKind.PELAKSANA)
            people[who.full_name] = who
    hr, viewer = person("Ratna"), person("Vina")
    grant(hr, Role.HR, home)
    grant(viewer, Role.VIEWER, home)
    services.recompute_all(at=NOW)
    return {"home": home, "north": north, "south": south, "hr": hr, "viewer": viewer, "people": people}


def people_by_row(found, code="D2"):
    """Return the number of people shown by row, None where hidden; "" is the total."""
    column = competency(code).pk
    rows = {row.unit.name: row.cells[column] for row in found.rows if column in row.cells}
    rows[""] = found.total.cells[column]
    return {name: None if cell.is_hidden else cell.required for name, cell in rows.items()}


@pytest.mark.parametrize(
    ("facets", "north", "south"),
    [
        (Facets(), 17, 10),
        (Facets(employee="pns"), 9, 4),
        (Facets(employee="pppk"), 8, 6),
        (Facets(grade="III"), 9, 4),
        (Facets(age=50), 9, 4),
        (Facets(age=20), 8, 6),
        (Facets(kind="pengawas"), 1, 1),
        (Facets(kind="pengawas", employee="pns"), 1, 1),
        (Facets(kind="pelaksana", age=50), 8, 3),
    ],
)
def test_hr_counts_kinds_of_people(house, facets, north, south):
    found = selectors.gap_map(house["hr"], None, on=TODAY, asked=Asked(facets=facets))

    assert people_by_row(found) == {"Utara": north, "Selatan": south, "": north + south}


def test_the_kinds_of_people_add_up_to_everybody(house):
    prove(house["people"]["Utara 0"], "D2", 3)
    prove(house["people"]["Selatan 5"], "D2", 0)
    services.recompute_all(at=NOW)
    whole = selectors.gap_map(house["hr"], None, on=TODAY).total.total

    parts = [
        selectors.gap_map(house["hr"], None, on=TODAY, asked=Asked(facets=Facets(employee=kind))).total.total
        for kind in ("pns", "pppk")
    ]

    assert parts[0].plus(parts[1]) == whole
    assert whole.by_reason[Reason.MET] == 1


def test_a_reader_of_totals_sees_no_kind_of_few_people_nor_can_work_it_out(house):
    old = selectors.gap_map(house["viewer"], None, on=TODAY, asked=Asked(facets=Facets(employee="pns")))
    young = selectors.gap_map(house["viewer"], None, on=TODAY, asked=Asked(facets=Facets(employee="pppk")))

    # Four PNS work in the south: they are hidden, and so is all that would give them away.
    assert people_by_row(old)["Selatan"] is None
    assert people_by_row(young)["Selatan"] is None
    assert people_by_row(old)["Utara"] is None or people_by_row(old)[""] is None
    assert not old.opens_people


def test_a_reader_of_totals_narrows_in_one_way_at_a_time(client, house):
    both = Asked(facets=Facets(employee="pns", age=50))
    with pytest.raises(OneFilterAtATime):
        selectors.gap_map(house["viewer"], None, on=TODAY, asked=both)
    client.force_login(house["viewer"])

    page = client.get("/sdm/kesenjangan/?pegawai=pns&umur=50")

    assert page.status_code == 422
    assert "satu saringan" in page.text


def test_the_people_behind_a_narrowed_cell_are_the_ones_it_counts(client, house):
    client.force_login(house["hr"])
    address = f"/sdm/unit/{house['north'].uuid}/kompetensi/D2/?pegawai=pns&umur=50"

    page = client.get(address)

    assert page.context["page"].paginator.count == 9
    assert Look.objects.filter(viewer=house["hr"], purpose="hr_review").count() == 9
    assert next(url for name, url in page.context["crumbs"] if name == "Utara").endswith("pegawai=pns&umur=50")


def test_what_an_address_makes_up_is_left_out(client, house):
    client.force_login(house["hr"])

    page = client.get("/sdm/kesenjangan/?umur=999&jabatan=raja&tampilan=x&urut=y")

    assert page.status_code == 200
    assert page.context["found"].total.headcount == 27


def test_the_lowest_rows_come_first_when_asked(client, house):
    for name, who in house["people"].items():
        if name.startswith("Selatan"):
            prove(who, "D2", 4)
    services.recompute_all(at=NOW)
    client.force_login(house["hr"])

    page = client.get("/sdm/kesenjangan/?urut=terendah&tampilan=dinilai")

    assert [row.unit.name for row in page.context["page"]] == ["Utara", "Selatan"]


def test_the_proof_finds_what_was_changed_by_hand_and_mends_it(house):
    services.UnitCell.objects.filter(unit=house["north"], competency=competency("D2")).update(met=5)

    run = services.prove(at=NOW)
    again = services.prove(at=NOW)

    assert (run.differing, again.differing) == (1, 0)
    assert (run.people, run.finished_at) == (27, NOW)


def test_a_proof_that_was_broken_off_goes_on_behind_the_last_agency(house):
    other = agency("Zona")
    post(person("Zul"), unit("Bagian", other))
    services.recompute_all(at=NOW)
    services.RebuildRun.objects.create(started_at=NOW, done_to=house["home"].path, agencies=1, people=27)

    run = services.prove(at=NOW)

    assert (run.agencies, run.people) == (2, 28)


def test_a_proof_that_was_broken_off_days_ago_proves_nothing_of_today(house):
    services.recompute_all(at=NOW)
    services.RebuildRun.objects.create(
        started_at=NOW - timedelta(days=2), done_to=house["home"].path, agencies=1, people=27
    )
    services.UnitCell.objects.filter(unit=house["north"], competency=competency("D2")).update(met=5)

    assert services.prove(at=NOW).differing == 1


def test_the_counts_of_an_agency_follow_each_of_its_units_and_are_proved(house):
    services.recompute_all(at=NOW)
    prove(house["people"]["Utara 3"], "D2", 3)
    services.recompute_unit(unit_id=house["north"].pk, at=NOW)
    whole = services.AgencyCell.objects.get(agency=house["home"], competency=competency("D2"))
    parts = services.UnitCell.objects.filter(competency=competency("D2"), unit__path__startswith=house["home"].path)

    assert (whole.met, whole.never_assessed) == tuple(
        sum(numbers) for numbers in zip(*parts.values_list("met", "never_assessed"), strict=True)
    )
    assert whole.met > 0
    services.AgencyCell.objects.filter(pk=whole.pk).update(met=99)
    assert services.prove(at=NOW).differing > 0
    assert services.prove(at=NOW).differing == 0


def test_who_moves_is_counted_once(house):
    mover = house["people"]["Utara 3"]
    mover.postings.update(valid_to=TODAY.replace(day=1))
    post(mover, house["south"])
    services.recompute_all(at=NOW)

    found = selectors.gap_map(house["hr"], None, on=TODAY)
    assert people_by_row(found) == {"Utara": 16, "Selatan": 11, "": 27}
    assert PersonState.objects.get(person=mover).unit_id == house["south"].pk
