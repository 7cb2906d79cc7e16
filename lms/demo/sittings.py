"""The demo's supervised sittings: one that is over and signed, one that is announced for the day after tomorrow."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from assessments.models import Blueprint, Card, IncidentKind, Sitting
from assessments.rendering import shown_in_slot
from assessments.scoring import best_answer
from assessments.services import save_answer, seats, sitting_results, sitting_rooms, sittings, submit
from assessments.services.sittings import Plan
from lms.demo.people import Cast
from lms.people.models import User

AGO, AHEAD = timedelta(days=10), timedelta(days=2)
ROOM = ("Aula Dinas, lantai 2", "Jalan Pahlawan 1, gedung belakang")


def make_sittings(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Hold one sitting and announce another; return what there is in a line."""
    test = Blueprint.objects.filter(status="published", mode="random", is_placement=False).order_by("pk")[0]
    section = cast.staff["Seksi Identitas"]
    came = section[1:5]
    User.objects.filter(pk__in=[one.pk for one in came], activated_at__isnull=True).update(activated_at=at - AGO)
    hold(planned(test, came, accounts, on=at - AGO, at=at - AGO - timedelta(days=7)), accounts)
    planned(test, section[:4], accounts, on=at + AHEAD, at=at)
    return "1 sitting signed, 1 announced"


def planned(test: Blueprint, people: list[User], accounts: dict[str, User], *, on: datetime, at: datetime) -> Sitting:
    """Plan and announce a sitting at nine o'clock of a day."""
    starts = timezone.make_aware(datetime.combine(timezone.localdate(on), time(9, 0)))
    room, directions = ROOM
    plan = Plan(test, room, 20, starts, starts + timedelta(minutes=test.time_limit_minutes + 30), directions)
    hr = accounts["sdm"]
    unit = people[0].postings.get(kind="primary").unit
    sitting = sittings.plan_sitting(unit=unit.uuid, plan=plan, by=hr, at=at)
    sittings.seat_people(number=sitting.uuid, people=[one.uuid for one in people], by=hr, at=at)
    sittings.name_proctors(number=sitting.uuid, people=[accounts["pengawas"].uuid], by=hr, at=at)
    return sittings.announce_sitting(number=sitting.uuid, by=hr, at=at)


def hold(sitting: Sitting, accounts: dict[str, User]) -> None:
    """Let three of four come: two hand in quietly, at the third seat something is noted; then the report is signed."""
    proctor, starts = accounts["pengawas"], sitting.starts_at
    number = sitting.uuid
    sitting_rooms.open_room(number=number, by=proctor, at=starts - timedelta(minutes=30))
    pin = Sitting.objects.get(pk=sitting.pk).pin
    for place, seat in enumerate(sitting.seats.select_related("person").order_by("number")[:3]):
        there = {"number": number, "seat": seat.uuid, "by": proctor, "at": starts}
        sitting_rooms.confirm_identity(card=Card.KTP, **there)
        attempt = seats.take_seat(person=seat.person, seat=seat.uuid, pin=pin, at=starts, seed=100 + place)
        answer(attempt.uuid, seat.person, right_of=3 - place, at=starts + timedelta(minutes=5))
        if place == 2:
            text = "Ponsel terlihat di meja; diminta disimpan."
            sitting_rooms.note_incident(kind=IncidentKind.MISCONDUCT, text=text, **there)
        submit(person=seat.person, attempt=attempt.uuid, at=starts + timedelta(minutes=15))
    report = "Tiga dari empat peserta hadir. Listrik dan jaringan lancar."
    sitting_rooms.sign_report(number=number, report=report, by=proctor, at=sitting.ends_at)
    sitting_results.settle_seats(at=sitting.ends_at)


def answer(attempt: UUID, person: User, *, right_of: int, at: datetime) -> None:
    """Answer every question, all but every fourth rightly for the best, fewer for the others."""
    for slot in person.attempts.get(uuid=attempt).slots.select_related("item_version__item", "item_version__secret"):
        shown = shown_in_slot(slot)
        best = best_answer(slot.item_version.item.kind, slot.item_version.secret.key)
        if slot.position % 4 > right_of:
            continue
        save_answer(
            person=person, attempt=attempt, position=slot.position, seq=1, payload=shown.encode(best) or {}, at=at
        )
