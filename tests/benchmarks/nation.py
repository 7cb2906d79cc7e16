"""A civil service to measure with: agencies of very different size, their units, people, posts and levels; all invented.

The same numbers always make the same nation. One agency has 50,000 people, or a tenth of a small nation; the others
follow a power law, the largest about six times as large. Three of ten requirements have nothing behind them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isqrt
from typing import Any

PEOPLE_A_UNIT = 235
COMPETENCIES = 10
KINDS = ("pelaksana",) * 17 + ("pengawas",) * 2 + ("administrator",)
GRADES = ("III/a", "III/b", "II/c", "III/d", "IV/a", "II/d", "III/c")
FIRST_DAY = date(1966, 1, 1)


@dataclass(frozen=True)
class Nation:
    """What was made: how many of each, and the ids of the agency that is looked at."""

    agencies: int
    units: int
    people: int
    levels: int
    measured_agency: int
    measured_people: int


def sizes(agencies: int, people: int) -> list[int]:
    """Return how many people each agency has; the first is the one that is looked at."""
    first = 50_000 if people > 500_000 else people // 10
    weights = [1 / (rank + 8) for rank in range(1, agencies)]
    rest = [max(20, int((people - first) * weight / sum(weights))) for weight in weights]
    return [first, *rest]


def make_nation(*, agencies: int, people: int, today: date, at: datetime) -> Nation:
    """Fill the database with a nation; the framework and its standards are there already."""
    from lms.bulk import load
    from lms.competencies.models import PersonLevel
    from lms.people.models import EmployeeNumber, Posting, User

    slots = make_units(sizes(agencies, people))
    total = sum(count for _unit, count in slots)
    positions = make_positions()
    with without_indexes(User, EmployeeNumber, Posting, PersonLevel):
        load(User, USER_FIELDS, users(total, at))
        load(EmployeeNumber, ("person_id", "digits", "kind", "valid_from"), numbers(total))
        load(
            Posting,
            ("person_id", "position_id", "unit_id", "kind", "is_head", "valid_from", "basis"),
            postings(slots, positions, today),
        )
        levels = load(PersonLevel, LEVEL_FIELDS, person_levels(total, competency_ids(), today, at))
    count_on_from(User, total)
    first = sizes(agencies, people)[0]
    return Nation(agencies, len(slots), total, levels, slots[0][0], first)


def make_units(counts: list[int]) -> list[tuple[int, int]]:
    """Make the trees; return the id of each unit where people work, and how many."""
    from lms.people.models import Unit, UnitLevel

    rows: list[tuple[Unit, int]] = []

    def unit(path: str, name: str, level: int, count: int, children: int) -> None:
        row = Unit(
            path=path, depth=len(path) // Unit.steplen, numchild=children, name=name, level=level, is_fictional=True
        )
        rows.append((row, count))

    for number, people in enumerate(counts, start=1):
        sections = max(2, round(people / PEOPLE_A_UNIT))
        divisions = max(1, isqrt(sections))
        root = Unit._get_path("", 1, number)
        unit(root, f"Instansi {number}", UnitLevel.AGENCY, 0, divisions)
        for place in range(divisions):
            here = Unit._get_path(root, 2, place + 1)
            below = len(range(place, sections, divisions))
            unit(here, f"Bidang {number}.{place + 1}", UnitLevel.DIRECTORATE, 0, below)
            for index, section in enumerate(range(place, sections, divisions)):
                count = people // sections + (section < people % sections)
                path = Unit._get_path(here, 3, index + 1)
                unit(path, f"Seksi {number}.{place + 1}.{index + 1}", UnitLevel.SECTION, count, 0)
    Unit.objects.bulk_create([row for row, _count in rows], batch_size=2000)
    return [(row.pk, count) for row, count in rows if count]


def make_positions() -> dict[str, int]:
    """Return the id of a post of each kind."""
    from lms.people.models import Position

    return {kind: Position.objects.create(title=f"Jabatan {kind}", kind=kind).pk for kind in set(KINDS)}


def competency_ids() -> list[int]:
    """Return the ids of the competencies that are required."""
    from lms.competencies.models import Competency

    return list(Competency.objects.order_by("pk").values_list("pk", flat=True)[:COMPETENCIES])


USER_FIELDS = (
    "id", "uuid", "password", "full_name", "title_before", "title_after", "grade", "language", "time_zone",
    "is_active", "is_staff", "is_superuser", "is_fictional", "joined_at",
)  # fmt: skip
LEVEL_FIELDS = (
    "person_id",
    "competency_id",
    "level",
    "chance",
    "without_level",
    "valid_until",
    "was_capped",
    "derived_at",
)


def users(total: int, at: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield people who have not signed in."""
    for number in range(1, total + 1):
        grade = GRADES[number % 7] if number % 4 else "IX"
        yield (
            number, uuid.UUID(int=number), "!", f"Orang {number:07d}", "", "", grade, "id", "Asia/Jakarta",
            True, False, False, True, at,
        )  # fmt: skip


