"""The map as a file: the same figures as the page, nothing that a spreadsheet runs, and the same things hidden."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.competencies.models import EvidenceKind
from lms.people.models import Role
from lms.workforce import services
from tests.builders import NOW, grant, person, post, signed_in, unit
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


def sheet_of(answer):
    """Return the cells of the only sheet of a file that was downloaded."""
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())


def pdf_of(answer):
    """Return a PDF and its text, with single spaces."""
    pdf = PdfReader(io.BytesIO(answer.content))
    return pdf, " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.fixture
def counted(house):
    prove(house["siti"], "D2", 2)
    prove(house["putu"], "D2", 1)
    prove(house["head"], "D2", None, EvidenceKind.COMPLETION)
    services.recompute_all(at=NOW)
    return house


def test_the_spreadsheet_says_what_the_csv_says(counted):
    client = signed_in(counted["hr"])

    lines = csv.reader(client.get("/sdm/kesenjangan.csv").content.decode("utf-8-sig").splitlines())
    cells = sheet_of(client.get("/sdm/kesenjangan.xlsx"))

    assert [[as_text(cell.value, place) for place, cell in enumerate(row)] for row in cells] == list(lines)


def as_text(value, place):
    """Return what a cell holds as it stands in a line of CSV; a mean stands in the sixth column."""
    if value is None:
        return ""
    return f"{value:.2f}" if place == 5 and not isinstance(value, str) else str(value)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "@SUM(A1)", "\x0bBagian"])
def test_a_text_in_the_spreadsheet_is_never_a_formula(counted, name):
    counted["office"].name = name
    counted["office"].save()

    cells = sheet_of(signed_in(counted["hr"]).get("/sdm/kesenjangan.xlsx"))

    first = cells[1][0]
    assert first.data_type == "s"
    assert first.value == name.replace("\x0b", "")


def test_numbers_in_the_spreadsheet_can_be_added_up(counted):
    cells = sheet_of(signed_in(counted["hr"]).get("/sdm/kesenjangan.xlsx"))

    required = next(row for row in cells if row[0].value == "Dinas" and row[1].value.startswith("D2"))
    assert [cell.value for cell in required[2:6]] == [3, 2, 1, 0.5]


def test_a_filter_of_the_page_holds_for_each_file(counted):
    client = signed_in(counted["hr"])
    query = f"?unit={counted['section'].uuid}&jabatan=pelaksana"

    names = {row[0].value for row in sheet_of(client.get(f"/sdm/kesenjangan.xlsx{query}"))}
    _pdf, text = pdf_of(client.get(f"/sdm/kesenjangan.pdf{query}"))

    assert "Seksi" in names
    assert "Dinas" not in names
    assert "Peta kesenjangan: Seksi" in text
    assert {"Jenis jabatan", "Pelaksana"} == {words for words in ("Jenis jabatan", "Pelaksana") if words in text}


def test_the_report_is_a_tagged_document_in_indonesian_with_the_pictures_in_words(counted):
    pdf, text = pdf_of(signed_in(counted["hr"]).get("/sdm/kesenjangan.pdf"))

    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert pdf.trailer["/Root"]["/Lang"] == "id"
    assert pdf.metadata.title.startswith("Peta kesenjangan")
    figures = alternatives(pdf.trailer["/Root"]["/StructTreeRoot"])
    assert any(words.startswith("Syarat menurut sebabnya") for words in figures)
    assert any("Melindungi data pribadi" in words for words in figures)
    for words in ("Kabupaten Contoh", "Ratna", "D2 Melindungi data pribadi", "Dinas", "1 / "):
        assert words in text


def alternatives(node):
    """Return what the figures of a tagged document say in words."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [words for each in node for words in alternatives(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if node.get("/S") == "/Figure" and "/Alt" in node else []
    return own + (alternatives(node["/K"]) if "/K" in node else [])


def test_what_a_reader_of_totals_may_not_see_is_hidden_in_each_file(counted):
    viewer = person("Vina")
    grant(viewer, Role.VIEWER, counted["home"])
    client = signed_in(viewer)

    cells = sheet_of(client.get("/sdm/kesenjangan.xlsx"))
    _pdf, text = pdf_of(client.get("/sdm/kesenjangan.pdf"))

    figures = [[cell.value for cell in row[2:6]] for row in cells[1:]]
    assert ["disembunyikan"] * 4 in figures
    assert all(set(row) <= {"disembunyikan", 0, None} for row in figures)
    assert "kurang dari lima orang" in text


def test_a_report_of_many_units_says_which_page_of_the_map_it_is(counted):
    for number in range(45):
        post(person(f"Orang {number}"), unit(f"Unit {number:02}", counted["home"]))
    services.recompute_all(at=NOW)
    client = signed_in(counted["hr"])

    _first, first = pdf_of(client.get("/sdm/kesenjangan.pdf"))
    _second, second = pdf_of(client.get("/sdm/kesenjangan.pdf?halaman=2"))

    assert "halaman 1 dari 2" in first
    assert "halaman 2 dari 2" in second
    assert "Unit 00" in first
    assert "Unit 00" not in second
    assert "Unit 44" in second


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_files_of_the_map_cost_the_same_for_any_number_of_units(counted, ending, django_assert_max_num_queries):
    for number in range(30):
        post(person(f"Orang {number}"), unit(f"Unit {number:02}", counted["home"]))
    services.recompute_all(at=NOW)
    client = signed_in(counted["hr"])
    client.get(f"/sdm/kesenjangan.{ending}")

    with django_assert_max_num_queries(20):
        client.get(f"/sdm/kesenjangan.{ending}")
