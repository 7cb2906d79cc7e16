"""One record as SIASN takes it, and what hinders sending it in one sentence each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lms.siasn import mapping
from lms.siasn.mapping import Codes, Record, RecordKind

RECORD = Record(
    pns_id="PNS-1",
    has_nip=True,
    agency_id="INS-1",
    organiser="Balai Diklat",
    place_id="",
    kind=RecordKind.TECHNICAL,
    codes=Codes("3", "", "T"),
    title="Pelatihan Satu Data",
    number="123/BD/2026",
    hours_jp=Decimal("20.75"),
    started_on=date(2026, 10, 5),
    finished_on=date(2026, 11, 9),
    has_pdf=True,
)


def test_the_body_is_what_kursus_save_takes():
    assert mapping.body_of(RECORD) == {
        "id": None,
        "instansiId": "INS-1",
        "institusiPenyelenggara": "Balai Diklat",
        "jenisDiklatId": "3",
        "jenisKursus": "",
        "jenisKursusSertipikat": "T",
        "jumlahJam": 20,
        "lokasiId": None,
        "namaKursus": "Pelatihan Satu Data",
        "nomorSertipikat": "123/BD/2026",
        "path": [],
        "pnsOrangId": "PNS-1",
        "tahunKursus": 2026,
        "tanggalKursus": "05-10-2026",
        "tanggalSelesaiKursus": "09-11-2026",
    }
    assert tuple(mapping.body_of(RECORD)) == mapping.FIELDS


def test_the_document_stands_in_the_path_and_what_siasn_did_not_name_stays_empty():
    body = mapping.with_document(mapping.body_of(RECORD), {"dok_id": "881", "object": "x", "lain": "y"})

    assert body["path"] == [{"dok_id": "881", "dok_nama": "", "dok_uri": "", "object": "x", "slug": ""}]


def test_a_good_record_is_hindered_by_nothing():
    assert mapping.problems(RECORD) == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pns_id": ""}, mapping.NO_PNS_ID),
        ({"has_nip": False}, mapping.NO_NIP),
        ({"agency_id": ""}, mapping.NO_AGENCY_ID),
        ({"title": " "}, mapping.NO_TITLE),
        ({"title": "x" * 201}, mapping.TITLE_TOO_LONG),
        ({"number": ""}, mapping.NO_NUMBER),
        ({"number": "9" * 101}, mapping.NUMBER_TOO_LONG),
        ({"organiser": ""}, mapping.NO_ORGANISER),
        ({"organiser": "x" * 201}, mapping.ORGANISER_TOO_LONG),
        ({"hours_jp": Decimal("0.99")}, mapping.TOO_FEW_HOURS),
        ({"finished_on": date(2026, 10, 4)}, mapping.WRONG_DAYS),
        ({"has_pdf": False}, mapping.NO_PDF),
        ({"kind": RecordKind.LEADERSHIP}, mapping.LEADERSHIP_ELSEWHERE),
        ({"codes": None}, mapping.NO_CODES),
    ],
)
def test_each_hindrance_is_one_sentence(changed, message):
    [problem] = mapping.problems(replace(RECORD, **changed))

    assert problem.message == message
    assert problem.message % dict(problem.facts)


def test_several_hindrances_are_all_named():
    found = mapping.problems(replace(RECORD, pns_id="", number="", has_pdf=False))

    assert [one.message for one in found] == [mapping.NO_PNS_ID, mapping.NO_NUMBER, mapping.NO_PDF]


def test_a_number_is_the_same_whatever_its_spaces_and_case():
    assert mapping.same_number("12 / bd/2026", "12/BD/2026")
    assert not mapping.same_number("12/BD/2026", "12/BD/2027")
