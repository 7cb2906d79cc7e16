"""How many hours the shortest published course takes to a level of a competency, and what each course teaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from courses.models import CourseTarget
from lms.competencies.training import Wanted


def hours_of_courses(wanted: frozenset[Wanted]) -> Mapping[Wanted, Decimal]:
    """Return the hours of the shortest published course that aims at each level or above it. One query."""
    competencies = {competency for competency, _level in wanted}
    rows = CourseTarget.objects.filter(course__live=True, competency__in=competencies)
    taught = list(rows.values_list("competency_id", "level", "course__jp"))
    fewest: dict[Wanted, Decimal] = {}
    for competency, level in wanted:
        hours = [jp for taught_one, reaches, jp in taught if taught_one == competency and reaches >= level]
        if hours:
            fewest[competency, level] = min(hours)
    return fewest


@dataclass(frozen=True)
class TaughtCourse:
    """A published course as a plan sees it: its hours, and the level it leads to by competency (ids)."""

    uuid: UUID
    code: str
    title: str
    jp: Decimal
    reaches: Mapping[int, int]


def courses_that_teach() -> list[TaughtCourse]:
    """Return the published courses that lead to a level of some competency in use, by code. One query."""
    rows = CourseTarget.objects.filter(course__live=True, competency__framework__status="published")
    found: dict[UUID, TaughtCourse] = {}
    reaches: dict[UUID, dict[int, int]] = defaultdict(dict)
    columns = ("course__translation_key", "course__code", "course__title", "course__jp", "competency_id", "level")
    for number, code, title, jp, competency, level in rows.order_by("course__code").values_list(*columns):
        reaches[number][competency] = level
        found[number] = TaughtCourse(number, code, title, jp, reaches[number])
    return list(found.values())
