"""Being forgotten: what goes, what stays without a name, and who decides."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from lms.notices.models import Notice
from lms.people import services as people
from lms.people.models import EmployeeNumber, Look, Posting, User
from lms.privacy import services
from lms.privacy.access import NoSuchRequest
from lms.privacy.models import RequestKind
from lms.privacy.services.requests import AskedAlready
from tests.builders import NOW, PASSWORD, TODAY
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
