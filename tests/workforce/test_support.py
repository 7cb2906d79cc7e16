"""Whom to help first, and how people fit their posts: for the own agency's HR, with a purpose, and ranking nobody."""

from __future__ import annotations

import csv

import pytest
from django.db import connection

from lms.people.models import PeopleExport, PositionKind
from lms.workforce import rollup, selectors, services
from lms.workforce.models import UnitMatch
from tests.builders import NOW, TODAY, competency, post, signed_in
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db(transaction=True)


def names(house, who="hr", where="home"):
    return [row.person.full_name for row in selectors.in_need(house[who], house[where], on=TODAY)]


def test_the_largest_measured_gap_stands_first_and_the_unmeasured_do_not_stand_there(house):
    prove(house["siti"], "D2", 0)
    prove(house["putu"], "D2", 0)
    prove(house["putu"], "A1", 0)
    services.recompute_all(at=NOW)

    assert names(house) == ["Putu", "Siti"]
    assert names(house, "other_hr", "home") == []


def test_who_has_moved_away_leaves_the_list_at_once(house):
    prove(house["siti"], "D2", 0)
    services.recompute_all(at=NOW)
    house["siti"].postings.update(valid_to=TODAY.replace(day=1))
    post(house["siti"], house["other"], kind=PositionKind.PELAKSANA)

    assert names(house) == []


def test_the_list_asks_for_a_purpose_and_leaves_with_a_watermark(house):
    prove(house["siti"], "D2", 0)
    services.recompute_all(at=NOW)
    client = signed_in(house["hr"])

    without = client.post("/sdm/dukungan/", {"purpose": " "})
    led = client.post("/sdm/dukungan/", {"purpose": "Rencana pelatihan 2027"}, follow=True)
    table = client.get(led.request["PATH_INFO"].rstrip("/") + ".csv")
    rows = list(csv.reader(b"".join(table.streaming_content).decode("utf-8-sig").splitlines()))

    assert without.status_code == 422
    assert PeopleExport.objects.get().people == 1
    assert "Siti" in led.text
    assert any("Ratna" in row[0] for row in rows[:2])
    assert rows[-1][0] == "Siti"
    assert signed_in(house["other_hr"]).get(led.request["PATH_INFO"]).status_code in (403, 404)


def test_nobody_but_hr_opens_it(house):
    assert signed_in(house["head"]).get("/sdm/dukungan/").status_code == 403


def test_no_band_is_given_while_anything_was_not_assessed(house):
    services.recompute_all(at=NOW)

    found = {one.band.code if one.band else "": one.people for one in selectors.match_by_band(house["home"], on=TODAY)}

    assert found[""] == 4
    assert sum(found.values()) == 4


def test_bands_are_compared_unrounded(house):
    for one in competency("D2").framework.competencies.all():
        prove(house["siti"], one.code, 5)
    services.recompute_all(at=NOW)
    state = house["siti"].workforce_state
    edges = {}
    for have in (67_999, 68_000, 79_999, 80_000):
        type(state).objects.filter(pk=state.pk).update(reach=100_000, have=have, wanted=100_000, unassessed=0)
        found = counted_anew(house["section"])
        edges[have] = next(one.band.code for one in found if one.band and one.people)

    assert [edges[have].upper() for have in (67_999, 68_000, 79_999, 80_000)] == ["KMS", "MMS", "MMS", "MS"]


def counted_anew(where):
    """Return the bands of a unit, counted from where its people stand now."""
    UnitMatch.objects.filter(unit=where).delete()
    with connection.cursor() as cursor:
        cursor.execute(rollup.WRITE_MATCHES, {"first": where.path, "last": where.path + "0"})
    return selectors.match_by_band(where, on=TODAY)
