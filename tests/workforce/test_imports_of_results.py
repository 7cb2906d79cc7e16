"""HR brings in results from elsewhere: each becomes one piece of evidence, and nothing is overwritten."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from lms.competencies.models import Evidence, EvidenceKind, PersonLevel
from lms.people.models import SiasnPerson
from lms.workforce.imports import jobs, result_rows, results
from lms.workforce.imports.planning import NIP_OF_ANOTHER
from lms.workforce.imports.reading import MissingColumns
from lms.workforce.models import ImportState
from tests.builders import NOW
from tests.workforce.imports import applied, checked, counts, upload

pytestmark = pytest.mark.django_db
LINE = {
    "nip": "199001012015031901",
    "pns_id": "",
    "instrumen": "CACT BKN",
    "kerangka": "",
    "kode_kompetensi": "D2",
    "jenjang": "3",
    "tanggal": "05-10-2026",
    "berlaku_sampai": "04-10-2029",
    "nomor_laporan": "CACT/2026/77",
}


def line(**more):
    return LINE | more


def wrong(job):
    return {row.line: row.problem for row in job.results.filter(outcome="wrong")}


def test_a_good_line_becomes_one_piece_of_external_evidence_and_a_level(house):
    job = applied([line()], house["hr"], kind="results")

    [row] = Evidence.objects.all()
    assert (job.state, counts(job)) == (ImportState.DONE, {"created": 1})
    assert (row.person, row.kind, row.level) == (house["putu"], EvidenceKind.EXTERNAL_RESULT, 3)
    assert (row.performed_on, row.valid_until) == (date(2026, 10, 5), date(2029, 10, 4))
    assert (row.source_title, row.recorded_by) == ("CACT BKN", house["hr"])
    assert row.details == {"instrument": "CACT BKN", "report": "CACT/2026/77"}
    assert PersonLevel.objects.get(person=house["putu"]).level == 3


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(house):
    job = checked([line()], house["hr"], kind="results")

    [row] = job.results.all()
    assert (row.name, row.after.split(": ")[1]) == ("Putu", "3 · CACT BKN · 05-10-2026")
    assert not Evidence.objects.exists()


def test_running_it_twice_changes_nothing_and_another_level_is_refused(house):
    applied([line()], house["hr"], kind="results")

    again = applied([line()], house["hr"], kind="results", at=NOW + timedelta(days=1))
    other = checked([line(jenjang="5")], house["hr"], kind="results", at=NOW + timedelta(days=2))

    assert counts(again) == {"unchanged": 1}
    assert wrong(other) == {2: results.OTHER_LEVEL}
    assert [row.level for row in Evidence.objects.all()] == [3]


def test_a_new_report_is_new_evidence_beside_the_old(house):
    applied([line()], house["hr"], kind="results")

    applied([line(jenjang="4", tanggal="06-11-2026", nomor_laporan="CACT/2026/99")], house["hr"], kind="results")

    assert sorted(row.level for row in Evidence.objects.all()) == [3, 4]


def test_somebody_is_found_by_siasns_id_too_and_both_have_to_agree(house):
    SiasnPerson.objects.create(person=house["siti"], siasn_id="PNS-7")
    lines = [line(nip="", pns_id="PNS-7"), line(pns_id="PNS-7", nomor_laporan="2")]

    job = applied(lines, house["hr"], kind="results", mode="good")

    assert [row.person for row in Evidence.objects.all()] == [house["siti"]]
    assert counts(job) == {"created": 1, "wrong": 1}
    assert wrong(job) == {} or wrong(job) == {3: NIP_OF_ANOTHER}


def test_each_wrong_line_is_named_with_its_reason(house):
    lines = [
        line(nip=""),
        line(nip="123"),
        line(nip="199001012015031902"),  # of another agency
        line(kode_kompetensi="X9"),
        line(jenjang="6"),
        line(jenjang="tiga"),
        line(tanggal=""),
        line(tanggal="31-02-2026"),
        line(tanggal="01-01-2031"),
        line(berlaku_sampai="04-10-2026"),
        line(kerangka="lain"),
        line(),
        line(),
    ]

    job = checked(lines, house["hr"], kind="results")

    found = wrong(job)
    assert counts(job) == {"created": 1, "wrong": 12}
    assert found[2] == result_rows.NOBODY_NAMED
    assert found[4] == results.NOBODY_HERE
    assert found[5] == results.UNKNOWN_COMPETENCY
    assert found[6] == found[7] == result_rows.NO_LEVEL
    assert found[8] == result_rows.NO_DAY
    assert found[10] == result_rows.IN_THE_FUTURE
    assert found[11] == result_rows.ENDS_BEFORE
    assert found[12] == results.UNKNOWN_COMPETENCY
    assert found[14] == results.LINE_TWICE


def test_nobody_brings_in_the_own_result(house):
    SiasnPerson.objects.create(person=house["hr"], siasn_id="PNS-9")

    job = checked([line(nip="", pns_id="PNS-9")], house["hr"], kind="results")

    assert wrong(job) == {2: results.ONES_OWN}


def test_a_file_without_its_columns_is_refused_before_anything_changes(house):
    with pytest.raises(MissingColumns):
        jobs.request_import(kind="results", upload=upload([{"nip": "1", "instrumen": "CACT"}]), by=house["hr"], at=NOW)


def test_the_columns_of_the_template_are_those_that_are_read():
    assert set(result_rows.COLUMNS) == set(result_rows.LAYOUT.names)
    assert csv.reader(io.StringIO(",".join(result_rows.COLUMNS)))


def test_a_file_in_many_chunks_goes_on_where_it_was_broken_off(house, monkeypatch):
    monkeypatch.setattr(results, "A_CHUNK", 2)
    lines = [line(nomor_laporan=str(number)) for number in range(5)]
    job = checked(lines, house["hr"], kind="results")
    jobs.apply_import(number=job.uuid, mode="good", ends_absent=False, by=house["hr"], at=NOW)
    written = results.write
    calls = []

    def dies_later(decisions, **facts):
        calls.append(len(decisions))
        if len(calls) == 2:
            raise SystemExit
        written(decisions, **facts)

    monkeypatch.setattr(results, "write", dies_later)
    with pytest.raises(SystemExit):
        jobs.carry_on(import_id=job.pk, now=lambda: NOW)
    monkeypatch.setattr(results, "write", written)
    jobs.carry_on(import_id=job.pk, now=lambda: NOW + jobs.LEASE)

    job.refresh_from_db()
    assert (job.state, job.created, Evidence.objects.count()) == (ImportState.DONE, 5, 5)
