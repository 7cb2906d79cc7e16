"""Tests on paper: printed before, entered by two people, settled by a third, scored as any other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Attempt, Booklet, BookletEntry, IncidentKind, ItemKey, SeatStanding, Turn
from assessments.rendering import shown_in_booklet
from assessments.scoring import best_answer
from assessments.selectors.booklets import booklets_to_print, booklets_waiting
from assessments.services import (
    CellSpec,
    booklets,
    define_blueprint,
    finish_expired,
    seats,
    sitting_results,
    sitting_rooms,
    sittings,
)
from assessments.sitting_access import NoSuchBooklet, SeatedThere
from lms.competencies.models import Evidence, EvidenceKind
from lms.people.access import OutsideScope
from lms.people.models import Look, Role
from tests.assessments.builders import simple_test
from tests.assessments.rooms import DOOR, ENDS, PLANNED, STARTS, Place, begun, known, opened, place, plan_of, signed
from tests.builders import grant, person, post

pytestmark = pytest.mark.django_db

LATER = ENDS + timedelta(hours=1)


@pytest.fixture
def made() -> Place:
    made = opened(place(test=simple_test(4, time_limit_minutes=60)))
    booklets.prepare_booklets(number=made.sitting.uuid, by=made.hr, at=DOOR)
    known(made, made.rina)
    booklets.use_booklet(why="Listrik padam.", **made.at(made.rina, STARTS))
    return made


def booklet_of(made: Place) -> Booklet:
    return Booklet.objects.get(seat=made.seat(made.rina))


def answers(booklet: Booklet, *, right: int) -> dict:
    """What a person reads off: the first `right` answers are right, the others wrong; in tokens."""
    read = {}
    for position, version in booklets.questions_of(booklet).items():
        shown = shown_in_booklet(booklet, position, version)
        best = best_answer(version.item.kind, version.secret.key)
        other = {"choice": [next(name for name in shown.of_option if name not in best["choice"])]}
        read[position] = shown.encode(best if position <= right else other)
    return read


def entered(made: Place, by, *, right: int, is_done: bool = True, only=None):
    booklet = booklet_of(made)
    told = answers(booklet, right=right)
    told = {number: told[number] for number in only} if only else told
    return booklets.keep_entry(number=booklet.uuid, answers=told, is_done=is_done, by=by, at=LATER)


def entry_begun(*, number, by, at):
    booklets.begin_entry(number=number, by=by, at=at)
    return booklets.open_entry(number=number, by=by, at=at)


def another_proctor(made: Place):
    other = person("Sari Pengawas")
    post(other, made.root)
    grant(other, Role.PROCTOR, made.root)
    made.sitting.proctors.add(other)
    return other


def test_two_entries_that_agree_hand_the_booklet_in_and_it_is_scored(made):
    entered(made, made.proctor, right=3)
    assert not Attempt.objects.exists()

    entered(made, made.hr, right=3)

    attempt = Attempt.objects.get()
    assert (attempt.uuid, attempt.percent, attempt.submitted_at) == (booklet_of(made).uuid, 75, ENDS)
    assert made.seat(made.rina).attempt == attempt


def test_where_two_differ_a_third_settles_only_that(made):
    third = another_proctor(made)
    entered(made, made.proctor, right=3)
    entered(made, made.hr, right=2)
    assert not Attempt.objects.exists()
    booklet = booklet_of(made)

    page = entry_begun(number=booklet.uuid, by=third, at=LATER)
    entered(made, third, right=4, only=[3])

    assert [one.position for one in page.questions] == [3]
    assert Attempt.objects.get().percent == 75


def test_nobody_enters_a_booklet_twice_nor_sees_the_others_entry(made):
    entered(made, made.proctor, right=3)

    with pytest.raises(booklets.EnteredByYou):
        booklets.begin_entry(number=booklet_of(made).uuid, by=made.proctor, at=LATER)
    page = entry_begun(number=booklet_of(made).uuid, by=made.hr, at=LATER)

    assert {one.answer for one in page.questions} == {None}
    assert page.given == {}


def test_two_differing_entries_wait_for_a_third_who_is_neither(made):
    entered(made, made.proctor, right=3)
    entered(made, made.hr, right=2)

    for who in (made.proctor, made.hr):
        with pytest.raises(booklets.EnteredByYou):
            booklets.begin_entry(number=booklet_of(made).uuid, by=who, at=LATER)


def test_an_entry_can_be_left_and_gone_on_with(made):
    entered(made, made.proctor, right=4, is_done=False, only=[1, 2])

    page = entry_begun(number=booklet_of(made).uuid, by=made.proctor, at=LATER)

    assert [bool(one.answer) for one in page.questions] == [True, True, False, False]


def test_an_entry_that_was_left_for_a_day_is_taken_by_somebody_else(made):
    entered(made, made.proctor, right=4, is_done=False, only=[1])
    third = another_proctor(made)
    booklets.begin_entry(number=booklet_of(made).uuid, by=made.hr, at=LATER)
    with pytest.raises(booklets.BookletEntered):
        booklets.begin_entry(number=booklet_of(made).uuid, by=third, at=LATER)

    entry = booklets.begin_entry(number=booklet_of(made).uuid, by=third, at=LATER + timedelta(hours=25))

    assert entry.by == third


def test_the_person_never_enters_the_own_booklet(made):
    grant(made.rina, Role.HR, made.root)

    with pytest.raises(NoSuchBooklet):
        booklets.begin_entry(number=booklet_of(made).uuid, by=made.rina, at=LATER)
    with pytest.raises(OutsideScope):
        booklets_waiting(made.budi, on=LATER.date())


def test_a_booklet_entered_after_signing_counts_as_supervised(made):
    signed(made)
    assert made.seat(made.rina).standing == SeatStanding.SUPERVISED

    entered(made, made.proctor, right=4)
    entered(made, made.hr, right=4)
    sitting_results.settle_seats(at=LATER)

    kinds = Evidence.objects.filter(superseded_at__isnull=True).values_list("kind", flat=True)
    assert list(kinds) == [EvidenceKind.MEASURED_SUPERVISED]


def test_help_seen_at_a_paper_seat_is_decided_by_hr_as_well(made):
    sitting_rooms.note_incident(kind=IncidentKind.MISCONDUCT, text="Menyalin.", **made.at(made.rina, STARTS))
    signed(made)
    entered(made, made.proctor, right=4)
    entered(made, made.hr, right=4)

    assert made.seat(made.rina).is_in_doubt
    assert Evidence.objects.get().kind == EvidenceKind.MEASURED_UNSUPERVISED


def test_whoever_works_on_paper_does_not_begin_on_a_screen_and_the_other_way_round(made):
    with pytest.raises(seats.OnPaper):
        seats.take_seat(person=made.rina, seat=made.seat(made.rina).uuid, pin=made.pin, at=STARTS)
    begun(made, made.budi)

    with pytest.raises(booklets.HasBegun):
        booklets.use_booklet(why="Layar rusak.", **made.at(made.budi, STARTS))


def test_a_booklet_is_handed_out_after_the_card_was_compared(made):
    with pytest.raises(booklets.NotKnown):
        booklets.use_booklet(why="Listrik padam.", **made.at(made.budi, STARTS))


def test_who_looks_at_a_booklet_is_kept_for_the_person(made):
    entered(made, made.hr, right=1)

    assert Look.objects.filter(subject=made.rina, viewer=made.hr, purpose="paper_entry").count() == 1


def test_what_is_printed_holds_no_key(made, client):
    client.force_login(made.proctor)
    page = client.get(f"/asesmen/ruang/{made.sitting.uuid}/kertas/").content.decode()

    assert "RAHASIA-BENAR" in page  # an option like the others
    assert "PENJELASAN" not in page
    assert "SUMBER" not in page


def test_a_test_that_follows_the_answers_is_not_printed():
    made = opened(place(test=simple_test(8, time_limit_minutes=60)))
    made.test.mode = "adaptive"
    made.test.save()

    with pytest.raises(booklets.NotOnPaper):
        booklets.prepare_booklets(number=made.sitting.uuid, by=made.proctor, at=DOOR)


def test_printing_forty_booklets_asks_no_more_than_printing_two(made, django_assert_max_num_queries):
    for number in range(38):
        somebody = person(f"Peserta {number}")
        post(somebody, made.section)
        made.sitting.seats.create(person=somebody, number=number + 10)
    booklets.prepare_booklets(number=made.sitting.uuid, by=made.hr, at=DOOR)

    with django_assert_max_num_queries(7):
        page = booklets_to_print(made.hr, made.sitting.uuid, on=DOOR.date())

    assert len(page.booklets) == 40


def test_whoever_takes_the_test_prepares_and_reads_no_booklets(made):
    made.sitting.seats.create(person=made.hr, number=9)

    for act in (
        lambda: booklets.prepare_booklets(number=made.sitting.uuid, by=made.hr, at=DOOR),
        lambda: booklets_to_print(made.hr, made.sitting.uuid, on=DOOR.date()),
    ):
        with pytest.raises(SeatedThere):
            act()


def test_another_test_throws_the_printed_booklets_away():
    made = place(test=simple_test(4, time_limit_minutes=60))
    booklets.prepare_booklets(number=made.sitting.uuid, by=made.hr, at=PLANNED)
    other = define_blueprint(code="LAIN", title="Tes lain", cells=[CellSpec("D2", 2)], time_limit_minutes=60)

    sittings.change_sitting(number=made.sitting.uuid, plan=plan_of(other), by=made.hr, at=PLANNED)

    assert not Booklet.objects.exists()


def test_looking_at_a_booklet_takes_no_turn_and_beginning_does(client, made):
    address = reverse("assessments:booklet", args=[booklet_of(made).uuid])
    client.force_login(made.proctor)

    offered = client.get(address)
    assert "Mulai memasukkan" in offered.content.decode()
    assert not BookletEntry.objects.exists()
    begun_there = client.post(address, {"langkah": "mulai"}, follow=True)

    assert BookletEntry.objects.get().by == made.proctor
    assert "Entri saya selesai" in begun_there.content.decode() or begun_there.context["page"].questions
    client.post(address, {"langkah": "mulai"})
    assert BookletEntry.objects.count() == 1


def test_a_booklet_at_which_two_others_are_is_not_offered(client, made):
    for who in (made.proctor, made.hr):
        booklets.begin_entry(number=booklet_of(made).uuid, by=who, at=LATER)
    third = another_proctor(made)

    with pytest.raises(booklets.BookletEntered):
        booklets.open_entry(number=booklet_of(made).uuid, by=third, at=LATER)
    offer = booklets.open_entry(number=booklet_of(made).uuid, by=third, at=LATER + timedelta(hours=25))

    assert offer.turn == Turn.FIRST
    assert BookletEntry.objects.count() == 2


def test_a_booklet_that_cannot_be_scored_yet_is_entered_and_scored_by_the_sweep(made):
    key = ItemKey.objects.get(version_id=booklet_of(made).versions[0])
    kept = (key.version, key.key)
    entered(made, made.proctor, right=3)
    told = answers(booklet_of(made), right=3)
    key.delete()

    booklets.keep_entry(number=booklet_of(made).uuid, answers=told, is_done=True, by=made.hr, at=LATER)

    assert Attempt.objects.get().state == "submitted"
    ItemKey.objects.create(version=kept[0], key=kept[1])
    assert finish_expired(at=LATER) == 1
    assert Attempt.objects.get().state == "scored"
