"""The way to HR's lists, and the match and the trend as tables."""

from __future__ import annotations

import csv

import pytest
from django.utils import timezone

from lms.people.models import Role
from lms.workforce import services, snapshots
from tests.builders import TODAY, grant, person, signed_in
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db

NAMED = ("/sdm/dukungan/", "/sdm/kedaluwarsa/", "/sdm/siap/")
NUMBERS = ("/sdm/jp/", "/sdm/mentor/", "/sdm/tren.csv")


def rows_of(answer):
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def test_hr_reaches_every_list_from_one_page_and_from_the_map(house):
    client = signed_in(house["hr"])

    page = client.get("/sdm/daftar/").text

    assert all(f'href="{each}"' in page for each in (*NAMED, *NUMBERS, "/sdm/kecocokan.csv"))
    assert 'href="/sdm/daftar/"' in client.get("/sdm/kesenjangan/").text


def test_a_reader_of_totals_is_shown_the_numbers_alone(house):
    reader = person("Vina")
    grant(reader, Role.VIEWER, house["home"])
    client = signed_in(reader)

    page = client.get("/sdm/daftar/").text

    assert all(f'href="{each}"' in page for each in NUMBERS)
    assert not any(f'href="{each}"' in page for each in NAMED)
    assert client.get("/sdm/kecocokan.csv").status_code == 403
    assert 'href="/sdm/daftar/"' in client.get("/sdm/kesenjangan/").text
    assert signed_in(house["siti"]).get("/sdm/daftar/").status_code == 403


def test_match_and_trend_leave_as_tables(house):
    prove(house["siti"], "D2", 2)
    services.recompute_all(at=timezone.now())
    snapshots.take_snapshot(agency=house["home"], day=TODAY)
    client = signed_in(house["hr"])

    match = rows_of(client.get("/sdm/kecocokan.csv"))
    trend = rows_of(client.get("/sdm/tren.csv"))

    assert sum(int(line[2]) for line in match[1:]) == 4
    assert [line[0] for line in trend[1:]] == ["2026-11"]
    assert int(trend[1][2]) == 1


def test_a_reader_of_totals_takes_out_no_month_of_few_people(house):
    snapshots.take_snapshot(agency=house["home"], day=TODAY)
    reader = person("Vina")
    grant(reader, Role.VIEWER, house["home"])

    assert len(rows_of(signed_in(reader).get("/sdm/tren.csv"))) == 1
