"""Two years of invented evidence and hours, so that the map shows every reason for a gap and how it moved."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from lms.competencies import selectors
from lms.competencies.models import Competency, Evidence, EvidenceKind
from lms.competencies.services import Source, announce_instrument, months_later, rebuild_levels
from lms.demo.people import Cast
from lms.development.models import ActivityForm, ConversionRule, HoursEntry
from lms.people.models import User

NAMESPACE = uuid.UUID("0d0a5c4e-6f1e-5a43-9a53-4c4f4e544152")

# Measured outside the platform; F3 has no instrument anywhere yet.
MEASURED_OUTSIDE = ("A1", "A2", "B1", "B2", "C1", "C2", "D1", "D2", "D3", "E1", "E2", "E3", "F1", "F2")

# What happened to a person in a competency, and how often in a hundred.
FATES = (
    ("measured", 46),
    ("supervised", 8),
    ("completed", 12),
    ("self", 9),
    ("expired", 9),
    ("nothing", 16),
)

SOURCES = {
    "measured": (EvidenceKind.MEASURED_UNSUPERVISED, "Uji mandiri literasi digital (impor)"),
    "supervised": (EvidenceKind.EXTERNAL_RESULT, "Uji kompetensi digital terawasi (impor)"),
    "completed": (EvidenceKind.COMPLETION, "Pelatihan di luar platform: sertifikat kehadiran"),
    "self": (EvidenceKind.SELF_RATING, "Penilaian diri awal"),
    "expired": (EvidenceKind.MEASURED_UNSUPERVISED, "Uji mandiri literasi digital (impor)"),
}


def make_history(cast: Cast, accounts: dict[str, User], at: datetime, rng: Random) -> int:
    """Write the evidence and hours of everybody, derive all levels, and return how many pieces there are."""
    today = at.date()
    competencies = selectors.competencies_by_code()
    announce_outside_instruments(competencies)
    told: dict[int, dict[str, Fate]] = {accounts["pegawai"].pk: PEGAWAI, accounts["mentor"].pk: MENTOR}
    attended = {person.pk for unit in ATTENDED_BY for person in cast.staff[unit]}
    rules = selectors.rules_in_force(today)
    rows: list[Evidence] = []
    for number, person in enumerate(cast.everybody):
        story = told.get(person.pk)
        fates = dict(story.items() if story else random_fates(cast.kinds[person.pk], rng))
        if person.pk in attended:
            fates |= ATTENDED
        for code, (fate, level, months) in sorted(fates.items()):
            rows.append(piece(person, number, competencies[code], fate, level, months, rules, at))
    Evidence.objects.bulk_create(rows)
    rebuild_levels(people=[person.pk for person in cast.everybody], at=at)
    make_hours(cast, today, at, rng)
    return len(rows)


Fate = tuple[str, int | None, int]

# The story of the civil servant: one of each reason. competency: (fate, level, months ago)
PEGAWAI: dict[str, Fate] = {
    "A1": ("measured", 2, 9),
    "A2": ("measured", 1, 9),
    "B1": ("measured", 2, 9),
    "B2": ("completed", None, 5),
    "C1": ("self", 2, 3),
    "C2": ("measured", 1, 9),
    "D1": ("expired", 2, 27),
    "D2": ("measured", 1, 14),
    "D3": ("supervised", 2, 12),
    "E2": ("self", 1, 3),
    "E3": ("measured", 1, 9),
    "F1": ("measured", 1, 9),
}
# One office went to a training together and was never tested: a gap that a test closes, not another course.
ATTENDED_BY = ("BKPSDM", "Bidang Bangkom")
ATTENDED: dict[str, Fate] = {"D2": ("completed", None, 4)}
MENTOR: dict[str, Fate] = {
    code: ("supervised", level, 10)
    for code, level in zip(MEASURED_OUTSIDE, (3, 4, 3, 4, 3, 3, 4, 4, 3, 4, 3, 4, 3, 3), strict=True)
}

TYPICAL_LEVEL = {"jpt_madya": 3.6, "jpt_pratama": 3.2, "administrator": 2.7, "pengawas": 1.9, "pelaksana": 1.4}


def random_fates(kind: str, rng: Random) -> Iterator[tuple[str, Fate]]:
    """Yield what happened to a person of this kind of post in each competency."""
    names, weights = zip(*FATES, strict=True)
    ability = TYPICAL_LEVEL[kind] + rng.gauss(0, 0.5)
    for code in MEASURED_OUTSIDE:
        fate = rng.choices(names, weights)[0]
        if fate == "nothing":
            continue
        level = min(max(round(ability + rng.gauss(0, 0.6)), 0), 5)
        months = rng.randrange(25, 34) if fate == "expired" else rng.randrange(1, 22)
        yield code, (fate, None if fate == "completed" else level, months)


def piece(
    person: User,
    number: int,
    competency: Competency,
    fate: str,
    level: int | None,
    months: int,
    rules: dict[str, selectors.Rule],
    at: datetime,
) -> Evidence:
    """Return one piece of evidence, not yet saved; its validity follows the rule of its kind.

    `number` is the person's place in the cast; ids differ between databases, and the demo must not.
    """
    kind, title = SOURCES[fate]
    performed = months_later(at.date().replace(day=1), -months) + timedelta(days=(number * 7) % 27)
    months_valid = rules[kind].validity_months
    was_measured = kind in (EvidenceKind.MEASURED_UNSUPERVISED, EvidenceKind.EXTERNAL_RESULT)
    position = float(level or 0) + 0.5
    return Evidence(
        uuid=uuid.uuid5(NAMESPACE, f"{number}{competency.code}"),
        person=person,
        competency=competency,
        kind=kind,
        level=level,
        theta=position - 2 if was_measured else None,
        standard_error=0.45 if was_measured else None,
        chance=0.86 if was_measured else None,
        performed_on=performed,
        valid_until=months_later(performed, months_valid) if months_valid else None,
        source_kind="import",
        source_uuid=uuid.uuid5(NAMESPACE, f"{title}{performed:%Y%m}"),
        source_title=title,
        details={"band": [max(position - 0.45, 0), min(position + 0.45, 5)]} if was_measured else {},
        recorded_at=at,
    )


def announce_outside_instruments(competencies: dict[str, Competency]) -> None:
    """Say that these competencies can be measured outside the platform."""
    source = Source("outside", uuid.uuid5(NAMESPACE, "outside"), "Uji kompetensi digital instansi (di luar platform)")
    for code in MEASURED_OUTSIDE:
        announce_instrument(competency=competencies[code], source=source)


def make_hours(cast: Cast, today: date, at: datetime, rng: Random) -> None:
    """Book the outside trainings of two years."""
    rule = ConversionRule.objects.newest_in_force(today, form=ActivityForm.EXTERNAL)
    rows = []
    for place, person in enumerate(cast.everybody):
        for number in range(rng.randrange(0, 4)):
            jp = Decimal(rng.choice((4, 8, 12, 16)))
            rows.append(
                HoursEntry(
                    person=person,
                    form=ActivityForm.EXTERNAL,
                    jp=jp,
                    jp_before_cap=jp,
                    performed_on=today - timedelta(days=rng.randrange(20, 700)),
                    source_kind="import",
                    source_uuid=uuid.uuid5(NAMESPACE, f"hours{place}-{number}"),
                    title="Pelatihan di luar platform",
                    rule=rule,
                    booked_at=at,
                )
            )
    HoursEntry.objects.bulk_create(rows)
