"""What the officer keeps: rules of retention with their nights, incidents with their clock, lists taken out."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people import services as people
from lms.people.models import AccessCode, KnownDevice, Look, PeopleExport, Role, Session
from lms.people.personal_data import EXPIRIES
from lms.people.services.exports import NoSuchExport, PurposeMissing
from lms.privacy import services
from lms.privacy.access import NoSuchIncident, NotTheOfficer
from lms.privacy.models import (
    CopyState,
    DataCopy,
    Incident,
    IncidentStep,
    NoticeVersion,
    RequestKind,
    RetentionRule,
    RetentionRun,
    RunState,
    SubjectRequest,
    private_storage,
)
from lms.privacy.selectors import queues
from lms.privacy.services import retention
from lms.privacy.services.incidents import DetectedLater, IncidentFacts, LettersMissing
from lms.privacy.services.notices import NoticeIncomplete, NoticeTooEarly
from lms.workforce import people_list
from lms.workforce.exports import safe
from tests.builders import NOW, TODAY, agency, grant, person, post, unit

pytestmark = pytest.mark.django_db


def days(number):
    return timedelta(days=number)


@pytest.fixture
def siti():
    who = person("Siti", nip="198503302010121002")
    post(who, unit("Dinas", agency()))
    return who


# Retention: one test for each rule that counts days


def test_codes_leave_after_90_days(siti):
    old = AccessCode.objects.create(
        person=siti, purpose="reset", made_at=NOW - days(200), expires_at=NOW - days(170), used_at=NOW - days(91)
    )
    new = AccessCode.objects.create(
        person=siti, purpose="reset", made_at=NOW - days(89), expires_at=NOW - days(59), void_at=NOW - days(80)
    )

    services.delete_what_is_over(at=NOW)

    assert list(AccessCode.objects.filter(pk__in=[old.pk, new.pk])) == [new]


def test_codes_that_were_replaced_or_never_used_leave_as_well(siti):
    AccessCode.objects.create(
        person=siti, purpose="reset", made_at=NOW - days(95), expires_at=NOW - days(65), void_at=NOW - days(91)
    )
    AccessCode.objects.create(person=siti, purpose="reset", made_at=NOW - days(121), expires_at=NOW - days(91))

    services.delete_what_is_over(at=NOW)

    assert not AccessCode.objects.exists()


def test_looks_leave_after_five_years(siti):
    for age in (1826, 1824):
        Look.objects.create(viewer=siti, subject=siti, purpose=str(age), at=NOW - days(age))

    services.delete_what_is_over(at=NOW)

    assert [look.purpose for look in Look.objects.all()] == ["1824"]


def test_read_notices_leave_after_a_year_and_unread_ones_stay(siti):
    for key, read in (("old", NOW - days(366)), ("new", NOW - days(364)), ("unread", None)):
        Notice.objects.create(person=siti, kind="x", key=key, created_at=NOW - days(800), read_at=read)

    services.delete_what_is_over(at=NOW)

    assert set(Notice.objects.values_list("key", flat=True)) == {"new", "unread"}


def test_statements_lose_their_people_after_two_years_and_stay_for_totals(siti):
    payload = json.dumps({"actor": {"account": {"name": str(siti.uuid)}}, "verb": {"id": "v"}, "object": {"id": "o"}})
    for age in (731, 729):
        Statement.objects.create(
            uuid=f"00000000-0000-0000-0000-000000000{age}", stored=NOW - days(age), timestamp=NOW, verb="v",
            actor=f"http://localhost:8000::{siti.uuid}", version="1.0.3", payload=payload, fingerprint="x",
        )  # fmt: skip

    services.delete_what_is_over(at=NOW)

    named = [str(siti.uuid) in row.payload + row.actor for row in Statement.objects.order_by("stored")]
    assert named == [False, True]


def test_devices_leave_after_a_year(siti):
    for age in (366, 364):
        KnownDevice.objects.create(
            person=siti, token_hash=str(age), first_seen_at=NOW - days(400), last_seen_at=NOW - days(age)
        )

    services.delete_what_is_over(at=NOW)

    assert [row.token_hash for row in KnownDevice.objects.all()] == ["364"]


def test_ended_sessions_leave_the_same_night():
    Session.objects.create(session_key="a", session_data="", expire_date=NOW - days(1))
    Session.objects.create(session_key="b", session_data="", expire_date=NOW + days(1))

    services.delete_what_is_over(at=NOW)

    assert [row.session_key for row in Session.objects.all()] == ["b"]


def test_copies_lose_their_files_after_seven_days(siti):
    names = [private_storage().save(f"copies/x.{kind}", ContentFile(b"{}")) for kind in ("json", "pdf")]
    copy = DataCopy.objects.create(
        person=siti, state="ready", requested_at=NOW - days(9), next_try_at=NOW, ready_at=NOW - days(8),
        json_file=names[0], pdf_file=names[1],
    )  # fmt: skip

    services.delete_what_is_over(at=NOW)

    copy.refresh_from_db()
    assert (copy.state, copy.json_file.name, copy.pdf_file.name) == (CopyState.EXPIRED, "", "")
    assert not any(private_storage().exists(name) for name in names)


def test_lists_and_requests_and_incidents_leave_after_five_years(siti):
    old = NOW - days(1826)
    PeopleExport.objects.create(by=siti, kind="x", purpose="p", scope="s", made_at=old, expires_at=old)
    SubjectRequest.objects.create(
        person=siti, kind=RequestKind.OBJECTION, text="x", state="done", received_at=old, due_at=old, decided_at=old
    )
    Incident.objects.create(title="x", nature="lost", detected_at=old, reported_at=old, closed_at=old)
    Incident.objects.create(title="open", nature="lost", detected_at=old, reported_at=old)

    services.delete_what_is_over(at=NOW)

    assert (PeopleExport.objects.count(), SubjectRequest.objects.count()) == (0, 0)
    assert [row.title for row in Incident.objects.all()] == ["open"]


def test_every_kind_is_counted_before_it_is_deleted():
    assert {str(line.what) for line in services.count_due(at=NOW)} == {str(expiry.what) for expiry in EXPIRIES}


def test_counting_deletes_nothing(siti):
    Look.objects.create(viewer=siti, subject=siti, purpose="x", at=NOW - days(4000))

    due = {line.rule.key: line.rows for line in services.count_due(at=NOW)}

    assert due["looks"] == 1
    assert Look.objects.count() == 1


def test_a_night_that_was_stopped_goes_on_and_its_report_adds_up(siti, monkeypatch):
    monkeypatch.setattr(retention, "A_BATCH", 2)
    monkeypatch.setattr(retention, "BATCHES_A_RUN", 1)
    Look.objects.bulk_create(Look(viewer=siti, subject=siti, purpose="x", at=NOW - days(4000)) for _n in range(5))

    services.delete_what_is_over(at=NOW)
    stopped = RetentionRun.objects.get(rule__key="looks")
    assert (stopped.state, stopped.changed, Look.objects.count()) == (RunState.RUNNING, 2, 3)
    monkeypatch.setattr(retention, "BATCHES_A_RUN", 10)
    services.delete_what_is_over(at=NOW)

    run = RetentionRun.objects.get(rule__key="looks")
    assert (run.state, run.changed, Look.objects.count()) == (RunState.DONE, 5, 0)


def test_a_rule_whose_days_are_over_deletes_nothing(siti):
    Look.objects.create(viewer=siti, subject=siti, purpose="x", at=NOW - days(4000))
    RetentionRule.objects.filter(key="looks").update(valid_to=TODAY - days(1))

    services.delete_what_is_over(at=NOW)

    assert Look.objects.count() == 1


def test_of_two_rules_in_force_the_one_that_began_last_decides(siti):
    for age in (31, 29):
        Look.objects.create(viewer=siti, subject=siti, purpose=str(age), at=NOW - days(age))
    RetentionRule.objects.create(key="looks", title="x", days=30, legal_basis="contoh", valid_from=TODAY - days(1))

    services.delete_what_is_over(at=NOW)

    assert [look.purpose for look in Look.objects.all()] == ["29"]


# Incidents


@pytest.fixture
def officer():
    root = agency("Kabupaten Contoh")
    dewi = person("Dewi")
    post(dewi, root)
    grant(dewi, Role.DPO, root)
    return dewi


def facts(**more):
    given = {
        "title": "Laptop hilang", "nature": "revealed", "detected_at": NOW - timedelta(hours=2), "happened": "Di kereta.",
        "data_concerned": "Nama dan NIP.", "people_concerned": 12, "measures": "Kata sandi diganti.",
    }  # fmt: skip
    return IncidentFacts(**{**given, **more})


def test_the_clock_runs_from_the_moment_it_is_known(officer):
    incident = services.open_incident(facts=facts(), by=officer, at=NOW)

    assert incident.due_at == NOW + timedelta(hours=70)


def test_nothing_is_known_before_it_happens(officer):
    with pytest.raises(DetectedLater):
        services.open_incident(facts=facts(detected_at=NOW + timedelta(hours=1)), by=officer, at=NOW)


def test_an_incident_closes_only_after_both_letters(officer):
    incident = services.open_incident(facts=facts(), by=officer, at=NOW)
    services.send_letters(number=incident.uuid, to="people", by=officer, at=NOW)
    with pytest.raises(LettersMissing):
        services.close_incident(number=incident.uuid, by=officer, at=NOW)

    services.send_letters(number=incident.uuid, to="authority", by=officer, at=NOW)
    services.close_incident(number=incident.uuid, by=officer, at=NOW)

    incident.refresh_from_db()
    assert incident.closed_at == NOW
    assert IncidentStep.objects.filter(incident=incident).count() == 4


def test_the_officer_is_warned_24_hours_before_the_letters_are_due_once(officer):
    services.open_incident(facts=facts(detected_at=NOW), by=officer, at=NOW)

    warned = [services.warn_of_incidents(at=NOW + timedelta(hours=hours)) for hours in (47, 49, 50)]

    assert warned == [0, 1, 0]
    assert Notice.objects.filter(person=officer, kind="incident_letters_due").count() == 1


def test_a_warning_reaches_the_officers_of_that_part_of_the_organisation_and_no_others(officer):
    nation, elsewhere = person("Nadia"), person("Umar")
    people.grant_role(person=nation, role=Role.DPO, unit=None, since=TODAY, by=None)
    grant(elsewhere, Role.DPO, agency("Kabupaten Lain"))
    services.open_incident(facts=facts(detected_at=NOW), by=officer, at=NOW)

    services.warn_of_incidents(at=NOW + timedelta(hours=49))

    told = Notice.objects.filter(kind="incident_letters_due").values_list("person_id", flat=True)
    assert set(told) == {officer.pk, nation.pk}


def test_the_first_time_a_letter_went_out_is_the_one_that_counts(officer):
    incident = services.open_incident(facts=facts(), by=officer, at=NOW)
    for hours in (1, 5):
        services.send_letters(number=incident.uuid, to="authority", by=officer, at=NOW + timedelta(hours=hours))

    incident.refresh_from_db()
    assert incident.authority_told_at == NOW + timedelta(hours=1)


def test_another_agencys_officer_sees_no_incident_of_this_one(client, officer):
    incident = services.open_incident(facts=facts(), by=officer, at=NOW)
    other, place = person("Umar"), agency("Kabupaten Lain")
    grant(other, Role.DPO, place)
    client.force_login(other)

    assert client.get(f"/privasi/insiden/{incident.uuid}/").status_code == 404
    assert b"Laptop" not in client.get("/privasi/insiden/").content
    with pytest.raises(NoSuchIncident):
        services.add_step(number=incident.uuid, text="x", by=other, at=NOW)


def test_both_letters_are_drafted_and_only_one_counts_the_people(client, officer):
    incident = services.open_incident(facts=facts(people_concerned=4711), by=officer, at=NOW)
    client.force_login(officer)

    to_people = client.get(f"/privasi/insiden/{incident.uuid}/surat/orang/").content.decode()
    to_institution = client.get(f"/privasi/insiden/{incident.uuid}/surat/lembaga/").content.decode()

    assert "Laptop hilang" in to_people
    assert "4711" not in to_people
    assert "4711" in to_institution


def test_an_incident_is_entered_on_the_page(client, officer):
    client.force_login(officer)
    local = timezone.localtime(timezone.now() - timedelta(hours=1))

    answer = client.post(
        "/privasi/insiden/baru/",
        {
            "title": "Server mati", "nature": "lost", "detected_at": f"{local:%Y-%m-%dT%H:%M}", "happened": "Listrik.",
            "data_concerned": "Semua.", "measures": "Dinyalakan.",
        },
    )  # fmt: skip

    assert answer.url.startswith("/privasi/insiden/")
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"text": "Listrik kembali."})
    client.post(answer.url, {"sent": "orang"})
    assert client.post(answer.url, {"close": "1"}).status_code == 302
    assert Incident.objects.get().closed_at is None


# The notice


def test_a_new_version_needs_an_officer_headings_and_what_has_changed(officer):
    good = {"change": "Baru.", "text": "## Apa\nIni.\n\n## Mengapa\nKarena.", "valid_from": TODAY, "at": NOW}
    with pytest.raises(NotTheOfficer):
        services.publish_notice(**good, by=person("Siti"))
    with pytest.raises(NoticeIncomplete):
        services.publish_notice(**{**good, "text": "tanpa judul"}, by=officer)
    with pytest.raises(NoticeTooEarly):
        services.publish_notice(**{**good, "valid_from": TODAY - days(1)}, by=officer)

    made = services.publish_notice(**good, by=officer)

    assert (made.number, made.sections) == (2, [("Apa", "Ini."), ("Mengapa", "Karena.")])
    agency("Kementerian Contoh")
    with pytest.raises(NotTheOfficer):
        services.publish_notice(**good, by=officer)
    assert NoticeVersion.objects.count() == 2


# Lists taken out


@pytest.fixture
def hr():
    root = agency("Kabupaten Contoh")
    office = unit("Dinas", root)
    ratna, evil = person("Ratna"), person("=HYPERLINK()", nip="198503302010121002")
    post(ratna, office)
    post(evil, office)
    grant(ratna, Role.HR, root)
    return ratna


def take_out(hr):
    return people.record_export(
        by=hr, kind=people_list.KIND, purpose="Rencana pelatihan 2027", scope="Kabupaten", people=2, at=NOW
    )


def test_a_list_says_whose_it_is_what_for_and_until_when_and_hides_the_nip(hr):
    export = take_out(hr)

    text = "".join(people_list.lines_of(export, by=hr, on=TODAY, at=NOW))

    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert "Ratna" in rows[0][0]
    assert "Rencana pelatihan 2027" in rows[2][0]
    assert "198503302010121002" not in text
    assert [row[0] for row in rows[5:]] == ["'=HYPERLINK()", "Ratna"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_stays_text(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"


def test_a_list_needs_a_purpose_that_says_something(hr):
    with pytest.raises(PurposeMissing):
        people.record_export(by=hr, kind="x", purpose=" perlu   ", scope="s", people=1, at=NOW)


def test_the_link_of_a_list_ends_after_a_day_and_is_nobody_elses(hr):
    export = take_out(hr)

    assert people.take_export(number=export.uuid, kind=people_list.KIND, by=hr, at=NOW).downloads == 1
    assert people.find_export(number=export.uuid, kind=people_list.KIND, by=hr, at=NOW) == export
    for who, hours, kind in (
        (person("Tono"), 0, people_list.KIND),
        (hr, 25, people_list.KIND),
        (hr, 0, "access_codes"),
    ):
        for ask in (people.find_export, people.take_export):
            with pytest.raises(NoSuchExport):
                ask(number=export.uuid, kind=kind, by=who, at=NOW + timedelta(hours=hours))


def test_a_list_is_taken_out_only_after_the_password_was_typed_again(client, hr):
    client.force_login(hr)

    assert "konfirmasi" in client.get("/sdm/pegawai/unduh/").url
    assert PeopleExport.objects.count() == 0


def test_the_officer_sees_every_list_that_was_taken_out_of_the_own_agency(hr):
    export = take_out(hr)
    dewi, other = person("Dewi"), person("Umar")
    grant(dewi, Role.DPO, hr.postings.get().unit.get_root())
    grant(other, Role.DPO, agency("Kabupaten Lain"))

    assert list(queues.exports(viewer=dewi, on=TODAY)) == [export]
    assert list(queues.exports(viewer=other, on=TODAY)) == []
