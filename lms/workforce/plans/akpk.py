"""The worksheet of training needs (AKPK): each person's open requirements, what they need, and how pressing it is.

Priority is gap times weight times how many people of the same unit do not meet the requirement: the same need of many
comes before that of one. A gap that was never measured has no size: it needs a test first, and no priority is given.

Levels of tests taken alone are in it: the worksheet guides learning, and says that it ranks nobody for a post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext

from courses.selectors.training import TaughtCourse, courses_that_teach
from lms.competencies.gap import Gap, Reason
from lms.competencies.models import Competency, PersonLevel
from lms.competencies.selectors.levels import gap_from
from lms.people import access
from lms.people.models import EmployeeNumber, Posting, Unit, User
from lms.people.nip import mask
from lms.tables import Value
from lms.workforce.models import ProfileRequirement, UnitCell
from lms.workforce.selectors.people import people_in_scope

A_CHUNK = 500
WIDTHS = (30, 28, 24, 30, 40, 10, 10, 10, 8, 34, 30, 10, 10)


def heading() -> list[str]:
    """Return the names of the columns."""
    return [
        gettext("Unit"),
        gettext("Name"),
        gettext("NIP (masked)"),
        gettext("Post"),
        gettext("Competency"),
        gettext("Required level"),
        gettext("Level shown"),
        gettext("Gap"),
        gettext("Weight"),
        gettext("What is needed"),
        gettext("Shortest course"),
        gettext("People of the unit with this need"),
        gettext("Priority"),
    ]


@dataclass(frozen=True)
class Facts:
    """What holds for everybody: requirements by profile, competencies, courses, and how many do not meet by unit."""

    requirements: Mapping[int, list[ProfileRequirement]]
    competencies: Mapping[int, Competency]
    courses: list[TaughtCourse]
    unmet: Mapping[tuple[int, int], int]

    def course_for(self, competency: int, level: int) -> str:
        """Return the shortest course that leads there; empty where none does."""
        fitting = [one for one in self.courses if one.reaches.get(competency, 0) >= level]
        best = min(fitting, key=lambda one: (one.jp, one.code), default=None)
        return f"{best.code} {best.title} ({best.jp.normalize():f} JP)" if best else ""


def people_of(viewer: User, unit: Unit, *, on: date) -> QuerySet[Posting]:
    """Return the postings of a unit and below as HR sees them, unit by unit."""
    rows = people_in_scope(viewer, on=on).filter(access.below((unit.path,), "unit__path"))
    return rows.select_related("person__workforce_state").order_by("unit__path", "person__full_name", "pk")


def facts_of(unit: Unit) -> Facts:
    """Return what holds for everybody of a unit in scope. Four queries."""
    requirements: dict[int, list[ProfileRequirement]] = {}
    for row in ProfileRequirement.objects.order_by("competency__order", "competency_id"):
        requirements.setdefault(row.profile_id, []).append(row)
    wanted = {row.competency_id for rows in requirements.values() for row in rows}
    cells = UnitCell.objects.filter(access.below((unit.path,), "unit__path"))
    first, *others = (F(reason.value) for reason in Reason if reason is not Reason.MET)
    counts = cells.annotate(open=sum(others, start=first)).values_list("unit_id", "competency_id", "open")
    return Facts(
        requirements,
        {one.pk: one for one in Competency.objects.filter(pk__in=wanted)},
        courses_that_teach(),
        {(place, competency): people for place, competency, people in counts.iterator()},
    )


def chunks_of(rows: QuerySet[Posting]) -> Iterator[list[Posting]]:
    """Yield the people in lists of a chunk."""
    waiting = rows.iterator(A_CHUNK)
    while chunk := list(islice(waiting, A_CHUNK)):
        yield chunk


def lines_of_chunk(chunk: list[Any], facts: Facts, *, on: date) -> Iterator[list[Value]]:
    """Yield the open requirements of some people. Two queries."""
    people = [posting.person_id for posting in chunk]
    numbers = dict(EmployeeNumber.objects.on(on).filter(person__in=people).values_list("person_id", "digits"))
    levels = {(row.person_id, row.competency_id): row for row in PersonLevel.objects.filter(person__in=people)}
    for posting in chunk:
        digits = numbers.get(posting.person_id, "")
        masked = mask(digits) if digits else ""
        who = [posting.unit.name, posting.person.display_name, masked, posting.position.title]
        for row in requirements_of(posting, facts):
            level = levels.get((posting.person_id, row.competency_id))
            found = gap_from(row.level, level, measurable=row.is_measurable, on=on)
            if not found.is_met:
                yield [*who, *need_of(row, found, posting.unit_id, facts)]


def requirements_of(posting: Any, facts: Facts) -> Iterable[ProfileRequirement]:
    """Return what the post requires, as the map counts it; nothing for who is not counted yet."""
    state = getattr(posting.person, "workforce_state", None)
    return facts.requirements.get(state.profile_id, ()) if state else ()


def need_of(row: ProfileRequirement, found: Gap, unit_id: int, facts: Facts) -> list[Value]:
    """Return one requirement as cells: competency, levels, gap, weight, need, course, people, priority."""
    one = facts.competencies[row.competency_id]
    weight = Decimal(row.weight) / 100
    people = facts.unmet.get((unit_id, row.competency_id), 0)
    is_measured = found.reason is Reason.MEASURED_BELOW
    gap = found.missing_levels if is_measured else None
    course = facts.course_for(row.competency_id, row.level) if is_measured and not found.was_capped else ""
    priority = gap * weight * people if gap is not None else None
    name = f"{one.code} {one.name}"
    return [name, row.level, found.attained, gap, weight, words_of(found), course, people, priority]


def words_of(found: Gap) -> str:
    """Return what somebody needs to meet a requirement."""
    if found.was_capped:
        return gettext("stronger evidence: measured higher than this kind may show")
    if found.reason is Reason.MEASURED_BELOW:
        return gettext("training")
    return {
        Reason.COMPLETED_NOT_TESTED: gettext("test: course completed, not tested yet"),
        Reason.SELF_DECLARED: gettext("test: self-declared only"),
        Reason.EXPIRED: gettext("test: evidence has expired"),
        Reason.NEVER_ASSESSED: gettext("test: never assessed"),
    }.get(found.reason, gettext("nothing yet: no instrument measures it"))
