"""Hours of a year by unit: everybody counts, the law of the year judges, and nobody is worked out from totals."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies.services import Source
from lms.development.models import ActivityForm, HoursTarget
from lms.development.selectors import hours_of_year
from lms.development.services import book_hours
from lms.people.models import Role
from lms.workforce import hours, selectors, services
from lms.workforce.exports import hours_csv
from lms.workforce.models import UnitHours, UnitState
from lms.workforce.tables import FEWEST_PEOPLE
from tests.builders import NOW, TODAY, agency, grant, person, post, signed_in, unit

pytestmark = pytest.mark.django_db


def learned(who, jp, on=date(2026, 5, 4)):
    book_hours(
        person=who,
        form=ActivityForm.COURSE,
        units=Decimal(jp),
        performed_on=on,
        source=Source("course", uuid.uuid4(), "Kursus"),
        at=NOW,
    )


def nip(number, *, pppk=False):
    return f"19900101{2015}{'21' if pppk else '01'}1{900 + number}"


@pytest.fixture
def place():
    """An agency with an office of four PNS and four PPPK and one without a NIP; nobody but one has ever signed in."""
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    office = unit("Dinas", home)
    people = {}
    for number, name in enumerate(("penuh", "kurang", "nol", "desimal")):
        people[name] = person(name.title(), nip=nip(number), activated=False)
    for number, name in enumerate(("tanpa", "bawah", "tepat", "lebih"), start=10):
        people[name] = person(name.title(), nip=nip(number, pppk=True), activated=False)
    people["tiada"] = person("Tiada")
    for who in people.values():
        post(who, office)
    for name, jp in [("penuh", "20"), ("kurang", "19.99"), ("bawah", "23"), ("tepat", "24"), ("lebih", "24.01")]:
        learned(people[name], jp)
    for _part in range(3):
        learned(people["desimal"], "6.67")
    hr = person("Ratna")
    grant(hr, Role.HR, home)
    services.recompute_all(at=NOW)
    return people | {"home": home, "other": other, "office": office, "hr": hr}


def counts(place, year=2026, who="hr", where=None):
    found = selectors.hours_by_unit(place[who], place[where].uuid if where else None, on=TODAY, year=year)
    return {kind: cell.counts for kind, cell in found.total.cells.items()}


def test_everybody_is_counted_against_the_floor_or_the_ceiling_of_the_law(place):
    assert counts(place) == {"pns": (2, 1, 1), "pppk": (1, 1, 1, 1), "unknown": (1,)}
    assert counts(place, where="office") == counts(place)


@pytest.mark.django_db(transaction=True)
def test_a_booking_reaches_the_page_by_the_next_sweep(place):
    learned(place["nol"], "25")

    assert UnitState.objects.get(unit=place["office"]).dirty_since is not None
    services.recompute_dirty(at=NOW)
    assert counts(place)["pns"] == (3, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_booked_late_changes_the_year_before(place):
    assert counts(place, 2025)["pns"] == (0, 0, 4)

    learned(place["penuh"], "20", on=date(2025, 12, 31))
    services.recompute_dirty(at=NOW)

    assert counts(place, 2025)["pns"] == (1, 0, 3)


def test_a_new_floor_judges_its_own_year_only(place):
    for year in (2025, 2026):
        learned(place["nol"], "22", on=date(year, 3, 1))
    HoursTarget.objects.filter(employee_kind="pns").update(valid_to=date(2025, 12, 31))
    HoursTarget.objects.create(
        employee_kind="pns", floor_jp=Decimal(30), legal_basis="Aturan uji", valid_from=date(2026, 1, 1)
    )
    services.recompute_all(at=NOW)

    assert counts(place, 2026)["pns"] == (0, 4, 0)
    assert counts(place, 2025)["pns"] == (1, 0, 3)


def test_the_rollup_says_what_each_ledger_says(place):
    kinds = {"pns": [0, 0, 0], "pppk": [0, 0, 0, 0]}
    for name in ("penuh", "kurang", "nol", "desimal"):
        mine = hours_of_year(place[name], viewer=place["hr"], on=TODAY)
        kinds["pns"][2 if not mine.jp else 1 if mine.missing else 0] += 1
    for name in ("tanpa", "bawah", "tepat", "lebih"):
        mine = hours_of_year(place[name], viewer=place["hr"], on=TODAY)
        kinds["pppk"][0 if not mine.jp else 3 if mine.is_over_ceiling else 2 if mine.jp == mine.ceiling else 1] += 1

    assert {kind: counts(place)[kind] for kind in kinds} == {kind: tuple(said) for kind, said in kinds.items()}


def test_the_nightly_proof_finds_hours_that_are_not_true(place):
    UnitHours.objects.filter(unit=place["office"], year=2026).update(pns_met=77)

    assert services.prove(at=NOW).differing == 1
    assert counts(place)["pns"] == (2, 1, 1)


def test_who_leaves_takes_the_own_hours_along(place):
    place["penuh"].postings.update(valid_to=TODAY - timedelta(days=1))
    post(place["penuh"], place["other"])
    services.recompute_all(at=NOW)

    assert counts(place)["pns"] == (1, 1, 1)


def test_hr_elsewhere_and_peers_see_nothing_here(place):
    stranger = person("Olga")
    grant(stranger, Role.HR, place["other"])
    where = f"/sdm/jp/?unit={place['office'].uuid}"

    assert signed_in(stranger).get(where).status_code in (403, 404)
    assert signed_in(place["tiada"]).get(where).status_code == 403


@pytest.fixture
def parts():
    """An agency whose offices have 12, 9 and 3 PNS, the one of nine in sections of 5 and 4; and who reads totals."""
    home = agency("Kabupaten Contoh")
    large, middle, small = unit("Besar", home), unit("Sedang", home), unit("Kecil", home)
    left, right = unit("Kiri", middle), unit("Kanan", middle)
    for where, people in {large: 12, left: 5, right: 4, small: 3}.items():
        UnitState.objects.create(unit=where, headcount=people, computed_at=NOW)
        UnitHours.objects.create(unit=where, year=2026, pns_met=1, pns_none=people - 1)
    reader = person("Vina")
    grant(reader, Role.VIEWER, home)
    return {"reader": reader, "middle": middle, "small": small}


def seen(parts, where=None):
    found = selectors.hours_by_unit(parts["reader"], parts[where].uuid if where else None, on=TODAY, year=2026)
    shown = {row.unit.name: row.pns for row in found.rows} | {"": found.total.pns}
    assert not found.opens_people
    return {name: None if cell.is_hidden else cell.people for name, cell in shown.items()}, found


def test_a_reader_of_totals_works_out_no_small_unit_neither_here_nor_below(parts):
    assert seen(parts)[0] == {"Besar": 12, "Sedang": None, "Kecil": None, "": 24}
    assert seen(parts, "middle")[0] == {"Kiri": None, "Kanan": None, "": None}
    assert seen(parts, "small")[0] == {"Kecil": None, "": None}


def test_what_is_hidden_leaves_neither_in_the_table_nor_in_the_page(parts):
    _shown, found = seen(parts)
    lines = {line.split(",")[0]: line for line in hours_csv(found, at=NOW).splitlines()}

    assert "disembunyikan" in lines["Kecil"]
    assert "disembunyikan" in lines["Sedang"]
    assert [row.pns.counts for row in found.rows if row.pns.is_hidden] == [(0, 0, 0), (0, 0, 0)]
    assert "disembunyikan" in signed_in(parts["reader"]).get("/sdm/jp/").text


@given(st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=8), st.booleans())
def test_shown_rows_and_total_never_give_few_people_away(people, hidden_above):
    rows = [hours.HoursRow(None, False, n, hours.cells_of([n, 0, 0, 0, 0, 0, 0, 0])) for n in people]
    total = hours.HoursRow(None, False, sum(people), hours.added(rows))
    whole = hours.HoursTable(None, (), 2026, rows, total, NOW)

    shown = hours.hide_small(whole, hidden_above=["pns"] if hidden_above else [])

    places = [place for place, row in enumerate(shown.rows) if row.pns.is_hidden]
    assert all(count >= FEWEST_PEOPLE or not count or place in places for place, count in enumerate(people))
    if places and not shown.total.pns.is_hidden:
        assert sum(people[place] for place in places) >= FEWEST_PEOPLE
        assert len(places) > 1
    assert not hidden_above or shown.total.pns.is_hidden


@pytest.mark.parametrize("units", [2, 60])
def test_the_page_costs_the_same_for_many_units_and_is_paged(place, units, django_assert_max_num_queries):
    for number in range(units):
        post(person(f"Orang {number}"), unit(f"Unit {number:02}", place["home"]))
    services.recompute_all(at=NOW)
    client = signed_in(place["hr"])

    with django_assert_max_num_queries(24):
        page = client.get("/sdm/jp/?tahun=2026")
    assert page.status_code == 200
    assert page.text.count('<th scope="row">') <= 41
