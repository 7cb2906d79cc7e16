"""The auditor's walk: from a certificate to the rule, in the own scope and days, seen by the holder."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, ItemKey
from certificates.rendering import masked_nip
from lms.audit.services import look_at_certificate
from lms.competencies.models import EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.people import services
from lms.people.models import Look, Role, RoleGrant
from tests.builders import agency, competency, grant, person, post, signed_in, unit
from tests.certificates.builders import facts_with, issued
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path):
    made = build(tmp_path)
    attempt = Attempt.objects.get(uuid=made.ids["attempt"])
    Attempt.objects.filter(pk=attempt.pk).update(
        state="scored", percent=80, passed=True, submitted_at=timezone.now(), scored_at=timezone.now()
    )
    made.certificate = issued(
        made.people["subject"], number=202, facts=facts_with(evidence=(f"attempt:{attempt.uuid}",))
    )
    made.attempt = attempt
    return made


def page(world, seat="auditor"):
    return world.clients[seat].get(reverse("audit:certificate", args=[world.certificate.uuid]))


@pytest.mark.parametrize("typed", ["number", "public_code"])
def test_an_auditor_finds_a_certificate_by_number_or_code(world, typed):
    text = getattr(world.certificate, typed)

    answer = world.clients["auditor"].post(reverse("audit:index"), {"text": f" {text} "})

    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("audit:certificate", args=[world.certificate.uuid]),
    )


def test_a_number_of_another_agency_and_no_number_get_the_same_answer(world):
    stranger = issued(world.people["stranger"], number=303)
    sentences = set()
    for text in (stranger.number, "tidak ada", world.people["subject"].email):
        answer = world.clients["auditor"].post(reverse("audit:index"), {"text": text})
        assert answer.status_code == 200
        sentences.add(answer.context["form"].errors["text"][0])

    assert len(sentences) == 1
    assert world.clients["auditor"].get(reverse("audit:certificate", args=[stranger.uuid])).status_code == 404


def test_the_page_shows_seed_versions_and_score_and_no_key_and_no_answer(world):
    shown = page(world).content.decode()

    assert str(world.attempt.seed) in shown
    for slot in world.attempt.slots.select_related("item_version__item"):
        assert slot.item_version.item.code in shown
        assert slot.item_version.sha256[:12] in shown
        assert slot.item_version.stem not in shown
        assert all(option["text"] not in shown for option in slot.item_version.options)
    assert all(key.rationale not in shown for key in ItemKey.objects.exclude(rationale=""))


def test_the_page_masks_the_number_of_the_holder(world):
    number = world.certificate.facts.holder_nip

    shown = page(world).content.decode()

    assert number not in shown
    assert masked_nip(number) in shown


def test_an_attempt_of_somebody_else_is_no_part_of_the_walk(world):
    Attempt.objects.filter(pk=world.attempt.pk).update(person=world.people["peer"])

    walk = look_at_certificate(certificate=world.certificate.uuid, by=world.people["auditor"], at=timezone.now())

    assert walk.tests == []


def test_a_level_is_followed_from_what_was_known_on_the_day_of_the_certificate(world):
    day = world.certificate.dated_on
    for performed_on, source in ((day, world.attempt.uuid), (day + timedelta(days=1), uuid.uuid4())):
        record_evidence(
            person=world.people["subject"],
            findings=[Finding(competency("D2"), EvidenceKind.EXTERNAL_RESULT, 3, performed_on, chance=0.9)],
            source=Source("attempt", source, "Uji"),
            by=None,
            at=world.certificate.requested_at + timedelta(days=2),
        )

    walk = look_at_certificate(certificate=world.certificate.uuid, by=world.people["auditor"], at=timezone.now())

    (level,) = walk.levels
    assert [evidence.performed_on for evidence, _fact in level.evidence] == [day]


def test_the_holder_reads_that_an_auditor_looked(world):
    page(world)

    (look,) = Look.objects.filter(subject=world.people["subject"], viewer=world.people["auditor"])
    assert look.purpose == "audit"
    assert world.people["auditor"].full_name in world.clients["subject"].get("/akun/").content.decode()


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_auditor_walks_until_the_last_day_and_not_after(world, days):
    last = timezone.localdate() + timedelta(days=days)
    RoleGrant.objects.filter(person=world.people["auditor"]).update(valid_to=last)

    assert page(world).status_code == (403 if days < 0 else 200)


def test_where_the_holder_worked_when_it_was_earned_counts(world):
    moved_to = agency("Kementerian Tujuan")
    auditor_there = person("Auditor Tujuan")
    post(auditor_there, unit("Inspektorat", moved_to))
    grant(auditor_there, Role.AUDITOR, moved_to)
    subject = world.people["subject"]
    services.post(
        person=subject,
        position=subject.postings.get().position,
        unit=auditor_there.postings.get().unit,
        since=timezone.localdate(world.certificate.requested_at) + timedelta(days=1),
    )

    there = signed_in(auditor_there).get(reverse("audit:certificate", args=[world.certificate.uuid]))

    assert (page(world).status_code, there.status_code) == (200, 404)


def test_being_an_auditor_opens_nothing_else(world):
    client, subject = world.clients["auditor"], world.people["subject"]
    for where in (
        reverse("workforce:person", args=[subject.uuid]),
        reverse("home:team_member", args=[subject.uuid]),
        reverse("people:roles"),
        reverse("workforce:gap_map"),
    ):
        assert client.get(where).status_code == 403


def test_the_log_of_roles_shows_the_own_scope_only_and_costs_the_same_for_many(world, django_assert_max_num_queries):
    for number in range(30):
        someone = person(f"Orang {number}")
        grant(someone, Role.PROCTOR, world.home)
    grant(person("Orang Lain"), Role.PROCTOR, world.other)

    with django_assert_max_num_queries(20):
        shown = world.clients["auditor"].get(reverse("audit:roles")).content.decode()

    assert "Orang 29" in shown
    assert "Orang Lain" not in shown
