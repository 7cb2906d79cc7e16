"""HR asks for a plan of training, reads how good it is, decides, and takes it out without names."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils.html import strip_tags
from openpyxl import load_workbook

from lms.workforce import services
from lms.workforce.models import PlanState, TrainingPlan
from lms.workforce.plans import jobs
from tests.builders import NOW, person, post, signed_in, unit
from tests.workforce.builders import prove
from tests.workforce.plans import course_about, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(house, tmp_path):
    """Siti and Putu are two levels below in D2; a course of six hours teaches it."""
    for who in ("siti", "putu"):
        prove(house[who], "D2", 0)
    course_about(tmp_path, "PDP-101", 6, "{D2: 2}")
    services.recompute_all(at=NOW)
    return house


def wish(house, **more):
    return {"unit": str(house["home"].uuid), "year": "2027", "jp": "6", "split": "together"} | more


def words(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


def test_hr_asks_for_a_plan_and_sees_what_its_hours_close(taught, django_capture_on_commit_callbacks):
    client = signed_in(taught["hr"])

    with django_capture_on_commit_callbacks(execute=True):
        led = client.post("/sdm/rencana/", wish(taught))
    page = words(client.get(led.headers["Location"]))

    assert "PDP-101" in page
    assert "6 JP dari 6 JP menutup 2,0 dari 4,0 jenjang berbobot" in page
    assert "hal itu terbukti" in page
    assert "Semua mengambil semua kursus" in page


def test_the_hours_begin_from_what_the_law_asks_for_everybody_and_say_so(taught):
    page = signed_in(taught["hr"]).get("/sdm/rencana/")

    assert 'value="80' in page.text
    assert "4 pegawai Kabupaten Contoh, masing-masing 20 JP" in words(page)


@pytest.mark.parametrize("jp", ["", "0", "-5", "banyak"])
def test_hours_that_mean_nothing_are_sent_back_with_what_was_typed(taught, jp):
    answer = signed_in(taught["hr"]).post("/sdm/rencana/", wish(taught, jp=jp, split="apart"))

    assert answer.status_code == 422
    assert answer.context["form"]["split"].value() == "apart"
    assert not TrainingPlan.objects.exists()


def test_a_unit_of_another_agency_cannot_be_chosen(taught):
    answer = signed_in(taught["other_hr"]).post("/sdm/rencana/", wish(taught))

    assert answer.status_code == 422
    assert not TrainingPlan.objects.exists()


def test_a_plan_is_seen_by_hr_of_its_part_and_by_nobody_else(taught):
    plan = made(taught, jp=6)

    for ending in ("/", ".csv", ".xlsx"):
        address = f"/sdm/rencana/{plan.uuid}{ending}"
        assert signed_in(taught["hr"]).get(address).status_code == 200
        for who in ("other_hr", "head", "siti"):
            assert signed_in(taught[who]).get(address).status_code == 404
    assert list(signed_in(taught["other_hr"]).get("/sdm/rencana/").context["page"]) == []


def test_a_line_leads_to_assigning_the_people_measured_below(taught):
    plan = made(taught, jp=6)
    client = signed_in(taught["hr"])

    page = client.get(f"/sdm/rencana/{plan.uuid}/")

    address = f"/sdm/unit/{taught['home'].uuid}/kompetensi/D2/tugaskan/?alasan=measured_below"
    assert address in page.text
    assert "PDP-101" in client.get(address).text


def test_a_plan_that_waits_can_be_left_and_says_how_far_it_is(taught):
    plan = jobs.request_plan(unit=taught["home"].uuid, year=2027, jp=6, split="together", by=taught["hr"], at=NOW)

    page = signed_in(taught["hr"]).get(f"/sdm/rencana/{plan.uuid}/")

    assert 'http-equiv="refresh"' in page.text
    assert "Anda boleh meninggalkan halaman ini" in words(page)


def test_an_adopted_plan_stands_in_the_hcdp_of_five_years_which_names_nobody(taught):
    plan = made(taught, jp=12)
    client = signed_in(taught["hr"])
    client.post(f"/sdm/rencana/{plan.uuid}/tetapkan/")

    table = client.get("/sdm/rencana/hcdp.csv?tahun=2026").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get("/sdm/rencana/hcdp.xlsx?tahun=2026").content)).active

    rows = list(csv.reader(table.splitlines()))
    assert TrainingPlan.objects.get().state == PlanState.ADOPTED
    assert [row[0] for row in rows[4:]] == ["2026", "2027", "2028", "2029", "2030"]
    assert rows[5] == [
        "2027",
        "1",
        "Kabupaten Contoh",
        "PDP-101",
        "Kursus PDP-101",
        "D2 Melindungi data pribadi",
        "2",
        "12.00",
        "4.00",
    ]
    assert rows[4][4] == "belum ada rencana yang ditetapkan"
    assert [cell.value for cell in list(sheet.iter_rows())[5]][6:] == [2, 12, 4]
    assert not {"Siti", "Putu"} & set(table.replace(",", " ").split())


def test_a_proposal_is_discarded_and_an_adopted_plan_is_not(taught):
    first, second = made(taught, jp=6), made(taught, jp=12)
    client = signed_in(taught["hr"])
    client.post(f"/sdm/rencana/{first.uuid}/tetapkan/")

    client.post(f"/sdm/rencana/{first.uuid}/buang/")
    client.post(f"/sdm/rencana/{second.uuid}/buang/")

    assert list(TrainingPlan.objects.values_list("uuid", flat=True)) == [first.uuid]


@pytest.mark.parametrize("parts", [1, 12])
def test_the_page_of_a_plan_costs_the_same_for_any_number_of_lines(taught, parts, django_assert_max_num_queries):
    for number in range(parts):
        who = person(f"Orang {number}")
        post(who, unit(f"Bagian {number}", taught["home"]))
        prove(who, "D2", 0)
    services.recompute_all(at=NOW)
    plan = made(taught, jp=600, split="apart")
    client = signed_in(taught["hr"])
    client.get(f"/sdm/rencana/{plan.uuid}/")

    with django_assert_max_num_queries(14):
        page = client.get(f"/sdm/rencana/{plan.uuid}/")
    assert f"Bagian {parts - 1}" in page.text


@pytest.mark.parametrize("count", [1, 15])
def test_the_list_of_plans_costs_the_same_for_any_number(taught, count, django_assert_max_num_queries):
    for _each in range(count):
        made(taught, jp=6)
    client = signed_in(taught["hr"])
    client.get("/sdm/rencana/")

    with django_assert_max_num_queries(20):
        client.get("/sdm/rencana/")
