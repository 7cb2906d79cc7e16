"""How many hours the shortest published course takes to a level of a competency."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

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
