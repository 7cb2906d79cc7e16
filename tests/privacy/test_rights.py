"""What a person can ask about their data: the notice, optional uses, a copy, corrections, and being forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people import services as people
from lms.people.access import MayNotView
from lms.people.models import Consent, KnownDevice, Look, Role
from lms.people.services.corrections import Correction, EmailTaken
from lms.privacy import services
from lms.privacy.access import NoSuchRequest, NotForHr, NotTheOfficer
from lms.privacy.models import CopyState, DataCopy, NoticeVersion, RequestKind, SubjectRequest
from lms.privacy.selectors import queues
from lms.privacy.services.copies import NoSuchCopy
from lms.privacy.services.requests import RequestIsOver
from tests.builders import NOW, TODAY, grant, person, sign_in

pytestmark = pytest.mark.django_db

NIP = "198503302010121002"


def ask(who, kind=RequestKind.CORRECTION, **more):
    return services.submit_request(kind=kind, text="Nama saya salah.", by=who, at=NOW, **more)


def content(file):
    with file.open() as opened:
        return opened.read()


# The notice


def test_a_new_version_of_the_notice_is_read_before_anything_else(client, town):
    client.force_login(town.siti)
    assert client.get("/akun/").status_code == 200
    NoticeVersion.objects.create(
        number=2, valid_from=TODAY, change="Baru", blocks=[{"title": "Apa", "text": "Ini"}], published_at=NOW
    )
    from lms.people.gates import ask_again

    ask_again(town.siti)

    answer = client.get("/akun/")
    assert answer.url.startswith("/privasi/pemberitahuan-baru/?next=")
    assert client.post("/privasi/pemberitahuan-baru/", {"next": "/akun/"}).url == "/akun/"
    assert client.get("/akun/").status_code == 200


def test_a_version_of_a_later_day_is_neither_asked_for_nor_shown(client, town):
    later = timezone.localdate() + timedelta(days=1)
    NoticeVersion.objects.create(number=2, valid_from=later, change="Baru", blocks=[], published_at=NOW)
    client.force_login(town.siti)

    assert client.get("/akun/").status_code == 200
    assert client.get("/privasi/versi/2/").status_code == 404


def test_a_form_that_was_begun_before_passes_and_the_next_page_still_asks_to_read(client, town):
    client.force_login(town.siti)
    NoticeVersion.objects.create(number=2, valid_from=TODAY, change="Baru", blocks=[], published_at=NOW)

    assert client.post("/pemberitahuan/dibaca/").url == "/pemberitahuan/"

    assert client.get("/akun/").url.startswith("/privasi/pemberitahuan-baru/")


def test_reading_the_notice_leads_to_no_other_site(client, town):
    client.force_login(town.siti)

    answer = client.post("/privasi/pemberitahuan-baru/", {"next": "https://jahat.example/"})

    assert answer.url == "/"


def test_the_notice_is_open_to_everybody_and_names_the_law(client):
    page = client.get("/privasi/").content.decode()

    assert "UU 20/2023 pasal 49" in page
    assert "UU 27/2022 pasal 20" in page


# Optional uses


@pytest.mark.parametrize(("said", "mails"), [("yes", 1), ("no", 0)])
def test_who_says_no_to_e_mail_is_told_on_the_page_only(client, town, django_capture_on_commit_callbacks, said, mails):
    client.force_login(town.siti)
    client.post("/privasi/persetujuan/", {"use": "notices_by_email", "answer": said})
    request = ask(town.siti)

    with django_capture_on_commit_callbacks(execute=True):
        services.decide(number=request.uuid, grant=True, answer="Sudah.", by=town.ratna, at=NOW)

    assert Notice.objects.filter(person=town.siti, kind="privacy_request_answered").count() == 1
    assert len([message for message in mail.outbox if town.siti.email in message.to]) == mails
    assert Consent.objects.filter(person=town.siti, withdrawn_at=None).count() == mails


def test_a_no_is_taken_back_as_easily_and_the_history_stays(client, town):
    client.force_login(town.siti)
    for answer in ("no", "yes", "no", "no"):
        client.post("/privasi/persetujuan/", {"use": "notices_by_email", "answer": answer})

    rows = list(Consent.objects.filter(person=town.siti, purpose="notices_by_email"))

    assert len(rows) == 2
    assert all(row.withdrawn_at for row in rows)
    assert client.get("/privasi/persetujuan/").content.decode().count('class="fold"') == 1


def test_nobody_consents_to_what_does_not_exist(client, town):
    client.force_login(town.siti)

    assert client.post("/privasi/persetujuan/", {"use": "iklan", "answer": "yes"}).status_code == 404


# A copy of one's data


def test_a_copy_holds_what_the_platform_knows_and_no_secret(town, django_capture_on_commit_callbacks):
    people.log_look(viewer=town.ratna, subject=town.siti, purpose="hr_review", at=NOW)
    with django_capture_on_commit_callbacks(execute=False):
        copy = services.request_copy(by=town.siti, at=NOW)

    made = services.make_copy(copy_id=copy.pk, at=NOW, render=lambda _booklet: b"%PDF")

    assert made.state == CopyState.READY
    text = content(made.json_file).decode()
    rows = {part["model"]: part["rows"] for part in json.loads(text)["data"]}
    assert rows["people.EmployeeNumber"][0]["digits"] == NIP
    assert rows["people.Look"][0]["viewer"] == "Ratna"
    assert town.siti.password not in text
    assert Notice.objects.filter(person=town.siti, kind="data_copy_ready").count() == 1


def test_a_copy_hands_out_nothing_that_opens_a_door(client, town):
    sign_in(client, town.siti)
    Authenticator.objects.create(user=town.siti, type=Authenticator.Type.TOTP, data={"secret": "rahasia-langkah-kedua"})
    code = people.give_code(person=town.siti.uuid, checked="known", by=town.ratna, at=NOW)
    copy = DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)

    made = services.make_copy(copy_id=copy.pk, at=NOW, render=lambda _booklet: b"%PDF")

    text = content(made.json_file).decode()
    rows = {part["model"]: part["rows"] for part in json.loads(text)["data"]}
    assert [len(rows[kind]) for kind in ("mfa.Authenticator", "people.AccessCode", "people.KnownDevice")] == [1, 1, 1]
    assert rows["usersessions.UserSession"]
    secrets = (
        "rahasia-langkah-kedua",
        str(code.uuid),
        KnownDevice.objects.get().token_hash,
        client.session.session_key,
    )
    assert [secret for secret in secrets if secret in text] == []


def test_the_copy_can_be_read_as_a_pdf(town):
    copy = DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)

    made = services.make_copy(copy_id=copy.pk, at=NOW)

    assert content(made.pdf_file)[:5] == b"%PDF-"


def test_a_copy_that_a_killed_worker_left_is_made_by_the_sweep(town):
    copy = DataCopy.objects.create(
        person=town.siti, requested_at=NOW, next_try_at=NOW + timedelta(minutes=10), state="running", attempts=1
    )
    quiet = {"render": lambda _booklet: b"%PDF"}

    assert services.make_waiting_copies(at=NOW, **quiet) == 0
    assert services.make_waiting_copies(at=NOW + timedelta(minutes=11), **quiet) == 1
    copy.refresh_from_db()
    assert copy.state == CopyState.READY


def test_a_copy_that_fails_again_and_again_is_given_up_and_says_so(town):
    copy = DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)

    def breaks(_booklet):
        raise OSError("disk full")

    for turn in range(6):
        services.make_waiting_copies(at=NOW + timedelta(minutes=10 * turn), render=breaks)

    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.last_error) == (CopyState.FAILED, 4, "OSError")
    assert Notice.objects.filter(kind="data_copy_failed").count() == 1


def test_only_one_copy_is_made_at_a_time(town):
    DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)

    with pytest.raises(services.CopyUnderWay):
        services.request_copy(by=town.siti, at=NOW)


def test_a_copy_is_handed_to_its_person_only_and_for_seven_days(town):
    copy = DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)
    services.make_copy(copy_id=copy.pk, at=NOW, render=lambda _booklet: b"%PDF")

    assert services.take_download(number=copy.uuid, by=town.siti, at=NOW).downloads == 1
    for who, day in ((town.ratna, 0), (town.dewi, 0), (town.siti, 8)):
        with pytest.raises(NoSuchCopy):
            services.take_download(number=copy.uuid, by=who, at=NOW + timedelta(days=day))


def test_a_copy_is_asked_for_only_after_the_password_was_typed_again(client, town):
    client.force_login(town.siti)

    answer = client.post("/privasi/data-saya/minta/")

    assert answer.status_code == 302
    assert "konfirmasi" in answer.url
    assert DataCopy.objects.count() == 0


# Requests


def test_a_correction_goes_to_hr_of_the_own_agency_and_has_72_hours(town, elsewhere):
    request = ask(town.siti, about="name")

    assert request.due_at == NOW + timedelta(hours=72)
    told = Notice.objects.filter(kind="privacy_request_new").values_list("person_id", flat=True)
    assert list(told) == [town.ratna.pk]
    assert list(queues.hr_queue(viewer=town.ratna, on=TODAY)) == [request]
    assert list(queues.hr_queue(viewer=elsewhere.hr, on=TODAY)) == []
    assert list(queues.officer_queue(viewer=elsewhere.officer, on=TODAY)) == []


def test_the_officer_of_every_agency_sees_every_request(town, elsewhere):
    nation = person("Nadia")
    people.grant_role(person=nation, role=Role.DPO, unit=None, since=TODAY, by=None)

    asked = [ask(town.siti), ask(elsewhere.hr)]

    assert set(queues.officer_queue(viewer=nation, on=TODAY)) == set(asked)
    services.decide(number=asked[1].uuid, grant=True, answer="Ya.", by=nation, at=NOW)
    assert list(queues.officer_queue(viewer=nation, on=TODAY, state="dijawab")) == asked[1:]


def test_hr_of_another_agency_cannot_answer_by_the_address(client, town, elsewhere):
    request = ask(town.siti)
    for who in (elsewhere.hr, elsewhere.officer, town.siti):
        client.force_login(who)
        assert client.get(f"/privasi/petugas/permintaan/{request.uuid}/").status_code == 403
        with pytest.raises(NoSuchRequest):
            services.decide(number=request.uuid, grant=True, answer="Ya.", by=who, at=NOW)


def test_a_queue_holds_no_request_of_who_reads_it(town):
    ask(town.ratna, about="name")
    ask(town.dewi, RequestKind.OBJECTION)
    others = ask(town.siti, about="name")

    assert list(queues.hr_queue(viewer=town.ratna, on=TODAY)) == [others]
    assert town.dewi not in {request.person for request in queues.officer_queue(viewer=town.dewi, on=TODAY)}


def test_the_request_of_an_erased_person_stays_with_the_officer_of_that_agency(town, elsewhere):
    request = ask(town.siti, RequestKind.ERASURE)
    services.decide(number=request.uuid, grant=True, answer="Dikabulkan.", by=town.dewi, at=NOW)

    assert list(queues.officer_queue(viewer=town.dewi, on=TODAY, state="dijawab")) == [request]
    assert list(queues.officer_queue(viewer=elsewhere.officer, on=TODAY, state="dijawab")) == []


def test_a_request_of_an_officer_is_told_to_another_officer(town):
    second = person("Yuni")
    grant(second, Role.DPO, town.root)

    ask(town.dewi, RequestKind.OBJECTION)

    told = Notice.objects.filter(kind="privacy_request_new").values_list("person_id", flat=True)
    assert list(told) == [second.pk]


def test_hr_handles_no_objection_and_no_erasure(town):
    for kind in (RequestKind.OBJECTION, RequestKind.ERASURE, RequestKind.RESTRICTION):
        request = ask(town.siti, kind)
        with pytest.raises(NoSuchRequest):
            services.decide(number=request.uuid, grant=True, answer="Ya.", by=town.ratna, at=NOW)


def test_nobody_follows_or_withdraws_the_request_of_another(client, town):
    request = ask(town.siti)
    client.force_login(town.ratna)

    assert client.get(f"/privasi/permintaan/{request.uuid}/").status_code == 403
    with pytest.raises(NoSuchRequest):
        services.withdraw_request(number=request.uuid, by=town.ratna, at=NOW)


def test_nobody_answers_their_own_request(town):
    request = ask(town.dewi, RequestKind.OBJECTION)

    with pytest.raises(NoSuchRequest):
        services.decide(number=request.uuid, grant=True, answer="Ya.", by=town.dewi, at=NOW)


def test_the_person_follows_who_did_what(client, town):
    request = ask(town.siti)
    services.take_up(number=request.uuid, by=town.ratna, at=NOW)
    services.decide(number=request.uuid, grant=False, answer="Sudah benar.", by=town.ratna, at=NOW)
    client.force_login(town.siti)

    page = client.get(f"/privasi/permintaan/{request.uuid}/").content.decode()

    assert "Sudah benar." in page
    assert "Ratna" in page
    assert [event.state for event in request.events.all()] == ["received", "in_progress", "refused"]
    assert Look.objects.filter(subject=town.siti, viewer=town.ratna, purpose="privacy_request").count() == 1


def test_an_answered_request_is_answered_once(town):
    request = ask(town.siti)
    services.decide(number=request.uuid, grant=True, answer="Ya.", by=town.ratna, at=NOW)

    with pytest.raises(RequestIsOver):
        services.decide(number=request.uuid, grant=False, answer="Tidak.", by=town.ratna, at=NOW)
    with pytest.raises(RequestIsOver):
        services.withdraw_request(number=request.uuid, by=town.siti, at=NOW)


def test_warnings_go_out_24_hours_before_and_when_overdue_each_once(town):
    ask(town.siti)

    assert [services.warn_of_requests(at=NOW + timedelta(hours=hours)) for hours in (47, 49, 50, 73, 74)] == [
        0, 1, 0, 1, 0,
    ]  # fmt: skip
    kinds = Notice.objects.filter(person=town.ratna).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["privacy_request_new", "privacy_request_due", "privacy_request_overdue"]


def test_an_overdue_request_says_so_in_words(client, town):
    request = ask(town.siti)
    SubjectRequest.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(hours=1))
    client.force_login(town.ratna)

    assert "badge--danger" in client.get("/sdm/koreksi/").content.decode()


@pytest.mark.parametrize("many", [2, 12])
def test_the_queue_costs_the_same_for_many_requests(client, town, many, django_assert_max_num_queries):
    for _turn in range(many):
        ask(town.siti)
    client.force_login(town.dewi)
    client.get("/privasi/petugas/")

    with django_assert_max_num_queries(14):
        client.get("/privasi/petugas/")


def test_hr_corrects_a_name_where_it_is_asked_for(client, town):
    request = ask(town.siti, about="name")
    client.force_login(town.ratna)

    client.post(
        f"/privasi/petugas/permintaan/{request.uuid}/perbaiki/",
        {"full_name": "Siti Aminah Rahayu", "title_before": "", "title_after": "S.E.", "email": town.siti.email},
    )

    town.siti.refresh_from_db()
    assert town.siti.display_name == "Siti Aminah Rahayu, S.E."
    assert Look.objects.filter(subject=town.siti, viewer=town.ratna, purpose="correction").count() == 1


def test_a_correction_takes_nobody_elses_address(town):
    with pytest.raises(EmailTaken):
        people.correct_account(
            person=town.siti.uuid, right=Correction("Siti", "", "", town.dewi.email.upper()), by=town.ratna, at=NOW
        )


def test_hr_of_another_agency_corrects_nobody_here(town, elsewhere):
    with pytest.raises(MayNotView):
        people.correct_account(
            person=town.siti.uuid, right=Correction("Siti Palsu", "", "", ""), by=elsewhere.hr, at=NOW
        )


def test_queues_are_closed_to_those_without_the_role(town):
    with pytest.raises(NotForHr):
        queues.hr_queue(viewer=town.siti, on=TODAY)
    with pytest.raises(NotTheOfficer):
        queues.officer_queue(viewer=town.ratna, on=TODAY)


def test_a_restriction_that_is_granted_ends_every_optional_use(town):
    request = ask(town.siti, RequestKind.RESTRICTION)
    services.decide(number=request.uuid, grant=True, answer="Ya.", by=town.dewi, at=NOW)

    assert set(Consent.objects.filter(person=town.siti, withdrawn_at=NOW).values_list("purpose", flat=True)) == {
        "notices_by_email", "mentoring_by_name",
    }  # fmt: skip


# Erasure


@pytest.mark.parametrize(
    "address",
    [
        "/privasi/", "/privasi/versi/1/", "/privasi/pemberitahuan-baru/", "/privasi/persetujuan/",
        "/privasi/data-saya/", "/privasi/permintaan/", "/privasi/permintaan/baru/correction/",
        "/privasi/permintaan/baru/objection/", "/privasi/permintaan/baru/restriction/", "/privasi/dampak/",
        "/privasi/dampak/penilaian/", "/privasi/dampak/penjodohan/",
    ],
)  # fmt: skip
def test_the_page_opens_for_everybody(client, town, address):
    client.force_login(town.siti)

    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/privasi/petugas/", "/privasi/petugas/pemberitahuan/", "/privasi/catatan-pemrosesan/",
        "/privasi/catatan-pemrosesan.csv", "/privasi/retensi/", "/privasi/ekspor/", "/privasi/insiden/",
        "/privasi/insiden/baru/",
    ],
)  # fmt: skip
def test_the_officers_page_opens_for_the_officer_and_for_nobody_else(client, town, address):
    for who, status in ((town.dewi, 200), (town.ratna, 403), (town.siti, 403)):
        client.force_login(who)
        assert client.get(address).status_code == status


def test_statements_are_found_by_the_name_they_were_written_under(town):
    from lms.experience.personal_data import statements_of

    Statement.objects.create(
        uuid=town.siti.uuid, stored=NOW, timestamp=NOW, verb="v", actor=f"http://localhost:8000::{town.siti.uuid}",
        version="1.0.3", payload='{"actor": {}, "verb": {}, "object": {}}', fingerprint="x",
    )  # fmt: skip
    services.erase(person=town.siti, by=None, at=NOW)

    assert statements_of(town.siti).count() == 0
    assert str(town.siti.uuid) not in Statement.objects.get().payload
