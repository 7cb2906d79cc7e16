"""The day of a supervised sitting: time, incidents, the report, and what two hands at once must not do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Attempt, Incident, IncidentKind, ItemKey, Seat, SeatStanding, Sitting
from assessments.selectors.sittings import watched_room
from assessments.services import (
    finish_expired,
    reopening,
    save_answer,
    seats,
    sitting_rooms,
    sittings,
    submit,
)
from assessments.sitting_access import NoSuchSeat, NoSuchSitting
from lms.competencies.models import EvidenceKind
from lms.experience.models import Statement
from lms.people.access import OutsideScope
from lms.people.models import Role
from tests.assessments.builders import answer_all, right_answer, slots
from tests.assessments.rooms import (
    DOOR,
    ENDS,
    PLANNED,
    STARTS,
    begun,
    handed_in,
    kinds_of,
    known,
    notices_of,
    opened,
    place,
    plan_of,
    signed,
)
from tests.builders import agency, grant, person, post

pytestmark = pytest.mark.django_db


def test_time_that_a_power_cut_took_is_given_back_to_all_at_work_and_noted():
    made = opened()
    attempt = begun(made, made.rina)

    given = sitting_rooms.give_time(
        number=made.sitting.uuid, minutes=15, why="Listrik padam.", by=made.proctor, at=STARTS
    )

    assert given == 1
    assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline + timedelta(minutes=15)
    assert Sitting.objects.get().ends_at == ENDS + timedelta(minutes=15)
    noted = Incident.objects.get()
    assert (noted.kind, noted.minutes, noted.seat) == (IncidentKind.TIME, 15, None)


def test_whoever_watches_can_end_an_attempt_and_what_was_saved_is_scored():
    made = opened()
    attempt = begun(made, made.rina)
    first = slots(attempt)[0]
    save_answer(person=made.rina, attempt=attempt.uuid, position=1, seq=1, payload=right_answer(first), at=STARTS)

    sitting_rooms.end_attempt(why="Meninggalkan ruang.", **made.at(made.rina, STARTS + timedelta(minutes=1)))

    ended = Attempt.objects.get(pk=attempt.pk)
    assert (ended.is_scored, ended.closed_reason, ended.percent) == (True, "proctor", 12.5)


def test_a_report_is_not_signed_while_somebody_is_at_work():
    made = opened()
    begun(made, made.rina, at=ENDS - timedelta(minutes=5))

    with pytest.raises(sitting_rooms.StillAtWork):
        sitting_rooms.sign_report(number=made.sitting.uuid, report="", by=made.proctor, at=ENDS - timedelta(minutes=1))
    signed(made)  # their time is over: the attempt ends with what is saved

    assert Attempt.objects.get().is_scored
    assert Sitting.objects.get().pin == ""


def test_whoever_did_not_come_has_no_standing_and_no_evidence():
    made = opened()
    handed_in(made, made.rina)
    signed(made)

    assert Seat.objects.get(person=made.budi).standing == SeatStanding.OPEN
    assert kinds_of(made.budi) == []


@pytest.mark.parametrize("who", ["a proctor who was not named", "HR", "a person seated"])
def test_nobody_but_those_named_opens_a_room(who):
    made = place()
    other = person("Pengawas Lain")
    post(other, made.root)
    grant(other, Role.PROCTOR, made.root)
    by = {"a proctor who was not named": other, "HR": made.hr, "a person seated": made.rina}[who]

    with pytest.raises((OutsideScope, NoSuchSitting)):
        sitting_rooms.open_room(number=made.sitting.uuid, by=by, at=DOOR)


def test_a_seat_of_somebody_else_is_not_there():
    made = opened()
    known(made, made.rina, made.budi)

    with pytest.raises(NoSuchSeat):
        seats.take_seat(person=made.budi, seat=made.seat(made.rina).uuid, pin=made.pin, at=STARTS)


def test_time_that_ran_out_without_power_is_given_back_with_every_saved_answer():
    made = opened()
    attempt = begun(made, made.rina)
    first = slots(attempt)[0]
    save_answer(person=made.rina, attempt=attempt.uuid, position=1, seq=1, payload=right_answer(first), at=STARTS)
    finish_expired(at=attempt.deadline + timedelta(minutes=2))
    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_UNSUPERVISED]
    back = attempt.deadline + timedelta(minutes=10)

    reopening.reopen_attempt(minutes=20, why="Listrik padam 20 menit.", **made.at(made.rina, back))

    again = Attempt.objects.get(pk=attempt.pk)
    assert (again.is_running, again.deadline, again.percent) == (True, back + timedelta(minutes=20), None)
    assert kinds_of(made.rina) == []
    answer_all(again, right=8, at=back)
    submit(person=made.rina, attempt=again.uuid, at=back + timedelta(minutes=5))
    assert Attempt.objects.get(pk=attempt.pk).percent == 100
    assert Statement.objects.filter(registration=attempt.uuid, verb__endswith="passed").count() == 1


def test_what_was_handed_in_by_the_person_is_not_opened_again():
    made = opened()
    handed_in(made, made.rina, right=1)

    with pytest.raises(reopening.NotReopened):
        reopening.reopen_attempt(minutes=20, why="Minta waktu.", **made.at(made.rina, STARTS + timedelta(minutes=30)))


def test_a_button_pressed_twice_gives_the_time_once():
    made = opened()
    attempt = begun(made, made.rina)

    for _twice in range(2):
        sitting_rooms.give_time(number=made.sitting.uuid, minutes=15, why="Listrik.", by=made.proctor, at=STARTS)

    assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline + timedelta(minutes=15)
    assert Incident.objects.count() == 1


def test_help_seen_in_the_whole_room_leaves_every_seat_to_hr():
    made = opened()
    handed_in(made, made.rina)
    handed_in(made, made.budi)
    sitting_rooms.note_incident(
        number=made.sitting.uuid, kind=IncidentKind.MISCONDUCT, text="Kunci beredar.", by=made.proctor, at=STARTS
    )

    signed(made)

    assert {seat.standing for seat in made.sitting.seats.all()} == {SeatStanding.IN_DOUBT}


def test_a_report_is_not_signed_while_somebody_let_in_may_still_begin():
    made = opened()
    known(made, made.rina)

    with pytest.raises(sitting_rooms.StillExpected):
        sitting_rooms.sign_report(number=made.sitting.uuid, report="", by=made.proctor, at=STARTS)

    assert signed(made).is_signed


def test_nothing_noted_at_a_seat_goes_with_taking_the_person_off_the_list():
    made = opened()
    sitting_rooms.doubt_identity(why="Foto berbeda.", **made.at(made.rina))

    with pytest.raises(sittings.SeatTaken):
        sittings.unseat(number=made.sitting.uuid, seat=made.seat(made.rina).uuid, by=made.hr, at=DOOR)

    assert Incident.objects.count() == 1


def test_those_who_watch_learn_that_a_sitting_moved_or_is_off():
    made = place()
    later = plan_of(made.test, starts_at=STARTS + timedelta(hours=3), ends_at=ENDS + timedelta(hours=3))

    sittings.change_sitting(number=made.sitting.uuid, plan=later, by=made.hr, at=PLANNED)
    sittings.cancel_sitting(number=made.sitting.uuid, why="Aula dipakai.", by=made.hr, at=PLANNED)

    assert notices_of(made.proctor) == ["sitting_to_watch", "sitting_to_watch", "sitting_not_to_watch"]


def test_guesses_at_once_are_five_in_all():
    made = opened()
    known(made, made.rina)
    stale = made.seat(made.rina)
    wrong = "000000" if made.pin != "000000" else "111111"

    refusals = []
    for _guess in range(8):  # each read the seat before any of the others was counted
        with pytest.raises((seats.WrongPin, seats.TooManyPins)) as caught:
            seats.spend_a_try(stale, wrong)
        refusals.append(type(caught.value))

    assert refusals == [seats.WrongPin] * 4 + [seats.TooManyPins] * 4
    with pytest.raises(seats.TooManyPins):
        seats.spend_a_try(stale, made.pin)


def test_a_seat_is_not_taken_once_the_room_was_signed_meanwhile(monkeypatch):
    made = opened()
    known(made, made.rina)
    seat = made.seat(made.rina)
    pin, before = made.pin, seats.spend_a_try

    def signed_meanwhile(*args):
        before(*args)
        signed(made)

    monkeypatch.setattr(seats, "spend_a_try", signed_meanwhile)

    with pytest.raises(seats.RoomClosed):
        seats.take_seat(person=made.rina, seat=seat.uuid, pin=pin, at=STARTS)

    assert not Attempt.objects.exists()


def test_a_role_over_another_unit_opens_no_room_here():
    made = opened()
    made.proctor.role_grants.update(valid_to=timezone.localdate(PLANNED) - timedelta(days=1))
    grant(made.proctor, Role.PROCTOR, agency("Kementerian Contoh"))

    with pytest.raises(NoSuchSitting):
        watched_room(made.proctor, made.sitting.uuid, at=DOOR)


def test_a_score_that_fails_for_any_reason_keeps_nobody_from_signing(client):
    made = opened()
    attempt = begun(made, made.rina)
    answer_all(attempt, right=8, at=STARTS + timedelta(minutes=5))
    lost = ItemKey.objects.get(version_id=attempt.slots.first().item_version_id)
    kept = (lost.version, lost.key)
    lost.delete()

    signed(made)

    attempt.refresh_from_db()
    assert (attempt.state, made.seat(made.rina).standing) == ("submitted", SeatStanding.SUPERVISED)
    ItemKey.objects.create(version=kept[0], key=kept[1])
    assert finish_expired(at=ENDS + timedelta(minutes=2)) == 1
    assert kinds_of(made.rina) == ["measured_supervised"]
