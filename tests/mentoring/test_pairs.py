"""Answering a proposal, and holding sessions: by the two alone, once, and with their hours."""

import threading
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections

from lms.development.models import HoursEntry
from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people import access as people_access
from lms.people.models import ViewGrant
from mentoring import selectors, services
from mentoring.access import NotYourPair
from mentoring.models import Application, ApplicationState, Pair, PairState, Programme, Session, SessionState
from mentoring.services import Meeting
from mentoring.services.pairing import MentorFull, NotProposed, ReasonMissing
from mentoring.services.sessions import (
    AgendaMissing,
    DisputeReasonMissing,
    MinutesOutOfRange,
    NotHeldYet,
    OutsideProgramme,
    PairNotActive,
    SessionSettled,
)
from tests.builders import NOW, TODAY
from tests.mentoring.builders import MEETING, active_pair, apply, mentee, mentor, office, programme, published

in_one_transaction = pytest.mark.django_db
in_real_transactions = pytest.mark.django_db(transaction=True)


def proposed_pair(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what, level=1)
    (pair,) = published(place, what)
    return pair


@in_one_transaction
def test_a_pair_begins_with_the_second_yes_and_opens_the_level_to_the_mentor():
    pair = proposed_pair(office())

    services.accept(pair=pair.uuid, by=pair.mentor, at=NOW)
    assert not people_access.people_visible_to(pair.mentor, on=TODAY).filter(pk=pair.mentee_id).exists()
    services.accept(pair=pair.uuid, by=pair.mentee, at=NOW)

    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE
    assert people_access.people_visible_to(pair.mentor, on=TODAY).filter(pk=pair.mentee_id).exists()
    grant = ViewGrant.objects.get()
    assert (grant.purpose, grant.source_uuid, grant.valid_to) == ("mentoring", pair.uuid, date(2027, 4, 30))
    assert Programme.objects.get().state == "running"


@in_one_transaction
def test_saying_yes_twice_is_one_yes():
    pair = proposed_pair(office())

    services.accept(pair=pair.uuid, by=pair.mentor, at=NOW)
    services.accept(pair=pair.uuid, by=pair.mentor, at=NOW)

    pair.refresh_from_db()
    assert pair.state == PairState.PROPOSED


@in_one_transaction
def test_nobody_else_answers_and_an_unpublished_pair_is_answered_by_nobody():
    place = office()
    pair = proposed_pair(place)
    unknown = uuid.uuid4()

    for who, which in [(place.coordinator, pair.uuid), (place.stranger, pair.uuid), (pair.mentor, unknown)]:
        with pytest.raises(NotYourPair):
            services.accept(pair=which, by=who, at=NOW)
        with pytest.raises(NotYourPair):
            services.decline(pair=which, by=who, reason="Tidak", at=NOW)
    pair.run.published_at = None
    pair.run.save()
    with pytest.raises(NotYourPair):
        services.accept(pair=pair.uuid, by=pair.mentor, at=NOW)


@in_one_transaction
def test_declining_returns_both_to_the_pool_and_never_pairs_them_again():
    place = office()
    pair = proposed_pair(place)

    services.decline(pair=pair.uuid, by=pair.mentee, reason="Kami sudah bekerja bersama", at=NOW)

    assert set(Application.objects.values_list("state", flat=True)) == {ApplicationState.SUBMITTED}
    assert [one.state for one in published(place, pair.programme)] == [PairState.DECLINED]
    mentor("Dewi", place.services, pair.programme)
    assert [one.mentor.full_name for one in published(place, pair.programme) if one.is_proposed] == ["Dewi"]


@in_one_transaction
def test_the_reason_of_a_refusal_is_for_the_coordinator_alone():
    pair = proposed_pair(office())

    services.decline(pair=pair.uuid, by=pair.mentee, reason="Alasan pribadi saya", at=NOW)

    notice = Notice.objects.get(kind="pair_declined")
    assert notice.person == pair.mentor
    assert "Alasan" not in str(notice.facts)


@in_one_transaction
def test_declining_needs_a_reason_and_a_proposal():
    pair = proposed_pair(office())

    with pytest.raises(ReasonMissing):
        services.decline(pair=pair.uuid, by=pair.mentor, reason="  ", at=NOW)
    services.decline(pair=pair.uuid, by=pair.mentor, reason="Terlalu sibuk", at=NOW)
    with pytest.raises(NotProposed):
        services.accept(pair=pair.uuid, by=pair.mentee, at=NOW)


def two_proposals_for_one_place():
    """Propose one mentor with one place in two programmes."""
    place = office()
    first, second = programme(place), programme(place, title="Mentor digital II")
    made = mentor("Made", place.services, first, capacity=2)
    apply(made, second, "mentor", "D2", capacity=2)
    mentee("Sari", place.people, first)
    mentee("Tono", place.people, second)
    pairs = [*published(place, first), *published(place, second)]
    Application.objects.filter(person=made).update(capacity=1)
    return made, pairs


@in_one_transaction
def test_a_mentor_cannot_promise_more_than_the_places_there_are():
    made, (first, second) = two_proposals_for_one_place()

    services.accept(pair=first.uuid, by=made, at=NOW)
    with pytest.raises(MentorFull):
        services.accept(pair=second.uuid, by=made, at=NOW)

    assert Pair.objects.filter(mentor_accepted_at__isnull=False).get() == first


