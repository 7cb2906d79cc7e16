"""Mentors there are against mentors needed: exact for HR, round and without small cells for readers of totals."""

from __future__ import annotations

import csv

import pytest

from lms.people.models import PositionKind, Role
from lms.workforce import selectors, services
from mentoring.models import Application, Pair
from mentoring.selectors import supply_for
from tests.builders import NOW, TODAY, competency, grant, person, post, signed_in, unit
from tests.mentoring.builders import apply, mentor, office, programme, published
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Six pelaksana below level 2 in D2; mentors at level 3 (two places) and 1; two who wait; and readers."""
    made = office()
    what = programme(made)
    mentor("Mira", made.people, what, level=3, capacity=2)
    mentor("Beni", made.people, what, level=1)
    for number in range(6):
        who = person(f"Orang {number}")
        post(who, made.services, kind=PositionKind.PELAKSANA)
        prove(who, "D2", 1)
        if number < 2:
            apply(who, what, "mentee", "D2")
    hr, reader = person("Hana"), person("Vina")
    grant(hr, Role.HR, made.home)
    grant(reader, Role.VIEWER, made.home)
    services.recompute_all(at=NOW)
    return {"made": made, "what": what, "hr": hr, "reader": reader}


def row(place, who="hr", unit=None, code="D2"):
    page = selectors.mentors_needed(place[who], unit.uuid if unit else None, on=TODAY)
    return next(one for one in page.rows if one.competency.code == code)


def test_a_mentor_counts_where_they_show_the_level_that_is_asked(place):
    found = row(place)

    level = next(need for need in found.needs if need.level == 2)
    # The six, and Beni, who offers less than the own post asks.
    assert (level.below.number, level.mentors.number, level.places.number, level.missing) == (7, 1, 2, 5)
    assert found.waiting.number == 2
    offered = supply_for([place["made"].home.path], on=TODAY).offered(competency("D2").pk)
    assert (offered.mentors, offered.places) == (2, 3)


def test_a_place_that_is_taken_is_not_offered_again(place):
    published(place["made"], place["what"])
    pairs = Pair.objects.filter(mentor__full_name="Mira").count()

    level = next(need for need in row(place).needs if need.level == 2)

    assert pairs
    assert level.places.number == 2 - pairs
    assert row(place).waiting.number == Application.objects.filter(role="mentee", state="unmatched").count()


def test_programmes_of_units_above_are_open_below_and_those_of_others_are_not(place):
    made = place["made"]
    assert row(place, unit=made.services).needs[0].mentors.number == 1

    offered = supply_for([made.other.path], on=TODAY).offered(competency("D2").pk)
    assert offered.mentors == 0


def test_a_reader_of_totals_sees_mentors_in_fives_and_no_level(place):
    found = row(place, "reader")

    (need,) = found.needs
    assert need.level is None
    assert (need.mentors.is_few, need.mentors.number, found.waiting.number, need.missing) == (True, 0, 0, None)
    for number in range(5):
        mentor(f"Mentor {number}", place["made"].people, place["what"], level=3)
    assert row(place, "reader").needs[0].mentors.number == 5


def test_a_small_cell_is_hidden_from_a_reader_of_totals_as_on_the_map(place):
    small = unit("Seksi Kecil", place["made"].services)
    for number in range(3):
        who = person(f"Kecil {number}")
        post(who, small, kind=PositionKind.PELAKSANA)
        prove(who, "D2", 1)
    services.recompute_all(at=NOW)

    assert row(place, "reader", unit=small).needs[0].below is None
    assert row(place, "hr", unit=small).needs[0].below.number == 3
    text = signed_in(place["reader"]).get(f"/sdm/mentor.csv?unit={small.uuid}").content.decode("utf-8-sig")
    line = next(each for each in csv.reader(text.splitlines()) if each[0].startswith("D2"))
    assert line[2:6] == ["disembunyikan", "kurang dari 5", "kurang dari 5", "kurang dari 5"]


def test_the_page_names_nobody_and_is_closed_to_others(place):
    page = signed_in(place["hr"]).get("/sdm/mentor/")

    assert "Mira" not in page.text
    assert signed_in(place["made"].coordinator).get("/sdm/mentor/").status_code == 403
    assert signed_in(place["reader"]).get(f"/sdm/mentor/?unit={place['made'].other.uuid}").status_code in (403, 404)


@pytest.mark.parametrize("people", [2, 30])
def test_the_page_costs_the_same_for_many_mentors(place, people, django_assert_max_num_queries):
    for number in range(people):
        mentor(f"Mentor {number}", place["made"].people, place["what"], level=3)
    client = signed_in(place["hr"])

    with django_assert_max_num_queries(34):
        assert client.get("/sdm/mentor/").status_code == 200
