"""Being forgotten: what goes, what stays without a name, and who decides."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from lms.notices.models import Notice
from lms.people import services as people
from lms.people.models import Consent, EmployeeNumber, Look, Posting, Role, RoleGrant, Session, User
from lms.privacy import services
from lms.privacy.access import NoSuchRequest
from lms.privacy.models import DataCopy, RequestKind, private_storage
from lms.privacy.services.requests import AskedAlready
from tests.builders import NOW, PASSWORD, TODAY, grant, sign_in
from tests.privacy.test_rights import ask

pytestmark = pytest.mark.django_db

NIP = "198503302010121002"


def test_an_erased_person_is_nowhere_to_be_found(client, town):
    client.force_login(town.siti)
    client.get("/akun/")
    people.log_look(viewer=town.ratna, subject=town.siti, purpose="hr_review", at=NOW)
    request = ask(town.siti, RequestKind.ERASURE)
    uuid_before, name = town.siti.uuid, town.siti.full_name

    services.decide(number=request.uuid, grant=True, answer="Dikabulkan.", by=town.dewi, at=NOW)

    gone = User.objects.get(pk=town.siti.pk)
    assert (gone.full_name, gone.email, gone.is_active, gone.erased_at) == ("—", None, False, NOW)
    assert gone.uuid != uuid_before
    assert not gone.check_password(PASSWORD)
    assert not EmployeeNumber.objects.filter(person=gone).exists()
    assert not Posting.objects.on(TODAY).filter(person=gone).exists()
    assert not Notice.objects.filter(person=gone).exists()
    assert Look.objects.get(subject=gone).viewer == town.ratna
    assert client.get("/akun/").status_code == 302, "whoever sat in the account has left it"
    for notice in Notice.objects.all():
        assert name not in json.dumps(notice.facts)


def test_an_erased_account_keeps_no_title_no_power_and_no_habit(town):
    given = {"title_before": "Dr.", "title_after": "M.Si.", "grade": "III/c", "is_staff": True, "is_superuser": True}
    User.objects.filter(pk=town.siti.pk).update(**given, last_login=NOW)
    Posting.objects.filter(person=town.siti).update(basis="SK 800/12/2026 atas nama Siti Aminah")
    Consent.objects.create(person=town.siti, purpose="notices_by_email", given_at=NOW)
    grant(town.siti, Role.HR, town.office)

    services.erase(person=town.siti, by=town.dewi, at=NOW)

    gone = User.objects.get(pk=town.siti.pk)
    assert (gone.title_before, gone.title_after, gone.grade) == ("", "", "")
    assert (gone.is_staff, gone.is_superuser, gone.last_login) == (False, False, None)
    assert Posting.objects.get(person=gone).basis == ""
    assert Consent.objects.get(person=gone).withdrawn_at == NOW
    assert not RoleGrant.objects.on(TODAY).filter(person=gone).exists()


def test_the_words_of_requests_and_the_files_of_copies_go_with_their_person(town):
    request = ask(town.siti)
    services.decide(number=request.uuid, grant=False, answer="Nama Siti Aminah sudah benar.", by=town.ratna, at=NOW)
    copy = DataCopy.objects.create(person=town.siti, requested_at=NOW, next_try_at=NOW)
    made = services.make_copy(copy_id=copy.pk, at=NOW, render=lambda _booklet: b"%PDF")
    files = [made.json_file.name, made.pdf_file.name]
    assert all(private_storage().exists(name) for name in files)

    services.erase(person=town.siti, by=town.dewi, at=NOW)

    request.refresh_from_db()
    assert (request.state, request.text, request.answer) == ("refused", "", "")
    assert {event.note for event in request.events.all()} == {""}
    assert not DataCopy.objects.exists()
    assert not any(private_storage().exists(name) for name in files)


def test_no_session_of_an_erased_person_is_left(client, town):
    sign_in(client, town.siti)
    key = client.session.session_key
    assert Session.objects.filter(session_key=key).exists()

    services.erase(person=town.siti, by=town.dewi, at=NOW)

    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=town.siti).exists()


def test_erasing_twice_changes_nothing(town):
    assert services.erase(person=town.siti, by=town.dewi, at=NOW) > 0

    before = User.objects.filter(pk=town.siti.pk).values().get()
    assert services.erase(person=town.siti, by=town.dewi, at=NOW + timedelta(days=1)) == 0
    assert User.objects.filter(pk=town.siti.pk).values().get() == before


def test_a_refused_erasure_leaves_everything(town):
    request = ask(town.siti, RequestKind.ERASURE)
    services.decide(number=request.uuid, grant=False, answer="Masih bertugas.", by=town.dewi, at=NOW)

    town.siti.refresh_from_db()
    assert town.siti.erased_at is None


def test_the_person_sees_before_what_goes_and_what_stays_and_why(client, town):
    people.log_look(viewer=town.ratna, subject=town.siti, purpose="hr_review", at=NOW)
    plan = services.plan_erasure(town.siti)

    assert {line.duty != "" for line in plan.staying if "look" in str(line.what).lower()} <= {True}
    assert all(line.rows > 0 for line in plan.lines)
    client.force_login(town.siti)
    assert client.get("/privasi/permintaan/baru/erasure/").status_code == 200


def test_an_erasure_is_asked_for_once(town):
    ask(town.siti, RequestKind.ERASURE)

    with pytest.raises(AskedAlready):
        ask(town.siti, RequestKind.ERASURE)


def test_erasure_needs_the_officer_of_the_own_agency(town, elsewhere):
    request = ask(town.siti, RequestKind.ERASURE)

    with pytest.raises(NoSuchRequest):
        services.decide(number=request.uuid, grant=True, answer="Ya.", by=elsewhere.officer, at=NOW)


# Every page of one's own, for a person with nothing
