"""HR takes out supervised, valid results: what for, with a watermark, and so that the file can be brought in again."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.competencies.models import Evidence, EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.people.models import Look, PeopleExport, SiasnPerson
from lms.people.services import record_export
from lms.workforce import result_list
from lms.workforce.imports import jobs
from lms.workforce.imports.result_rows import COLUMNS
from lms.workforce.models import DataImport
from tests.builders import NOW, competency, signed_in
from tests.workforce.imports import counts

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"


def finds(who, kind, *, code="D2", level=3, days_ago=30, until=None, details=None):
    """Let evidence of a person be recorded."""
    day = timezone.localdate() - timedelta(days=days_ago)
    finding = Finding(competency(code), kind, level, day, valid_until=until, details=details or {})
    source = Source("uji", uuid.uuid4(), "Tes terawasi")
    return record_evidence(person=who, findings=[finding], source=source, by=None, at=timezone.now())[0]


def table_of(house, by="hr"):
    """Return what is taken out, as bytes and as rows."""
    now = timezone.now()
    export = record_export(
        by=house[by], kind=result_list.KIND, purpose="Uji kompetensi 2026", scope="Contoh", people=1, at=now
    )
    text = "".join(result_list.lines_of(export, by=house[by], on=timezone.localdate(now), at=now))
    return text.encode(), list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_supervised_and_valid_results_leave_and_nothing_else(house):
    SiasnPerson.objects.create(person=house["putu"], siasn_id="PNS-1")
    kept = finds(house["putu"], EvidenceKind.MEASURED_SUPERVISED)
    finds(house["putu"], EvidenceKind.MEASURED_UNSUPERVISED, code="E1")
    finds(house["putu"], EvidenceKind.SELF_RATING, code="A1")
    over = timezone.localdate() - timedelta(days=1)
    finds(house["putu"], EvidenceKind.EXTERNAL_RESULT, code="B1", until=over)
    finds(house["tono"], EvidenceKind.MEASURED_SUPERVISED)

    data, rows = table_of(house)

    assert [(row["pns_id"], row["kode_kompetensi"], row["jenjang"]) for row in rows] == [("PNS-1", "D2", "3")]
    assert rows[0]["nomor_laporan"] == f"lontar:{kept.uuid}"
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert "Uji kompetensi 2026" in rows[0]["keterangan"]
    assert "Ratna" in rows[0]["keterangan"]
    assert NIP not in data.decode()


def test_the_file_comes_back_and_changes_nothing(house):
    SiasnPerson.objects.create(person=house["putu"], siasn_id="PNS-1")
    SiasnPerson.objects.create(person=house["siti"], siasn_id="PNS-2")
    finds(house["putu"], EvidenceKind.MEASURED_SUPERVISED)
    brought = "pns_id,instrumen,kode_kompetensi,jenjang,tanggal,nomor_laporan\nPNS-2,CACT BKN,D2,2,05-10-2026,R-1\n"
    for data in (brought.encode(), None):
        file = data or table_of(house)[0]
        upload = SimpleUploadedFile("hasil_asesmen.csv", file, "text/csv")
        job = jobs.request_import(kind="results", upload=upload, by=house["hr"], at=timezone.now())
        jobs.carry_on(import_id=job.pk, now=timezone.now)
        jobs.apply_import(number=job.uuid, mode="good", ends_absent=False, by=house["hr"], at=timezone.now())
        jobs.carry_on(import_id=job.pk, now=timezone.now)

    assert counts(DataImport.objects.order_by("-pk")[0]) == {"unchanged": 2}
    assert Evidence.objects.count() == 2


def test_it_is_asked_what_for_and_each_person_sees_the_look(house):
    finds(house["putu"], EvidenceKind.MEASURED_SUPERVISED)
    browser = signed_in(house["hr"])

    assert browser.post("/sdm/hasil-asesmen/", {"purpose": "x"}).status_code == 422
    made = browser.post("/sdm/hasil-asesmen/", {"purpose": "Uji kompetensi 2026"}, follow=True)
    export = PeopleExport.objects.get()
    table = b"".join(browser.get(f"/sdm/hasil-asesmen/{export.uuid}.csv").streaming_content)

    assert made.status_code == 200
    assert (export.kind, export.people) == ("hr_results", 1)
    assert table.decode("utf-8-sig").startswith("nip,pns_id,instrumen")
    assert Look.objects.get().subject == house["putu"]
    for seat in ("other_hr", "siti"):
        answer = signed_in(house[seat]).get(f"/sdm/hasil-asesmen/{export.uuid}.csv")
        assert answer.status_code in (403, 404)


def test_the_table_costs_the_same_however_many_results(house, django_assert_max_num_queries):
    for code in ("A1", "A2", "B1", "B2", "D2", "E1"):
        finds(house["putu"], EvidenceKind.MEASURED_SUPERVISED, code=code)
    export = record_export(
        by=house["hr"], kind=result_list.KIND, purpose="Uji kompetensi 2026", scope="Contoh", people=1, at=NOW
    )

    with django_assert_max_num_queries(8):
        list(result_list.lines_of(export, by=house["hr"], on=timezone.localdate(), at=NOW))
