"""Supervised sittings: planned by HR, watched by a proctor, begun with card and number, counted once signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Attempt, Incident, IncidentKind, SeatStanding
from assessments.selectors.attempts import NoSuchTest, my_tests
from assessments.services import (
    AlreadyPassed,
    seats,
    sitting_results,
    sitting_rooms,
    sittings,
    start_attempt,
    submit,
)
from assessments.services.accommodations import Wish, ask_accommodation, confirm_accommodation
from lms.competencies.models import Evidence, EvidenceKind
from lms.notices.models import Notice
from lms.people.access import MayNotView
from lms.people.models import Look, Role
from tests.assessments.builders import answer_all, simple_test
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


def test_nobody_is_told_before_the_sitting_is_announced_and_then_everybody_once():
    made = place(announced=False)
    before = Notice.objects.count()

    for _twice in range(2):
        sittings.announce_sitting(number=made.sitting.uuid, by=made.hr, at=PLANNED)

    assert before == 0
    assert notices_of(made.rina) == notices_of(made.budi) == ["sitting_announced"]
    assert notices_of(made.proctor) == ["sitting_to_watch"]


def test_a_room_takes_no_more_people_than_seats_and_then_nobody_is_added():
    made = place(seats_in_room=2)
    late = person("Sari Dewi")
    post(late, made.section)

    with pytest.raises(sittings.RoomFull):
        sittings.seat_people(number=made.sitting.uuid, people=[late.uuid], by=made.hr, at=PLANNED)

    assert made.sitting.seats.count() == 2


def test_hr_seats_people_of_the_own_part_only():
    made = place()
    stranger = person("Orang Lain")
    post(stranger, agency("Kementerian Contoh"))

    with pytest.raises(MayNotView):
        sittings.seat_people(number=made.sitting.uuid, people=[stranger.uuid], by=made.hr, at=PLANNED)


def test_nobody_sits_in_two_rooms_at_once():
    made = place()
    other = sittings.plan_sitting(
        unit=made.section.uuid,
        plan=plan_of(
            made.test, room="Ruang 2", starts_at=STARTS + timedelta(hours=1), ends_at=ENDS + timedelta(hours=1)
        ),
        by=made.hr,
        at=PLANNED,
    )

    with pytest.raises(sittings.SeatedElsewhere):
        sittings.seat_people(number=other.uuid, people=[made.rina.uuid], by=made.hr, at=PLANNED)


def test_a_sitting_is_at_least_as_long_as_its_test_and_lies_ahead():
    made = place()

    with pytest.raises(sittings.RoomTooShort):
        sittings.plan_sitting(
            unit=made.section.uuid,
            plan=plan_of(made.test, ends_at=STARTS + timedelta(minutes=59)),
            by=made.hr,
            at=PLANNED,
        )
    with pytest.raises(sittings.SittingInThePast):
        sittings.plan_sitting(unit=made.section.uuid, plan=plan_of(made.test), by=made.hr, at=STARTS)


def test_whoever_watches_holds_the_role_and_does_not_sit_there():
    made = place(announced=False)
    grant(made.rina, Role.PROCTOR, made.root)

    for who in (made.budi, made.rina):
        with pytest.raises(sittings.MayNotWatch):
            sittings.name_proctors(number=made.sitting.uuid, people=[who.uuid], by=made.hr, at=PLANNED)


def test_another_room_tells_everybody_who_was_told():
    made = place()

    sittings.change_sitting(
        number=made.sitting.uuid, plan=plan_of(made.test, room="Aula besar"), by=made.hr, at=PLANNED
    )

    assert notices_of(made.rina) == ["sitting_announced", "sitting_changed"]


def test_whoever_is_told_that_a_sitting_is_off_is_told_why():
    made = place()

    sittings.cancel_sitting(number=made.sitting.uuid, why="Aula dipakai.", by=made.hr, at=PLANNED)

    assert notices_of(made.budi) == ["sitting_announced", "sitting_off"]
    assert Notice.objects.filter(person=made.budi).last().facts["why"] == "Aula dipakai."
    with pytest.raises(sitting_rooms.RoomNotOpen):
        sitting_rooms.open_room(number=made.sitting.uuid, by=made.proctor, at=DOOR)


def test_a_room_opens_one_hour_before_and_not_earlier():
    made = place()

    with pytest.raises(sitting_rooms.RoomNotOpen):
        sitting_rooms.open_room(number=made.sitting.uuid, by=made.proctor, at=STARTS - timedelta(minutes=61))
    sitting_rooms.open_room(number=made.sitting.uuid, by=made.proctor, at=STARTS - timedelta(minutes=60))

    assert len(made.pin) == 6


def test_nobody_begins_before_the_card_was_compared_and_the_look_is_kept():
    made = opened()

    with pytest.raises(seats.NotKnownYet):
        seats.take_seat(person=made.rina, seat=made.seat(made.rina).uuid, pin=made.pin, at=STARTS)
    attempt = begun(made, made.rina)

    assert attempt.is_running
    assert Look.objects.get(subject=made.rina).purpose == "identity_check"


def test_five_wrong_numbers_stop_until_whoever_watches_lets_go_on():
    made = opened()
    known(made, made.rina)
    wrong = "000000" if made.pin != "000000" else "111111"
    seat = made.seat(made.rina).uuid

    for _try in range(4):
        with pytest.raises(seats.WrongPin):
            seats.take_seat(person=made.rina, seat=seat, pin=wrong, at=STARTS)
    for _try in range(2):
        with pytest.raises(seats.TooManyPins):
            seats.take_seat(person=made.rina, seat=seat, pin=wrong, at=STARTS)
    with pytest.raises(seats.TooManyPins):
        seats.take_seat(person=made.rina, seat=seat, pin=made.pin, at=STARTS)

    assert begun(made, made.rina).is_running


def test_a_doubled_click_begins_once():
    made = opened()
    first = begun(made, made.rina)

    again = seats.take_seat(person=made.rina, seat=made.seat(made.rina).uuid, pin="", at=STARTS)

    assert again == first
    assert Attempt.objects.filter(person=made.rina).count() == 1


def test_whoever_comes_late_has_until_the_room_closes():
    made = opened()

    attempt = begun(made, made.rina, at=ENDS - timedelta(minutes=40))

    assert attempt.deadline == ENDS


def test_the_extra_time_of_an_adjustment_goes_beyond_the_room():
    made = opened()
    day = timezone.localdate(PLANNED)
    asked = ask_accommodation(by=made.rina, wish=Wish(extra_percent=50), at=PLANNED)
    confirm_accommodation(number=asked.uuid, first=day, last=day + timedelta(days=30), by=made.hr, at=PLANNED)

    attempt = begun(made, made.rina, at=ENDS - timedelta(minutes=40))

    assert attempt.deadline == ENDS + timedelta(minutes=30)


def test_an_invitation_stands_above_the_rule_of_retakes():
    made = opened(test=simple_test(8, time_limit_minutes=60))
    alone = start_attempt(person=made.rina, blueprint=made.test, at=PLANNED)
    answer_all(alone, right=8, at=PLANNED)
    submit(person=made.rina, attempt=alone.uuid, at=PLANNED)
    with pytest.raises(AlreadyPassed):
        start_attempt(person=made.rina, blueprint=made.test, at=STARTS)

    assert begun(made, made.rina).is_running


def test_an_attempt_that_was_begun_alone_is_handed_in_first():
    made = opened()
    start_attempt(person=made.rina, blueprint=made.test, at=STARTS)

    with pytest.raises(seats.RunningElsewhere):
        begun(made, made.rina)


def test_a_test_only_under_supervision_is_not_offered_to_take_alone():
    made = opened(test=simple_test(8, time_limit_minutes=60))
    made.test.is_supervised_only = True
    made.test.save()

    with pytest.raises(NoSuchTest):
        start_attempt(person=made.rina, blueprint=made.test.uuid, at=STARTS)

    assert made.test not in [offer.blueprint for offer in my_tests(made.rina, at=STARTS).on_offer]
    assert begun(made, made.rina).is_running


def test_a_result_counts_as_supervised_once_the_report_is_signed_and_not_before():
    made = opened()
    attempt = handed_in(made, made.rina)
    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_UNSUPERVISED]
    before = Evidence.objects.get(person=made.rina)

    signed(made)
    sitting_results.settle_seats(at=ENDS)

    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_SUPERVISED]
    after = Evidence.objects.get(person=made.rina, superseded_at__isnull=True)
    assert (after.level, after.theta, after.details) == (before.level, before.theta, before.details)
    assert Attempt.objects.get(pk=attempt.pk).percent == 100
    assert notices_of(made.rina) == ["sitting_announced"]


def test_settling_twice_or_after_a_killed_worker_changes_nothing():
    made = opened()
    handed_in(made, made.rina)
    signed(made)

    assert sitting_results.settle_seats(at=ENDS) == 1  # as if the message of signing had been lost
    assert sitting_results.settle_seats(at=ENDS) == 0
    assert Evidence.objects.filter(person=made.rina).count() == 2


def test_help_that_is_not_allowed_leaves_it_to_hr_and_the_score_stays():
    made = opened()
    attempt = handed_in(made, made.rina)
    sitting_rooms.note_incident(kind=IncidentKind.MISCONDUCT, text="Melihat ponsel.", **made.at(made.rina, STARTS))
    signed(made)
    sitting_results.settle_seats(at=ENDS)
    assert made.seat(made.rina).standing == SeatStanding.IN_DOUBT
    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_UNSUPERVISED]

    sitting_results.decide_seat(supervised=False, why="Ponsel terpakai.", **made.at(made.rina, ENDS, by=made.hr))
    sitting_results.settle_seats(at=ENDS)

    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_UNSUPERVISED]
    assert Attempt.objects.get(pk=attempt.pk).percent == 100
    assert notices_of(made.rina)[-1] == "seat_decided"
    with pytest.raises(sitting_results.SeatDecided):
        sitting_results.decide_seat(supervised=True, why="Ternyata tidak.", **made.at(made.rina, ENDS, by=made.hr))


def test_hr_may_decide_that_it_counts_all_the_same():
    made = opened()
    handed_in(made, made.rina)
    sitting_rooms.note_incident(kind=IncidentKind.MISCONDUCT, text="Ponsel di meja.", **made.at(made.rina, STARTS))
    signed(made)

    sitting_results.decide_seat(supervised=True, why="Ponsel mati.", **made.at(made.rina, ENDS, by=made.hr))
    sitting_results.settle_seats(at=ENDS)

    assert kinds_of(made.rina) == [EvidenceKind.MEASURED_SUPERVISED]


def test_whoever_is_doubted_does_not_begin():
    made = opened()
    sitting_rooms.doubt_identity(why="Foto berbeda.", **made.at(made.rina))

    with pytest.raises(seats.NotKnownYet):
        seats.take_seat(person=made.rina, seat=made.seat(made.rina).uuid, pin=made.pin, at=STARTS)

    assert Incident.objects.get().kind == IncidentKind.IDENTITY
