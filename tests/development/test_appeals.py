"""Contesting a level that no test decided: answered by HR who did not record it, with what follows."""

import uuid
from datetime import date

import pytest

from lms.competencies.models import Evidence, EvidenceKind, PersonLevel
from lms.competencies.services import Finding, Source, record_evidence
from lms.development import services
from lms.development.models import AppealState, LevelAppeal
from lms.development.selectors.appeals import AnswersNoAppeals, NoSuchAppeal
from lms.development.services.appeals import NothingToAppeal, RecordedItYourself
from lms.development.services.obligations import ReasonMissing
from lms.notices.models import Notice
from tests.builders import NOW, competency

pytestmark = pytest.mark.django_db


def rated(office, *codes, kind=EvidenceKind.SUPERIOR_RATING, source_kind="superior_rating", by=None):
    findings = [Finding(competency(code), kind, 1, date(2026, 11, 2)) for code in codes]
    source = Source(source_kind, uuid.uuid4(), "Penilaian atasan")
    return record_evidence(person=office.siti, findings=findings, source=source, by=by or office.head, at=NOW)


def appealed(office, code="D2"):
    return services.appeal_level(competency=competency(code), reason="Bukan pekerjaan saya.", by=office.siti, at=NOW)


def answered(office, row, *, is_upheld=True, by=None, answer="Sudah diperiksa."):
    who = by or office.hr
    return services.answer_appeal(number=row.uuid, is_upheld=is_upheld, answer=answer, by=who, at=NOW)


def level_of(office, code):
    return PersonLevel.objects.get(person=office.siti, competency=competency(code)).level


def test_an_appeal_that_is_upheld_takes_that_evidence_out_and_nothing_else_of_its_source(office):
    rated(office, "D2", "A1")

    row = answered(office, appealed(office))

    assert row.state == AppealState.UPHELD
    assert (level_of(office, "D2"), level_of(office, "A1")) == (None, 1)
    assert Evidence.objects.filter(superseded_at__isnull=False).count() == 1
    assert Notice.objects.filter(person=office.siti, kind="level_appeal_answered").count() == 1


def test_an_appeal_that_is_not_upheld_changes_nothing_but_is_answered(office):
    rated(office, "D2")

    row = answered(office, appealed(office), is_upheld=False)

    assert (row.state, level_of(office, "D2")) == (AppealState.KEPT, 1)


def test_a_tests_result_is_contested_elsewhere_and_nothing_is_contested_twice(office):
    with pytest.raises(NothingToAppeal):
        appealed(office)
    rated(office, "D2")
    rated(office, "A1", kind=EvidenceKind.MEASURED_UNSUPERVISED, source_kind="attempt")

    appealed(office)

    for code in ("D2", "A1"):
        with pytest.raises(NothingToAppeal):
            appealed(office, code)


def test_hr_of_the_agency_answers_and_never_who_recorded_it_or_anybody_else(office):
    rated(office, "D2", by=office.hr)
    row = appealed(office)

    with pytest.raises(RecordedItYourself):
        answered(office, row)
    for by in (office.head, office.tono, office.siti):
        with pytest.raises(AnswersNoAppeals):
            answered(office, row, by=by)
    with pytest.raises(NoSuchAppeal):
        answered(office, row, by=office.hr_elsewhere)


def test_both_say_why(office):
    rated(office, "D2")
    with pytest.raises(ReasonMissing):
        services.appeal_level(competency=competency("D2"), reason=" ", by=office.siti, at=NOW)
    row = appealed(office)

    with pytest.raises(ReasonMissing):
        answered(office, row, answer=" ")


def test_on_the_pages_it_is_filed_and_answered(client, office):
    rated(office, "D2")
    client.force_login(office.siti)
    assert "Sanggah jenjang ini" in client.get("/kompetensi/D2/").content.decode()
    assert client.post("/kompetensi/D2/sanggah/", {"reason": ""}).status_code == 422
    client.post("/kompetensi/D2/sanggah/", {"reason": "Keliru."})
    row = LevelAppeal.objects.get()

    client.force_login(office.hr)
    assert "Siti Rahayu" in client.get("/pengembangan/sanggahan/").content.decode()
    client.post(f"/pengembangan/sanggahan/{row.uuid}/", {"decision": "keep", "answer": "Sesuai."})

    row.refresh_from_db()
    assert (row.state, row.answer) == (AppealState.KEPT, "Sesuai.")


def test_a_level_that_a_test_decided_leads_to_the_appeal_of_its_result(client, office):
    [evidence] = rated(office, "D2", kind=EvidenceKind.MEASURED_UNSUPERVISED, source_kind="attempt")
    client.force_login(office.siti)

    page = client.get("/kompetensi/D2/").content.decode()

    assert f"/asesmen/{evidence.source_uuid}" in page or str(evidence.source_uuid) in page
    assert "Sanggah jenjang ini" not in page
