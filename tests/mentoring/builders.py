"""Builds programmes with applicants, pairs and sessions for tests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from lms.competencies.models import EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.people.models import PositionKind, Role, Unit, User
from mentoring import services
from mentoring.models import ApplicantRole, Pair, Programme, ProgrammeKind
from mentoring.services import Meeting, Offer, ProgrammeDays
from tests.builders import NOW, agency, competency, framework, grant, person, post, unit

DAYS = ProgrammeDays(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 1), date(2027, 4, 30))
MEETING = Meeting(date(2026, 11, 20), 90, "Memeriksa formulir layanan", "Catatan yang hanya kami baca")


@dataclass
class Office:
    """An agency with two offices, its coordinator, a head and a section's staff, and another agency."""

    home: Unit
    other: Unit
    services: Unit
    people: Unit
    coordinator: User
    stranger: User


def office() -> Office:
    """Make the two agencies."""
    framework()
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    coordinator, stranger = person("Ratna"), person("Olga")
    post(coordinator, home, kind=PositionKind.ADMINISTRATOR)
    post(stranger, other, kind=PositionKind.ADMINISTRATOR)
    grant(coordinator, Role.MENTORING_COORDINATOR, home)
    grant(stranger, Role.MENTORING_COORDINATOR, other)
    return Office(home, other, unit("Dinas Layanan", home), unit("Dinas Kependudukan", home), coordinator, stranger)


def programme(
    place: Office, *, kind: ProgrammeKind = ProgrammeKind.CLASSIC, title: str = "Mentor digital"
) -> Programme:
    """Make a programme that is open."""
    made = services.create_programme(
        unit=place.home.uuid,
        title=title,
        summary="Pendampingan untuk kompetensi digital.",
        kind=kind,
        days=DAYS,
        sessions_planned=2,
        by=place.coordinator,
        at=NOW,
    )
    return services.open_programme(programme=made.uuid, by=place.coordinator, at=NOW)


def prove(who: User, code: str, level: int) -> None:
    """Record a measured level."""
    record_evidence(
        person=who,
        findings=[Finding(competency(code), EvidenceKind.EXTERNAL_RESULT, level, date(2026, 3, 1), chance=0.9)],
        source=Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )


def apply(who: User, what: Programme, role: str, *codes: str, capacity: int = 1, **more: object) -> None:
    """Let a person apply."""
    offer = Offer([competency(code) for code in codes], capacity=capacity, **more)  # type: ignore[arg-type]
    services.apply(programme=what.uuid, by=who, role=ApplicantRole(role), offer=offer, at=NOW)


def mentor(name: str, where: Unit, what: Programme, *, code: str = "D2", level: int = 3, **more: object) -> User:
    """Make a senior who offers a competency they have shown."""
    who = person(name)
    post(who, where, kind=PositionKind.PENGAWAS)
    prove(who, code, level)
    apply(who, what, "mentor", code, **more)  # type: ignore[arg-type]
    return who


def mentee(
    name: str, where: Unit, what: Programme, *, code: str = "D2", level: int | None = None, **more: object
) -> User:
    """Make a junior who wants a competency."""
    who = person(name)
    post(who, where, kind=PositionKind.PELAKSANA)
    if level is not None:
        prove(who, code, level)
    apply(who, what, "mentee", code, **more)  # type: ignore[arg-type]
    return who


def matched(place: Office, what: Programme) -> None:
    """Match a programme without publishing it."""
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)
    services.carry_out(run_id=run.pk, at=NOW)


def published(place: Office, what: Programme) -> list[Pair]:
    """Match and publish a programme; return its pairs."""
    matched(place, what)
    services.publish(programme=what.uuid, by=place.coordinator, at=NOW)
    return list(Pair.objects.published().filter(programme=what).order_by("pk"))


def active_pair(place: Office, *, level: int | None = 1) -> Pair:
    """Make a pair that meets: Made teaches Sari."""
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what, level=level)
    (pair,) = published(place, what)
    services.accept(pair=pair.uuid, by=pair.mentor, at=NOW)
    return services.accept(pair=pair.uuid, by=pair.mentee, at=NOW)
