"""The pages: what each person sees and does, what stays hidden, and what a page costs."""

import uuid

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from lms.development.offers import offers_for
from lms.people.models import Look
from mentoring import services
from mentoring.models import Application, MatchRun, Pair, PairState, Session, SessionState
from mentoring.next_steps import offer_mentoring
from tests.builders import NOW, TODAY, competency, person, post
from tests.mentoring.builders import MEETING, active_pair, matched, mentee, mentor, office, programme, prove, published

pytestmark = pytest.mark.django_db

NOTE = MEETING.shared_note


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """Let the server's clock stand where the tests' dates are."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def place():
    return office()


def page(client, who, name, *args, **query):
    client.force_login(who)
    return client.get(reverse(f"mentoring:{name}", args=args), query)


def send(client, who, name, *args, **typed):
    client.force_login(who)
    return client.post(reverse(f"mentoring:{name}", args=args), typed)


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("mentoring:index")).status_code == 302


def test_the_first_page_of_somebody_without_a_programme_says_what_to_do(client, place):
    answer = page(client, place.stranger, "index")

    assert answer.status_code == 200
    assert "/kursus/" in answer.text


def test_a_civil_servant_applies_in_the_browser(client, place):
    what, sari, putu = programme(place), person("Sari"), person("Putu Ayu")
    post(sari, place.people)
    post(putu, place.services)
    assert page(client, sari, "programme", what.uuid).status_code == 200

    answer = send(
        client,
        sari,
        "apply",
        what.uuid,
        peran="mentee",
        competencies=[competency("D2").pk],
        motivation="Ingin aman",
        avoid="Putu Ayu",
        wishes="",
    )

    assert answer.status_code == 302
    application = Application.objects.get()
    assert (application.role, application.motivation) == ("mentee", "Ingin aman")
    assert list(application.avoid.all()) == [putu]


def test_what_was_typed_stays_when_something_is_wrong(client, place):
    what, sari = programme(place), person("Sari")
    post(sari, place.people)

    answer = send(client, sari, "apply", what.uuid, peran="mentee", motivation="Kalimat saya", avoid="Tidak Ada")

    assert answer.status_code == 422
    assert "Kalimat saya" in answer.text
    assert "Tidak Ada" in answer.text
    assert Application.objects.count() == 0


def test_a_mentor_without_a_shown_level_is_sent_to_the_tests(client, place):
    what, sari = programme(place), person("Sari")
    post(sari, place.people)

    answer = page(client, sari, "programme", what.uuid, peran="mentor")

    assert reverse("assessments:mine") in answer.text


def test_an_application_is_withdrawn_in_the_browser(client, place):
    what = programme(place)
    sari = mentee("Sari", place.people, what)

    send(client, sari, "withdraw", what.uuid, peran="mentee")

    assert Application.objects.get().state == "withdrawn"


def test_programmes_of_another_agency_are_refused(client, place):
    what = programme(place)

    assert page(client, place.stranger, "programme", what.uuid).status_code == 403
    assert send(client, place.stranger, "apply", what.uuid, peran="mentee").status_code == 403


def test_a_proposal_shows_its_reasons_with_points_that_add_up(client, place):
    what = programme(place)
    mentor("Made", place.services, what, level=3)
    sari = mentee("Sari", place.people, what)
    (pair,) = published(place, what)

    answer = page(client, sari, "pair", pair.uuid)

    assert answer.status_code == 200
    reasons = answer.context["found"].reasons
    points = [float(reason.points.replace(",", ".")) for reason in reasons]
    assert sum(points) == float(answer.context["found"].score.replace(",", "."))
    assert reverse("mentoring:accept", args=[pair.uuid]) in answer.text


def test_both_accept_in_the_browser(client, place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    (pair,) = published(place, what)

    for who in (pair.mentor, pair.mentee):
        assert send(client, who, "accept", pair.uuid).status_code == 302

    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE


def test_declining_asks_for_a_reason_first(client, place):
    what = programme(place)
    mentor("Made", place.services, what)
    sari = mentee("Sari", place.people, what)
    (pair,) = published(place, what)
    assert page(client, sari, "decline", pair.uuid).status_code == 200

    without = send(client, sari, "decline", pair.uuid, reason="")
    given = send(client, sari, "decline", pair.uuid, reason="Terlalu sibuk")

    assert (without.status_code, given.status_code) == (422, 302)
    assert Pair.objects.get().state == PairState.DECLINED


@pytest.mark.parametrize("name", ["pair", "decline"])
def test_a_pair_of_others_is_refused(client, place, name):
    pair = active_pair(place)

    for who in (place.coordinator, place.stranger):
        assert page(client, who, name, pair.uuid).status_code == 403
    assert page(client, pair.mentor, name, uuid.uuid4()).status_code == 403


@pytest.mark.parametrize("name", ["accept", "decline", "record_session"])
def test_nobody_acts_for_others(client, place, name):
    pair = active_pair(place)

    answer = send(
        client,
        place.stranger,
        name,
        pair.uuid,
        reason="Tidak",
        key=uuid.uuid4(),
        held_on="2026-11-20",
        minutes=60,
        agenda="x",
    )

    assert answer.status_code == 403
    assert Session.objects.count() == 0


@pytest.mark.parametrize("name", ["confirm_session", "dispute_session"])
def test_nobody_answers_for_a_session_of_others(client, place, name):
    pair = active_pair(place)
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    answer = send(client, place.stranger, name, session.uuid, reason="Tidak")

    session.refresh_from_db()
    assert answer.status_code == 403
    assert session.state == SessionState.RECORDED


def test_a_session_is_recorded_and_confirmed_in_the_browser(client, place):
    pair = active_pair(place)

    assert 'value="2026-11-24"' in page(client, pair.mentee, "pair", pair.uuid).text
    recorded = send(
        client,
        pair.mentee,
        "record_session",
        pair.uuid,
        key=uuid.uuid4(),
        held_on="2026-11-20",
        minutes=90,
        agenda="Formulir",
        shared_note=NOTE,
    )
    session = Session.objects.get()
    confirmed = send(client, pair.mentor, "confirm_session", session.uuid)

    assert (recorded.status_code, confirmed.status_code) == (302, 302)
    assert "2 JP" in page(client, pair.mentee, "pair", pair.uuid).text


def test_a_day_that_cannot_be_is_named_at_its_field_and_the_rest_is_kept(client, place):
    pair = active_pair(place)

    answer = send(
        client,
        pair.mentee,
        "record_session",
        pair.uuid,
        key=uuid.uuid4(),
        held_on="2026-11-30",
        minutes=90,
        agenda="Formulir layanan",
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"held_on"}
    assert "Formulir layanan" in answer.text


def test_a_session_that_is_not_right_is_held_back_with_a_reason(client, place):
    pair = active_pair(place)
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)
    assert page(client, pair.mentee, "dispute_session", session.uuid).status_code == 200

    send(client, pair.mentee, "dispute_session", session.uuid, reason="Hanya 45 menit")

    assert "Hanya 45 menit" in page(client, pair.mentor, "pair", pair.uuid).text


def test_the_note_is_read_by_the_two_and_by_nobody_else(client, place):
    pair = active_pair(place)
    services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    assert NOTE in page(client, pair.mentor, "pair", pair.uuid).text
    assert NOTE in page(client, pair.mentee, "pair", pair.uuid).text
    as_coordinator = page(client, place.coordinator, "coordinate", pair.programme.uuid).text
    assert NOTE not in as_coordinator
    assert MEETING.agenda not in as_coordinator


def test_the_mentor_sees_the_goal_and_no_other_level_and_the_look_is_logged(client, place):
    pair = active_pair(place, level=1)
    prove(pair.mentee, "A1", 4)

    answer = page(client, pair.mentor, "pair", pair.uuid)

    assert answer.context["found"].level == 1
    assert "A1" not in strip_tags(answer.text.split("<main", 1)[1])
    assert Look.objects.filter(viewer=pair.mentor, subject=pair.mentee, purpose="mentoring").count() == 1


def test_the_coordinator_forms_and_publishes_pairs_in_the_browser(client, place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    mentee("Tono", place.people, what, code="F3")

    send(client, place.coordinator, "run_match", what.uuid)
    waiting = page(client, place.coordinator, "coordinate", what.uuid)
    progress = page(client, place.coordinator, "run_progress", what.uuid)
    services.carry_out_waiting(at=NOW)
    done = page(client, place.coordinator, "coordinate", what.uuid)
    send(client, place.coordinator, "publish", what.uuid)

    assert "data-waits" in waiting.text
    assert "data-waits" in progress.text
    assert [row.pair.mentee.full_name for row in done.context["pair_rows"]] == ["Sari"]
    assert [row.application.person.full_name for row in done.context["without_pair"]] == ["Tono"]
    assert done.context["found"].figures.matched == 1
    assert MatchRun.objects.get().published_at is not None


@pytest.mark.parametrize("name", ["coordinate", "run_progress"])
def test_only_the_own_coordinator_sees_a_programme_from_inside(client, place, name):
    what = programme(place)
    sari = mentee("Sari", place.people, what)

    assert page(client, place.coordinator, name, what.uuid).status_code == 200
    assert page(client, place.stranger, name, what.uuid).status_code == 403
    assert page(client, sari, name, what.uuid).status_code == 403


@pytest.mark.parametrize("name", ["run_match", "publish", "open_programme"])
def test_only_the_own_coordinator_moves_a_programme_on(client, place, name):
    what = programme(place)

    assert send(client, place.stranger, name, what.uuid).status_code == 403
    assert MatchRun.objects.count() == 0


def test_private_lists_and_reasons_of_others_stay_out_of_the_coordinators_page(client, place):
    what = programme(place)
    avoided = person("Orang Yang Dihindari")
    post(avoided, place.people)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what, avoid=[avoided])
    matched(place, what)

    assert "Dihindari" not in page(client, place.coordinator, "coordinate", what.uuid).text


def test_a_coordinator_writes_and_opens_a_programme_in_the_browser(client, place):
    assert page(client, place.coordinator, "programmes").status_code == 200
    typed = {
        "title": "Mentor digital",
        "summary": "Pendampingan",
        "unit": place.home.pk,
        "kind": "classic",
        "opens_on": "2026-11-01",
        "closes_on": "2026-12-31",
        "starts_on": "2026-11-15",
        "ends_on": "2027-05-31",
        "sessions_planned": 6,
    }

    wrong = send(client, place.coordinator, "create_programme", **{**typed, "ends_on": "2026-01-01"})
    answer = send(client, place.coordinator, "create_programme", **typed)
    made = answer.url.rstrip("/").rpartition("/")[2]
    opened = send(client, place.coordinator, "open_programme", made)

    assert (wrong.status_code, answer.status_code, opened.status_code) == (422, 302, 302)
    assert "Mentor digital" in page(client, place.coordinator, "programmes").text


@pytest.mark.parametrize("name", ["programmes", "create_programme"])
def test_the_coordinators_pages_are_closed_to_others(client, place, name):
    sari = mentee("Sari", place.people, programme(place))

    assert page(client, sari, name).status_code == 403


def test_a_proposal_and_a_session_are_offered_as_the_next_step(place):
    what = programme(place)
    mentor("Made", place.services, what)
    sari = mentee("Sari", place.people, what)
    (pair,) = published(place, what)
    assert next(offer.kind for offer in offers_for(sari, on=TODAY)) == "mentoring_proposal"

    for who in (pair.mentor, pair.mentee):
        services.accept(pair=pair.uuid, by=who, at=NOW)
    services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    assert [offer.kind for offer in offer_mentoring(sari, TODAY)] == ["mentoring_session"]
    assert offer_mentoring(pair.mentor, TODAY) == []


def test_an_open_programme_is_offered_for_a_measured_gap_only(place):
    programme(place)
    sari = person("Sari")
    post(sari, place.people)
    assert offer_mentoring(sari, TODAY) == []

    prove(sari, "D2", 1)

    (offer,) = offer_mentoring(sari, TODAY)
    assert (offer.kind, offer.competency_codes) == ("mentoring_programme", ("D2",))
