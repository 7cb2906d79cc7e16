"""Everybody of a unit by competency: the same gaps as each person sees, for the own HR alone, at a constant cost."""

import csv
import io

import pytest
from django.utils.html import strip_tags

from lms.competencies import selectors as competencies
from lms.competencies.models import EvidenceKind
from lms.people.models import Look, PeopleExport
from lms.people.services import record_export
from lms.workforce import people_list, selectors, services
from tests.builders import NOW, TODAY, person, post, signed_in
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


def table(house, viewer="hr"):
    states = selectors.people_of_matrix(house[viewer], house["home"], on=TODAY)
    return selectors.matrix_of(list(states), on=TODAY)


def test_each_cell_is_the_gap_that_the_person_sees(house):
    prove(house["siti"], "D2", 2)
    prove(house["putu"], "D2", 1)
    prove(house["head"], "D2", None, EvidenceKind.COMPLETION)
    services.recompute_all(at=NOW)

    found = table(house)

    assert [row.person.full_name for row in found.rows] == ["Hadi", "Putu", "Ratna", "Siti"]
    for row in found.rows:
        own = {gap.competency.pk: gap.gap for gap in competencies.gaps_of(row.person, viewer=row.person, on=TODAY)}
        assert {one.pk: gap for one, gap in zip(found.competencies, row.gaps, strict=True) if gap} == own


def test_the_page_costs_the_same_for_few_and_many(house, django_assert_max_num_queries):
    services.recompute_all(at=NOW)
    hr = signed_in(house["hr"])
    hr.get("/sdm/pegawai/matriks/")

    for number in range(60):
        post(person(f"Baru {number:02}"), house["section"])
    services.recompute_all(at=NOW)

    with django_assert_max_num_queries(24):
        page = hr.get("/sdm/pegawai/matriks/?baris=200")
    assert page.content.decode().count("<tr>") == 65
    assert Look.objects.filter(viewer=house["hr"]).count() == 63


def test_nobody_elses_hr_opens_it_nor_finds_anybody_in_it(house, client):
    services.recompute_all(at=NOW)
    client.force_login(house["other_hr"])

    assert client.get(f"/sdm/pegawai/matriks/?unit={house['home'].uuid}").status_code == 403
    assert "Siti" not in strip_tags(client.get("/sdm/pegawai/matriks/").content.decode())
    assert list(selectors.people_of_matrix(house["other_hr"], house["home"], on=TODAY)) == []


def test_taken_out_by_competency_it_is_a_line_for_each_level_that_is_asked(house):
    prove(house["siti"], "D2", 2, EvidenceKind.MEASURED_SUPERVISED)
    prove(house["putu"], "D2", 2)
    made = record_export(
        by=house["hr"], kind=people_list.KIND, purpose="Rencana 2027", scope="Contoh", people=4,
        filters={"name": "", "shape": people_list.LONG}, at=NOW,
    )  # fmt: skip

    text = "".join(people_list.lines_of(PeopleExport.objects.get(pk=made.pk), by=house["hr"], on=TODAY, at=NOW))

    lines = [line for line in csv.reader(io.StringIO(text)) if len(line) > 4 and "D2" in line[4]]
    assert {line[0]: line[5:7] for line in lines if line[0] in ("Siti", "Putu")} == {
        "Siti": ["2", "2"],
        "Putu": ["–", "2"],  # a test taken alone does not leave in a list
    }
