"""Training outside the platform: proved, reviewed by one, counted once, and never a level."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.competencies.models import EvidenceKind, PersonLevel
from lms.development import selectors, services
from lms.development.models import HoursEntry, OutsideKind, OutsideState, OutsideTraining
from lms.development.models.external import private_storage
from lms.development.personal_data import delete_proofs
from lms.development.selectors.outside import NoSuchTraining, NotAReviewer
from lms.development.services.obligations import ReasonMissing
from lms.development.services.outside import (
    DaysDoNotFit,
    HandedInBefore,
    IssuedHere,
    NoLongerYours,
    ProofMissing,
    Typed,
    UnusableProof,
)
from lms.development.services.reviewing import CLAIM, ClaimedByAnother, HalfADecision, NotClaimed, TooManyHours
from lms.notices.models import Notice
from lms.people.models import Look, Role
from tests.builders import NOW, TODAY, competency, grant, person, post
from tests.certificates.builders import issued

pytestmark = pytest.mark.django_db


def typed(**changed):
    facts = {
        "title": "Pelatihan Satu Data",
        "organiser": "Balai Diklat",
        "number": "123/BD/2026",
        "kind": OutsideKind.TECHNICAL,
        "began_on": date(2026, 10, 5),
        "ended_on": date(2026, 10, 9),
        "jp": Decimal(24),
        "competencies": [],
    }
    return Typed(**{**facts, **changed})


def pdf(content=b"%PDF-1.7 satu", name="sertifikat.pdf"):
    return ContentFile(content, name)


def handed_in(office, *, file=None, **changed):
    row = services.save_training(typed=typed(**changed), file=file or pdf(), by=office.siti, at=NOW)
    return services.hand_in(number=row.uuid, by=office.siti, at=NOW)


def claimed(office, **changed):
    row = handed_in(office, **changed)
    return services.claim_review(number=row.uuid, by=office.hr, at=NOW)


def test_what_is_accepted_books_its_hours_and_says_that_the_person_was_taught_and_no_level(office):
    about = competency("D2")
    row = claimed(office, competencies=[about])

    services.accept(number=row.uuid, jp=Decimal(20), competencies=[about], by=office.hr, at=NOW)

    entry = HoursEntry.objects.get(person=office.siti)
    assert (entry.jp, entry.form, entry.performed_on) == (20, "external", date(2026, 10, 9))
    [evidence] = office.siti.evidence.all()
    assert (evidence.kind, evidence.level, evidence.recorded_by) == (EvidenceKind.COMPLETION, None, office.hr)
    assert PersonLevel.objects.get(person=office.siti).level is None
    assert Notice.objects.filter(person=office.siti, kind="outside_accepted").count() == 1


def test_hours_and_competencies_are_given_both_or_neither_and_never_more_than_the_paper_says(office):
    row = claimed(office)
    about = competency("D2")

    for jp, competencies in ((Decimal(3), []), (None, [about])):
        with pytest.raises(HalfADecision):
            services.accept(number=row.uuid, jp=jp, competencies=competencies, by=office.hr, at=NOW)
    with pytest.raises(TooManyHours):
        services.accept(number=row.uuid, jp=Decimal(25), competencies=[about], by=office.hr, at=NOW)
    services.accept(number=row.uuid, jp=None, competencies=[], by=office.hr, at=NOW)

    assert not HoursEntry.objects.exists()
    assert OutsideTraining.objects.get().state == OutsideState.ACCEPTED


def test_the_reviewers_of_the_agency_are_told_and_one_takes_it(office):
    second = person("Rudi")
    post(second, office.home)
    grant(second, Role.HR, office.home)
    row = handed_in(office)

    assert {notice.person for notice in Notice.objects.filter(kind="outside_to_review")} == {office.hr, second}
    services.claim_review(number=row.uuid, by=office.hr, at=NOW)
    with pytest.raises(ClaimedByAnother):
        services.claim_review(number=row.uuid, by=second, at=NOW)
    with pytest.raises(NotClaimed):
        services.refuse(number=row.uuid, reason="Bukan saya.", by=second, at=NOW)
    services.claim_review(number=row.uuid, by=second, at=NOW + CLAIM + timedelta(minutes=1))
    assert Look.objects.filter(subject=office.siti, purpose="outside_training").count() == 2


def test_what_came_back_is_mended_and_handed_in_again(office):
    row = claimed(office)
    with pytest.raises(ReasonMissing):
        services.send_back(number=row.uuid, reason=" ", by=office.hr, at=NOW)
    services.send_back(number=row.uuid, reason="Nomornya tidak terbaca.", by=office.hr, at=NOW)

    services.save_training(typed=typed(number="124"), file=None, by=office.siti, at=NOW, number=row.uuid)
    again = services.hand_in(number=row.uuid, by=office.siti, at=NOW + timedelta(hours=1))

    assert (again.state, again.reason) == (OutsideState.WAITING, "")


def test_a_certificate_of_this_platform_is_not_handed_in_however_its_number_is_typed(office):
    ours = issued(office.siti)

    for number in (ours.number, ours.number.replace("/", " ").lower(), ours.public_code):
        row = services.save_training(typed=typed(number=number), file=pdf(), by=office.siti, at=NOW)
        with pytest.raises(IssuedHere):
            services.hand_in(number=row.uuid, by=office.siti, at=NOW)


def test_the_same_certificate_counts_once_by_number_and_by_file(office):
    handed_in(office)

    for number, file in (("123 bd 2026", pdf(b"%PDF-1.7 dua")), ("lain", pdf())):
        row = services.save_training(typed=typed(number=number), file=file, by=office.siti, at=NOW)
        with pytest.raises(HandedInBefore):
            services.hand_in(number=row.uuid, by=office.siti, at=NOW)


def test_the_reviewer_is_warned_of_the_same_number_in_other_hands_and_of_entries_of_the_same_days(office):
    row = handed_in(office)
    other = services.save_training(typed=typed(), file=pdf(b"%PDF-1.7 lain"), by=office.tono, at=NOW)
    services.hand_in(number=other.uuid, by=office.tono, at=NOW)

    doubts = selectors.doubts_about(row, viewer=office.hr, on=TODAY)

    assert (doubts.same_number, doubts.in_ledger) == (1, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"MZ bukan pdf"), ("a.exe", b"%PDF-1.7"), ("a.png", b"%PDF-1.7"), ("a.svg", b"<svg>"), ("a.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused(office, name, content):
    with pytest.raises(UnusableProof):
        services.save_training(typed=typed(), file=ContentFile(content, name), by=office.siti, at=NOW)


def test_nothing_is_handed_in_without_proof_or_before_it_ended(office):
    row = services.save_training(typed=typed(), file=None, by=office.siti, at=NOW)

    with pytest.raises(ProofMissing):
        services.hand_in(number=row.uuid, by=office.siti, at=NOW)
    with pytest.raises(DaysDoNotFit):
        services.save_training(typed=typed(ended_on=date(2026, 12, 1)), file=None, by=office.siti, at=NOW)


def test_nobody_else_reads_changes_or_reviews_it_and_nobody_reviews_the_own(office):
    row = handed_in(office)

    for viewer in (office.tono, office.head, office.hr, office.hr_elsewhere):
        with pytest.raises(NoSuchTraining):
            selectors.own_training(row.uuid, viewer=viewer)
    for viewer in (office.siti, office.tono, office.head, office.hr_elsewhere):
        with pytest.raises(NoSuchTraining):
            services.claim_review(number=row.uuid, by=viewer, at=NOW)
        with pytest.raises(NoSuchTraining):
            services.look_at_proof(number=row.uuid, by=viewer, at=NOW)
    with pytest.raises(NotAReviewer):
        selectors.review_queue(office.head, on=TODAY)
    with pytest.raises(NoLongerYours):
        services.throw_away(number=row.uuid, by=office.siti)


def test_erasure_takes_the_file_along(office):
    row = handed_in(office)
    place = row.file.name
    assert private_storage().exists(place)

    delete_proofs(OutsideTraining.objects.filter(person=office.siti))

    assert not private_storage().exists(place)
    assert not OutsideTraining.objects.exists()


def test_on_the_pages_it_is_handed_in_taken_and_accepted(client, office):
    client.force_login(office.siti)
    form = {
        "title": "Pelatihan Satu Data",
        "organiser": "Balai Diklat",
        "number": "123",
        "kind": "teknis",
        "began_on": "2026-10-05",
        "ended_on": "2026-10-09",
        "jp": "24",
        "competencies": [competency("D2").pk],
        "kirim": "1",
    }
    refused = client.post("/pengembangan/pelatihan/baru/", {**form, "file": SimpleUploadedFile("a.pdf", b"bukan")})
    assert refused.status_code == 422
    assert "Pelatihan Satu Data" in refused.content.decode()
    client.post("/pengembangan/pelatihan/baru/", {**form, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    row = OutsideTraining.objects.get(state=OutsideState.WAITING)

    client.force_login(office.hr)
    where = f"/pengembangan/tinjauan/{row.uuid}/"
    assert "Pelatihan Satu Data" in client.get("/pengembangan/tinjauan/").content.decode()
    client.post(f"{where}ambil/")
    given = client.get(f"{where}berkas/")
    assert b"".join(given.streaming_content) == b"%PDF-1.7 x"
    half = client.post(where, {"action": "accept", "jp": "24"})
    assert half.status_code == 422
    client.post(where, {"action": "accept", "jp": "24", "competencies": [competency("D2").pk]})

    row.refresh_from_db()
    assert (row.state, row.entry.jp) == (OutsideState.ACCEPTED, 24)


def test_the_queue_costs_the_same_for_any_length(client, office, django_assert_max_num_queries):
    for number in range(9):
        handed_in(office, number=f"N-{number}", file=pdf(f"%PDF-1.7 {number}".encode()))
    client.force_login(office.hr)

    with django_assert_max_num_queries(18):
        client.get("/pengembangan/tinjauan/")
