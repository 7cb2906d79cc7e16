"""A room for a supervised test: who plans, who watches, who sits there; dates are fixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assessments.models import Attempt, Blueprint, Card, Seat, Sitting
from assessments.services import seats, sitting_rooms, sittings, submit
from assessments.services.sittings import Plan
from lms.competencies.models import Evidence
from lms.notices.models import Notice
from lms.people.models import Role, Unit, User
from tests.assessments.builders import answer_all, simple_test
from tests.builders import agency, grant, person, post, unit

PLANNED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
STARTS = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # nine o'clock in Jakarta, a week later
ENDS = STARTS + timedelta(hours=2)
DOOR = STARTS - timedelta(minutes=30)


@dataclass
class Place:
    """A sitting with Rina and Budi, watched by Wira, planned by Ratna of HR."""

    root: Unit
    section: Unit
    hr: User
    proctor: User
    rina: User
    budi: User
    test: Blueprint
    sitting: Sitting

    def seat(self, who: User) -> Seat:
        return self.sitting.seats.get(person=who)

    def at(self, who: User, when: datetime = DOOR, *, by: User | None = None) -> dict:
        """The arguments of what is done at a person's seat."""
        return {"number": self.sitting.uuid, "seat": self.seat(who).uuid, "by": by or self.proctor, "at": when}

    @property
    def pin(self) -> str:
        return Sitting.objects.get(pk=self.sitting.pk).pin


def plan_of(test: Blueprint, **changed) -> Plan:
    told = {"blueprint": test, "room": "Aula", "seats_in_room": 10, "starts_at": STARTS, "ends_at": ENDS}
    return Plan(**{**told, **changed})


def place(*, announced: bool = True, test: Blueprint | None = None, **changed) -> Place:
    root = agency()
    section = unit("Seksi", root)
    hr, proctor, rina, budi = (person(name) for name in ("Ratna Sdm", "Wira Pengawas", "Rina Kartika", "Budi Santoso"))
    for somebody, where in ((hr, root), (proctor, root), (rina, section), (budi, section)):
        post(somebody, where)
    grant(hr, Role.HR, root)
    grant(proctor, Role.PROCTOR, root)
    test = test or simple_test(8, time_limit_minutes=60)
    sitting = sittings.plan_sitting(unit=section.uuid, plan=plan_of(test, **changed), by=hr, at=PLANNED)
    sittings.seat_people(number=sitting.uuid, people=[rina.uuid, budi.uuid], by=hr, at=PLANNED)
    sittings.name_proctors(number=sitting.uuid, people=[proctor.uuid], by=hr, at=PLANNED)
    if announced:
        sittings.announce_sitting(number=sitting.uuid, by=hr, at=PLANNED)
    return Place(root, section, hr, proctor, rina, budi, test, sitting)


def opened(made: Place | None = None, **changed) -> Place:
    made = made or place(**changed)
    sitting_rooms.open_room(number=made.sitting.uuid, by=made.proctor, at=DOOR)
    return made


def known(made: Place, *people: User) -> Place:
    for who in people:
        sitting_rooms.confirm_identity(card=Card.KTP, **made.at(who))
    return made


def begun(made: Place, who: User, *, at: datetime = STARTS) -> Attempt:
    known(made, who)
    return seats.take_seat(person=who, seat=made.seat(who).uuid, pin=made.pin, at=at)


def handed_in(made: Place, who: User, *, right: int = 8) -> Attempt:
    attempt = begun(made, who)
    answer_all(attempt, right=right, at=STARTS + timedelta(minutes=5))
    return submit(person=who, attempt=attempt.uuid, at=STARTS + timedelta(minutes=20))


def signed(made: Place, *, report: str = "Tertib.") -> Sitting:
    return sitting_rooms.sign_report(
        number=made.sitting.uuid, report=report, by=made.proctor, at=ENDS + timedelta(minutes=1)
    )


def kinds_of(who) -> list[str]:
    rows = Evidence.objects.filter(person=who, superseded_at__isnull=True)
    return sorted(rows.values_list("kind", flat=True))


def notices_of(who) -> list[str]:
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("kind", flat=True))
