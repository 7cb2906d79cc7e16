"""The demo's mentoring: two programmes of the regency that people have applied to and that wait to be matched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from lms.competencies import selectors as competencies
from lms.competencies.models import Competency
from lms.demo.people import Cast
from lms.people.models import PositionKind, User
from mentoring.models import ApplicantRole, Programme, ProgrammeKind
from mentoring.services import Offer, ProgrammeDays, apply, create_programme, open_programme

MENTORS, MENTEES = 8, 18
WANTED = 2


def make_mentoring(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Open the programmes and let people apply; return what there is in a line."""
    coordinator = accounts["sdm"]
    classic = programme(
        cast,
        coordinator,
        "Mentoring Digital 2026",
        "Pejabat yang menguasai suatu kompetensi digital mendampingi rekan yang jenjangnya belum memenuhi syarat.",
        ProgrammeKind.CLASSIC,
        at=at,
    )
    programme(
        cast,
        coordinator,
        "Mentoring Terbalik: yang muda membimbing pimpinan",
        "ASN muda yang mahir mendampingi pimpinan dalam satu kompetensi digital; agenda dipegang oleh yang muda.",
        ProgrammeKind.REVERSE,
        at=at,
    )
    mentors = [accounts["mentor"], *others(cast, accounts, juniors=False)][:MENTORS]
    mentees = [accounts["pegawai"], *others(cast, accounts, juniors=True)][:MENTEES]
    by_id = {row.pk: row for row in competencies.competencies_by_code().values()}
    count = sum(enter(person, classic, ApplicantRole.MENTOR, strengths(person, by_id, at), at=at) for person in mentors)
    count += sum(enter(person, classic, ApplicantRole.MENTEE, needs(person, at), at=at) for person in mentees)
    return f"2 programmes, {count} applications"


def programme(
    cast: Cast, coordinator: User, title: str, summary: str, kind: ProgrammeKind, *, at: datetime
) -> Programme:
    """Open one programme of the regency for three months."""
    today = timezone.localdate(at)
    days = ProgrammeDays(
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=40),
        starts_on=today - timedelta(days=7),
        ends_on=today + timedelta(days=120),
    )
    made = create_programme(
        unit=cast.regency.uuid,
        title=title,
        summary=summary,
        kind=kind,
        days=days,
        sessions_planned=6,
        by=coordinator,
        at=at,
    )
    return open_programme(programme=made.uuid, by=coordinator, at=at)


def others(cast: Cast, accounts: dict[str, User], *, juniors: bool) -> Iterator[User]:
    """Yield people of the regency who have no account of the demo, by seniority."""
    taken = {person.pk for person in accounts.values()}
    regency = cast.regency.path
    for short, unit in cast.units.items():
        if not unit.path.startswith(regency):
            continue
        people = cast.staff.get(short, [])[:2] if juniors else [cast.heads[short]] if short in cast.heads else []
        wanted = {PositionKind.PELAKSANA} if juniors else {PositionKind.ADMINISTRATOR, PositionKind.JPT_PRATAMA}
        yield from (person for person in people if person.pk not in taken and cast.kinds[person.pk] in wanted)


def strengths(person: User, by_id: dict[int, Competency], at: datetime) -> list[Competency]:
    """Return the competencies in which the person's own level is highest."""
    levels = competencies.levels_by_person([person.pk], on=timezone.localdate(at)).get(person.pk, {})
    return [by_id[pk] for pk, level in sorted(levels.items(), key=lambda entry: (-entry[1], entry[0])) if level >= 2][
        :4
    ]


def needs(person: User, at: datetime) -> list[Competency]:
    """Return the competencies in which the person was measured below the post, those furthest below first."""
    today = timezone.localdate(at)
    open_ones = [row for row in competencies.gaps_of(person, viewer=person, on=today) if not row.gap.is_met]
    open_ones.sort(key=lambda row: (row.gap.reason != "measured_below", -row.gap.missing_levels, row.competency.order))
    return [row.competency for row in open_ones][:WANTED]


def enter(person: User, programme: Programme, role: ApplicantRole, wanted: list[Competency], *, at: datetime) -> bool:
    """Let the person apply, if there is anything to apply with; return whether they did."""
    if not wanted:
        return False
    offer = Offer(competencies=wanted, capacity=3, motivation="")
    apply(programme=programme.uuid, by=person, role=role, offer=offer, at=at)
    return True