@in_real_transactions
def test_of_two_promises_at_once_beyond_the_last_place_exactly_one_wins():
    made, pairs = two_proposals_for_one_place()
    barrier, outcomes = threading.Barrier(2), []

    def promise(pair):
        try:
            barrier.wait(10)
            services.accept(pair=pair.uuid, by=made, at=NOW)
            outcomes.append("accepted")
        except MentorFull:
            outcomes.append("full")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=promise, args=[pair]) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["accepted", "full"]
    assert Pair.objects.filter(mentor_accepted_at__isnull=False).count() == 1
    connection.close()


@in_one_transaction
def test_a_session_confirmed_by_both_books_hours_for_both_once():
    pair = active_pair(office())
    session = services.record_session(pair=pair.uuid, by=pair.mentee, meeting=MEETING, at=NOW)
    assert HoursEntry.objects.count() == 0

    services.confirm_session(session=session.uuid, by=pair.mentor, at=NOW)
    services.confirm_session(session=session.uuid, by=pair.mentor, at=NOW)
    services.confirm_session(session=session.uuid, by=pair.mentee, at=NOW)

    booked = HoursEntry.objects.values_list("person_id", "jp", "form", "source_uuid")
    assert set(booked) == {
        (person, Decimal(2), "mentoring", session.uuid) for person in (pair.mentor_id, pair.mentee_id)
    }
    assert HoursEntry.objects.count() == 2


@in_one_transaction
def test_a_confirmed_session_is_one_statement_about_the_mentee_without_the_note():
    pair = active_pair(office())
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    services.confirm_session(session=session.uuid, by=pair.mentee, at=NOW)

    statement = Statement.objects.get(verb="https://w3id.org/xapi/tla/verbs/attended")
    assert str(pair.mentee.uuid) in statement.actor
    assert str(pair.mentor.uuid) in statement.payload
    assert "PT01H30M00S" in statement.payload
    assert MEETING.shared_note not in statement.payload
    assert MEETING.agenda not in statement.payload


@in_one_transaction
def test_recording_is_ones_own_confirmation_and_asks_the_other_one():
    pair = active_pair(office())

    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)
    services.confirm_session(session=session.uuid, by=pair.mentor, at=NOW)

    session.refresh_from_db()
    assert session.state == SessionState.RECORDED
    assert Notice.objects.get(kind="session_to_confirm").person == pair.mentee
    assert list(selectors.sessions_to_confirm(viewer=pair.mentee)) == [session]
    assert list(selectors.sessions_to_confirm(viewer=pair.mentor)) == []


@in_one_transaction
def test_a_form_sent_twice_is_one_session():
    pair = active_pair(office())
    key = uuid.uuid4()

    for _time in range(2):
        services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW, key=key)

    assert Session.objects.count() == 1


@in_one_transaction
@pytest.mark.parametrize(
    ("meeting", "refusal"),
    [
        (Meeting(date(2026, 11, 20), 14, "Singkat"), MinutesOutOfRange),
        (Meeting(date(2026, 11, 20), 241, "Panjang"), MinutesOutOfRange),
        (Meeting(date(2026, 11, 25), 60, "Besok"), NotHeldYet),
        (Meeting(date(2026, 10, 31), 60, "Terlalu awal"), OutsideProgramme),
        (Meeting(date(2026, 11, 20), 60, "   "), AgendaMissing),
    ],
)
def test_a_session_that_cannot_have_been_held_is_refused(meeting, refusal):
    pair = active_pair(office())

    with pytest.raises(refusal):
        services.record_session(pair=pair.uuid, by=pair.mentor, meeting=meeting, at=NOW)


@in_one_transaction
def test_a_proposed_pair_holds_no_sessions():
    pair = proposed_pair(office())

    with pytest.raises(PairNotActive):
        services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)


@in_one_transaction
def test_a_disputed_session_books_nothing_and_tells_why():
    pair = active_pair(office())
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    with pytest.raises(DisputeReasonMissing):
        services.dispute_session(session=session.uuid, by=pair.mentee, reason="", at=NOW)
    services.dispute_session(session=session.uuid, by=pair.mentee, reason="Hanya 45 menit", at=NOW)

    with pytest.raises(SessionSettled):
        services.confirm_session(session=session.uuid, by=pair.mentee, at=NOW)
    assert HoursEntry.objects.count() == 0
    assert Notice.objects.get(kind="session_disputed").facts["reason"] == "Hanya 45 menit"


@in_one_transaction
def test_nobody_disputes_what_they_confirmed_themselves():
    pair = active_pair(office())
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    with pytest.raises(SessionSettled):
        services.dispute_session(session=session.uuid, by=pair.mentor, reason="Salah", at=NOW)


@in_one_transaction
def test_sessions_of_others_are_out_of_reach():
    place = office()
    pair = active_pair(place)
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)

    for who in (place.coordinator, place.stranger):
        with pytest.raises(NotYourPair):
            services.record_session(pair=pair.uuid, by=who, meeting=MEETING, at=NOW)
        with pytest.raises(NotYourPair):
            services.confirm_session(session=session.uuid, by=who, at=NOW)
        with pytest.raises(NotYourPair):
            services.dispute_session(session=session.uuid, by=who, reason="Salah", at=NOW)
        with pytest.raises(NotYourPair):
            selectors.pair_page(pair.uuid, viewer=who, on=TODAY)
        assert list(selectors.sessions_of(pair, viewer=who)) == []


@in_real_transactions
def test_two_confirmations_at_once_book_the_hours_once():
    pair = active_pair(office())
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)
    barrier = threading.Barrier(2)

    def confirm():
        try:
            barrier.wait(10)
            services.confirm_session(session=session.uuid, by=pair.mentee, at=NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert HoursEntry.objects.count() == 2
    assert Statement.objects.filter(verb="https://w3id.org/xapi/tla/verbs/attended").count() == 1
    connection.close()
