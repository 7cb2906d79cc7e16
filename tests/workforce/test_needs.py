"""The worksheet of needs (AKPK): for a purpose, made in the worker, noted for each person, gone after a day."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from lms.competencies.models import EvidenceKind
from lms.people.models import Look, PeopleExport, RoleGrant
from lms.people.services.exports import NoSuchExport, PurposeMissing
from lms.workforce import services
from lms.workforce.models import NeedSheet, private_storage
from lms.workforce.plans import akpk, sheets
from lms.workforce.selectors import NoScope
from tests.builders import NOW, TODAY, person, post, signed_in
from tests.workforce.builders import prove
from tests.workforce.plans import course_about

pytestmark = pytest.mark.django_db
WHY = "Rencana pelatihan 2027"


@pytest.fixture
def needy(house, tmp_path):
    """Siti lacks two levels of D2 and Putu one; the head completed a course and was never tested."""
    prove(house["siti"], "D2", 0)
    prove(house["putu"], "D2", 1)
    prove(house["head"], "D2", None, EvidenceKind.COMPLETION)
    course_about(tmp_path, "PDP-101", 6, "{D2: 2}")
    course_about(tmp_path, "PDP-300", 12, "{D2: 3}")
    services.recompute_all(at=NOW)
    return house


def asked(house, *, unit="home", who="hr", kind="csv", purpose=WHY, at=NOW):
    return sheets.request_sheet(unit=house[unit].uuid, kind=kind, purpose=purpose, by=house[who], at=at)


def made(house, **more):
    """Return a worksheet that was asked for and made."""
    export = asked(house, **more)
    sheets.carry_on(sheet_id=export.need_sheet.pk, now=lambda: NOW)
    return NeedSheet.objects.get(export=export)


def content_of(sheet):
    """Return the bytes of a file that was made."""
    with sheet.file.open("rb") as file:
        return file.read()


def rows_of(sheet):
    """Return the lines before the heading, the heading, and the rows about D2 by name."""
    lines = list(csv.reader(content_of(sheet).decode("utf-8-sig").splitlines()))
    about = {line[1]: line for line in lines[5:] if line[4].startswith("D2")}
    return lines[:4], lines[4], about


def test_each_open_requirement_says_what_is_needed_and_how_pressing_it_is(needy):
    _before, heading, about = rows_of(made(needy))

    assert heading[:2] == ["Unit", "Nama"]
    # Two people of the section do not meet D2: two missing levels of one, times two.
    assert about["Siti"][5:] == ["2", "0", "2", "1.00", "pelatihan", "PDP-101 Kursus PDP-101 (6 JP)", "2", "4.00"]
    assert about["Putu"][5:] == ["2", "1", "1", "1.00", "pelatihan", "PDP-101 Kursus PDP-101 (6 JP)", "2", "2.00"]
    assert about["Hadi"][6:] == ["", "", "1.00", "tes: kursus selesai, belum diuji", "", "1", ""]


def test_the_file_says_whose_it_is_what_for_and_that_it_ranks_nobody(needy):
    before, _heading, _about = rows_of(made(needy))

    said = " ".join(line[0] for line in before)
    assert "Ratna" in said
    assert WHY in said
    assert "tidak memeringkat" in said
    assert "199001012015031901" not in content_of(made(needy)).decode()


def test_the_spreadsheet_has_the_same_rows_with_numbers_in_it(needy):
    csv_rows = rows_of(made(needy))[2]

    sheet = load_workbook(io.BytesIO(content_of(made(needy, kind="xlsx")))).active

    about = {row[1]: row for row in sheet.iter_rows(values_only=True) if str(row[4]).startswith("D2")}
    assert about["Siti"][5:9] == (2, 0, 2, 1)
    assert about["Siti"][12] == 4
    assert [cell for cell in about["Hadi"] if cell is not None] == [
        int(float(one)) if one.replace(".", "").isdigit() else one for one in csv_rows["Hadi"] if one
    ]


def test_everybody_in_it_can_see_that_hr_took_it_out(needy):
    made(needy, unit="section")

    looks = set(Look.objects.values_list("viewer__full_name", "subject__full_name", "purpose"))
    assert looks == {("Ratna", "Siti", "hr_review"), ("Ratna", "Putu", "hr_review")}


def test_nothing_leaves_without_a_purpose_and_each_is_in_the_register(needy):
    with pytest.raises(PurposeMissing):
        asked(needy, purpose="x")
    made(needy)

    export = PeopleExport.objects.get()
    assert (export.people, export.purpose, export.kind) == (4, WHY, "hr_akpk")


def test_the_page_asks_makes_and_hands_out(needy, django_capture_on_commit_callbacks):
    client = signed_in(needy["hr"])

    refused = client.post("/sdm/rencana/akpk/", {"purpose": "x", "kind": "xlsx"})
    with django_capture_on_commit_callbacks(execute=True):
        led = client.post("/sdm/rencana/akpk/", {"purpose": WHY, "kind": "xlsx"})
    page = client.get(led.headers["Location"])
    file = client.get(led.headers["Location"] + "berkas/")

    assert refused.status_code == 422
    assert "Unduh sebagai XLSX" in page.text
    names = [row[1].value for row in load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.iter_rows()]
    assert {"Siti", "Putu"} <= set(names)
    assert file.headers["Cache-Control"] == "no-store"
    assert PeopleExport.objects.get(kind="hr_akpk").downloads == 1
    for who in ("other_hr", "head", "siti"):
        assert signed_in(needy[who]).get(led.headers["Location"] + "berkas/").status_code in (403, 404)


def test_a_file_that_is_not_made_yet_leads_back_to_its_page(needy):
    export = asked(needy, at=timezone.now())
    client = signed_in(needy["hr"])

    answer = client.get(f"/sdm/rencana/akpk/{export.uuid}/berkas/")

    assert answer.headers["Location"] == f"/sdm/rencana/akpk/{export.uuid}/"
    assert "Berkas sedang dibuat" in client.get(answer.headers["Location"]).text


def test_who_is_no_longer_hr_gets_no_file(needy):
    export, ready = asked(needy), made(needy)
    RoleGrant.objects.filter(person=needy["hr"]).update(valid_to=TODAY - timedelta(days=1))

    sheets.carry_on(sheet_id=export.need_sheet.pk, now=lambda: NOW)

    assert NeedSheet.objects.get(export=export).state == "failed"
    with pytest.raises(NoScope):
        sheets.hand_out(number=ready.export.uuid, by=needy["hr"], at=NOW)


def test_after_a_day_the_link_is_over_and_the_file_is_gone(needy):
    sheet = made(needy)
    name = sheet.file.name
    later = NOW + timedelta(hours=25)

    with pytest.raises(NoSuchExport):
        sheets.hand_out(number=sheet.export.uuid, by=needy["hr"], at=later)
    sheets.carry_waiting(now=lambda: later)

    assert not private_storage().exists(name)
    assert not NeedSheet.objects.exists()
    assert PeopleExport.objects.count() == 1


def test_a_killed_worker_leaves_a_worksheet_that_is_made_anew(needy, monkeypatch):
    export = asked(needy)

    def killed(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sheets, "keep", killed)
        with pytest.raises(SystemExit):
            sheets.carry_on(sheet_id=export.need_sheet.pk, now=lambda: NOW)
    assert sheets.carry_waiting(now=lambda: NOW) == 0, "the lease still holds"
    sheets.carry_waiting(now=lambda: NOW + timedelta(minutes=6))

    sheet = NeedSheet.objects.get()
    assert (sheet.state, sheet.done) == ("done", 4)


def test_a_worker_that_was_overtaken_leaves_no_second_file(needy):
    export = asked(needy)
    first = sheets.take(sheet_id=export.need_sheet.pk, at=NOW)
    sheets.carry_waiting(now=lambda: NOW + timedelta(minutes=6))

    with pytest.raises(sheets.SheetInOtherHands):
        sheets.make(first, now=lambda: NOW + timedelta(minutes=7))

    assert NeedSheet.objects.get().state == "done"


@pytest.mark.parametrize("people", [2, 40])
def test_the_needs_of_a_chunk_of_people_cost_the_same(needy, people, django_assert_num_queries):
    for number in range(people):
        who = person(f"Orang {number}")
        post(who, needy["section"])
        prove(who, "D2", 1)
    services.recompute_all(at=NOW)
    facts = akpk.facts_of(needy["home"])
    (chunk,) = akpk.chunks_of(akpk.people_of(needy["hr"], needy["home"], on=TODAY))

    with django_assert_num_queries(2):
        lines = list(akpk.lines_of_chunk(chunk, facts, on=TODAY))
    assert len(lines) >= people