def numbers(total: int) -> Iterator[tuple[Any, ...]]:
    """Yield a number for each, with a sequence that no real person holds."""
    days = 12_700
    born = [(FIRST_DAY + timedelta(days=day)) for day in range(days)]
    for number in range(1, total + 1):
        day, rest = born[number % days], number // days
        month, sequence = rest // 200 % 12 + 1, 900 + rest % 100
        sex = rest // 100 % 2 + 1
        is_pppk = number % 4 == 0
        middle = f"{day.year + 25}{20 + month % 9 + 1}" if is_pppk else f"{day.year + 25}{month:02d}"
        yield number, f"{day:%Y%m%d}{middle}{sex}{sequence}", "pppk" if is_pppk else "pns", date(2021, 1, 1)


def postings(slots: Iterable[tuple[int, int]], positions: dict[str, int], today: date) -> Iterator[tuple[Any, ...]]:
    """Yield the one post of each person, unit by unit."""
    number, since = 0, today - timedelta(days=700)
    for unit, count in slots:
        for place in range(count):
            number += 1
            yield number, positions[KINDS[number % 20]], unit, "primary", place == 0, since, ""


def person_levels(total: int, competencies: list[int], today: date, at: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield what is known of each person: a level, one that ran out, a course without a test, a self-rating."""
    past, coming = today - timedelta(days=30), today + timedelta(days=700)
    # Evidence ends on any day of the next two years.
    ends = [today + timedelta(days=days) for days in range(700)]
    known: list[tuple[Any, ...]] = [
        *[(level, 0.8, "", coming) for level in (0, 1, 1, 2, 2, 2, 3, 3, 4)],
        (2, 0.8, "", past),
        (None, None, "completed_not_tested", None),
        (None, None, "completed_not_tested", None),
        (None, None, "self_declared", None),
    ]
    for number in range(1, total + 1):
        for place, competency in enumerate(competencies):
            draw = (number * 2_654_435_761 + place * 40_503) % 19
            if draw < len(known):
                level, chance, without, until = known[draw]
                until = ends[(number * 31 + place) % 700] if until == coming else until
                yield number, competency, level, chance, without, until, False, at


def count_on_from(model: type[Any], number: int) -> None:
    """Let the next id follow those that were written (PostgreSQL counts apart)."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, number])


@contextmanager
def without_indexes(*models: type[Any]) -> Iterator[None]:
    """Take indexes and constraints off tables while they are filled, and put them back (PostgreSQL only)."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    restored: list[str] = []
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass AND contype IN ('u', 'f', 'c')",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
                if not definition.startswith("FOREIGN KEY"):
                    restored.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
                restored.append(definition)
    yield
    with connection.cursor() as cursor:
        for statement in restored:
            cursor.execute(statement)
        for model in models:
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
