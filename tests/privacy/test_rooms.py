"""What each room gives up: answers, mentoring notes, certificates, tries to sign in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from assessments.models import Attempt, PracticeAnswer, Response, ResponseEvent
from assessments.services import start_attempt, submit
from certificates import services as certificates
from certificates.models import Artifact, Certificate
from lms.people.models import Consent
from lms.privacy import services
from mentoring.models import Application, Pair, PairState, Session
from mentoring.selectors import colleagues_named
from tests.assessments import builders as tests_of
from tests.builders import NOW, SINCE, TODAY, person, post
from tests.certificates import builders as certificates_of
from tests.mentoring import builders as mentoring_of

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def attempt():
    """An attempt that was answered and handed in."""
    who = tests_of.person()
    begun = start_attempt(person=who, blueprint=tests_of.simple_test(), at=NOW)
    tests_of.answer_all(begun, right=2, at=NOW)
    return submit(person=who, attempt=begun.uuid, at=NOW)


def test_answers_leave_after_two_years_and_the_result_stays(attempt):
    before = Attempt.objects.values().get()

    services.delete_what_is_over(at=NOW + 2 * YEAR + timedelta(days=1))

    assert (Response.objects.count(), ResponseEvent.objects.count()) == (0, 0)
    assert attempt.slots.count() == 3
    assert Attempt.objects.values().get() == before


def test_answers_of_less_than_two_years_stay(attempt):
    services.delete_what_is_over(at=NOW + 2 * YEAR - timedelta(days=1))

    assert Response.objects.count() == 3


def test_an_erasure_takes_the_answers_and_leaves_the_attempt_without_a_name(attempt):
    services.erase(person=attempt.person, by=None, at=NOW)

    assert (Response.objects.count(), PracticeAnswer.objects.count()) == (0, 0)
    assert Attempt.objects.get().person.full_name == "—"


def test_mentoring_notes_leave_a_year_after_the_pair_ended_and_the_session_stays():
    pair = mentoring_of.active_pair(mentoring_of.office())
    Session.objects.create(
        pair=pair, held_on=SINCE, minutes=60, agenda="Izin", shared_note="Rahasia", recorded_at=NOW - 2 * YEAR
    )
    Pair.objects.filter(pk=pair.pk).update(
        state=PairState.ENDED, ended_at=NOW - YEAR - timedelta(days=1), end_reason="Pindah"
    )

    services.delete_what_is_over(at=NOW)

    kept = Session.objects.get()
    assert (kept.agenda, kept.shared_note, kept.minutes) == ("Izin", "", 60)
    assert Pair.objects.get().end_reason == ""


def test_an_erased_mentee_frees_the_mentor_and_leaves_no_word():
    pair = mentoring_of.active_pair(mentoring_of.office())
    Session.objects.create(pair=pair, held_on=SINCE, minutes=60, agenda="Izin", shared_note="Rahasia", recorded_at=NOW)

    services.erase(person=pair.mentee, by=None, at=NOW)

    kept = Session.objects.get()
    assert (kept.agenda, kept.shared_note) == ("", "")
    assert Pair.objects.get().state == PairState.ENDED
    assert not Application.objects.filter(person=pair.mentee).exists()
    assert Application.objects.get(person=pair.mentor).state == "submitted"


def test_who_does_not_want_to_be_found_by_name_is_not_found_as_a_wish_but_can_still_be_avoided():
    place = mentoring_of.office()
    programme = mentoring_of.programme(place)
    rina, asker = person("Rina Kartika"), person("Sari")
    post(rina, place.people)
    asked = {"viewer": asker, "on": TODAY}
    Consent.objects.create(person=rina, purpose="mentoring_by_name", given_at=NOW, withdrawn_at=NOW)

    wished = colleagues_named(["Rina Kartika"], programme, **asked, except_for="mentoring_by_name")
    avoided = colleagues_named(["Rina Kartika"], programme, **asked)

    assert (wished, avoided) == ({"Rina Kartika": []}, {"Rina Kartika": [rina]})


def test_the_certificate_of_an_erased_person_can_still_be_confirmed_but_its_nip_and_file_are_gone():
    siti = certificates_of.siti()
    made = certificates.request(
        holder=siti, offering=certificates_of.COURSE, facts=certificates_of.FACTS, at=certificates_of.EARNED_AT
    )
    certificates.issue(certificate_id=made.pk, at=certificates_of.EARNED_AT, render=lambda _sheet: b"%PDF-1.7")
    sha256 = Artifact.objects.get().sha256

    services.erase(person=siti, by=None, at=NOW)

    kept = Certificate.objects.get()
    assert certificates_of.NIP not in kept.snapshot
    assert kept.facts.holder_name == certificates_of.FACTS.holder_name
    assert (Artifact.objects.get().file.name, Artifact.objects.get().sha256) == ("", sha256)


def test_tries_to_sign_in_leave_after_90_days():
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        for age in (91, 89):
            more = {"failures_since_start": 1} if model is AccessAttempt else {}
            row = model.objects.create(username=str(age), user_agent=str(age), ip_address="10.0.0.1", **more)
            model.objects.filter(pk=row.pk).update(attempt_time=NOW - timedelta(days=age))

    services.delete_what_is_over(at=NOW)

    left = [
        set(model.objects.values_list("username", flat=True)) for model in (AccessAttempt, AccessFailureLog, AccessLog)
    ]
    assert left == [{"89"}, {"89"}, {"89"}]
