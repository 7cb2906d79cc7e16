"""Whose evidence ends soon: the own people only, the soonest first, with what renews it."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.competencies.models import EvidenceKind
from lms.people.models import Look, PeopleExport, PositionKind, Role
from lms.workforce import selectors, services
from tests.builders import NOW, TODAY, grant, person, post, signed_in
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


def ending(house, days=90, *, who="hr", where="home", on=TODAY):
    found = selectors.expiring(house[who], house[where], on=on, days=days)
    return [(row.person.full_name, row.competency.code) for row in found]


@pytest.fixture
def soon(house):
    """Siti's D2 ends in 20 days, Putu's in 80; Putu's A1 in a year; Tono works elsewhere."""
    for who, code, days in [("siti", "D2", 20), ("putu", "D2", 80), ("putu", "A1", 365), ("tono", "D2", 20)]:
        prove(house[who], code, 2, valid_until=TODAY + timedelta(days=days))
    services.recompute_all(at=NOW)
    return house


def test_what_ends_first_stands_first_and_only_within_the_time_asked(soon):
    assert ending(soon, 30) == [("Siti", "D2")]
    assert ending(soon, 90) == [("Siti", "D2"), ("Putu", "D2")]
    assert ending(soon, 90, who="other_hr", where="other") == [("Tono", "D2")]


def test_the_last_day_still_counts_and_what_has_ended_does_not(house):
    prove(house["siti"], "D2", 2, valid_until=TODAY)
    prove(house["putu"], "D2", 2, valid_until=TODAY - timedelta(days=1))
    services.recompute_all(at=NOW)

    assert ending(house, 30) == [("Siti", "D2")]


def test_hr_of_a_part_sees_that_part_alone(soon):
    officer = person("Bagian")
    # Leads Hadi, and is HR of the section alone.
    post(officer, soon["office"], leads=True)
    grant(officer, Role.HR, soon["section"])
    prove(soon["head"], "D2", 3, valid_until=TODAY + timedelta(days=5))
    services.recompute_all(at=NOW)
    people = soon | {"part": officer}

    assert ending(people, who="part", where="home") == [("Siti", "D2"), ("Putu", "D2")]
    assert signed_in(officer).get(f"/sdm/kedaluwarsa/?unit={soon['home'].uuid}").status_code in (403, 404)


def test_who_has_moved_away_is_not_listed(soon):
    soon["siti"].postings.update(valid_to=TODAY - timedelta(days=1))
    post(soon["siti"], soon["other"], kind=PositionKind.PELAKSANA)

    assert ending(soon, 30) == []


def test_a_level_the_post_does_not_ask_for_is_nobodys_gap(soon):
    profile = soon["siti"].workforce_state.profile
    profile.requirements.filter(competency__code="D2").delete()

    assert ending(soon, 90) == []


def test_a_rating_is_renewed_as_it_came_and_a_test_by_a_test(house):
    until = TODAY + timedelta(days=20)
    prove(house["siti"], "D2", 2, valid_until=until)
    prove(house["putu"], "D2", 2, EvidenceKind.SUPERIOR_RATING, valid_until=until)
    services.recompute_all(at=NOW)

    rows = selectors.as_expiring_rows(selectors.expiring(house["hr"], house["home"], on=TODAY, days=30))

    assert {row.level.person.full_name: (row.tests, row.is_renewed_by_test) for row in rows} == {
        "Siti": (("Uji",), True),
        "Putu": (("Uji",), False),
    }


def test_the_page_tells_the_person_that_hr_looked(house):
    today = timezone.localdate()
    prove(house["siti"], "D2", 2, valid_until=today + timedelta(days=10))
    services.recompute_all(at=timezone.now())

    page = signed_in(house["hr"]).get("/sdm/kedaluwarsa/?hari=30")

    assert "Siti" in page.text
    assert list(Look.objects.values_list("subject__full_name", "viewer__full_name")) == [("Siti", "Ratna")]
    assert signed_in(house["head"]).get("/sdm/kedaluwarsa/").status_code == 403


def test_the_list_leaves_with_a_purpose_and_a_watermark_for_the_own_hr_alone(house):
    house["siti"].full_name = "=Siti"
    house["siti"].save()
    prove(house["siti"], "D2", 2, valid_until=timezone.localdate() + timedelta(days=10))
    services.recompute_all(at=timezone.now())
    client = signed_in(house["hr"])

    without = client.post("/sdm/kedaluwarsa/unduh/?hari=30", {"purpose": "x"})
    led = client.post("/sdm/kedaluwarsa/unduh/?hari=30", {"purpose": "Rencana sesi terawasi"}, follow=True)
    file = led.request["PATH_INFO"].rstrip("/") + ".csv"
    rows = list(csv.reader(b"".join(client.get(file).streaming_content).decode("utf-8-sig").splitlines()))

    assert without.status_code == 422
    export = PeopleExport.objects.get()
    assert (export.people, export.filters["days"], export.downloads) == (1, 30, 1)
    assert "Ratna" in rows[0][0]
    assert rows[-1][0] == "'=Siti"
    assert signed_in(house["other_hr"]).get(file).status_code in (403, 404)


@pytest.mark.parametrize("people", [2, 30])
def test_the_page_costs_the_same_for_many_people(house, people, django_assert_max_num_queries):
    until = timezone.localdate() + timedelta(days=10)
    for number in range(people):
        who = person(f"Orang {number}")
        post(who, house["section"], kind=PositionKind.PELAKSANA)
        prove(who, "D2", 2, valid_until=until)
    services.recompute_all(at=timezone.now())
    client = signed_in(house["hr"])

    with django_assert_max_num_queries(34):
        assert client.get("/sdm/kedaluwarsa/?hari=30").status_code == 200
