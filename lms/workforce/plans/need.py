"""What a plan is computed from: how many people have which measured gaps, what courses teach, whose hours there are.

Training helps where somebody was measured below what the post asks for. Who declared a level, completed a course
without a test, whose evidence expired or who was never assessed needs a test first: they are counted and left to
tests. So are those whose measurement shows more than its kind of evidence may establish (`was_capped`): stronger
evidence closes that gap, no course does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from courses.selectors.training import courses_that_teach
from lms.competencies.gap import Reason
from lms.people import access
from lms.people.models import Unit
from lms.workforce.bundles import Course, Gap, Group
from lms.workforce.models import PersonState, UnitCell, UnitState
from lms.workforce.models.plans import PlanBudget, TrainingPlan

A_CHUNK = 5000
LEFT_TO_TESTS = (
    Reason.COMPLETED_NOT_TESTED,
    Reason.SELF_DECLARED,
    Reason.EXPIRED,
    Reason.NEVER_ASSESSED,
    Reason.NO_INSTRUMENT,
)
CAPPED = "capped"


@dataclass(frozen=True)
class Inputs:
    """The input of the optimiser; `titles` are code and title of each course by its key."""

    groups: list[Group]
    courses: list[Course]
    budgets: dict[str, int]
    titles: dict[str, tuple[str, str]]


def measured_gaps(path: str, *, on: date) -> QuerySet[PersonState, Any]:
    """Return a row for each competency in which somebody of a unit or below it was measured below the post, by person.

    Person, path, competency, level, what the post asks for, weight, and whether the measurement was capped. One query.
    """
    held = Q(person__levels__valid_until__isnull=True) | Q(person__levels__valid_until__gte=on)
    return (
        PersonState.objects.filter(
            held,
            access.below((path,)),
            person__levels__level__lt=F("profile__requirements__level"),
            person__levels__competency=F("profile__requirements__competency"),
        )
        .order_by("person_id", "person__levels__competency")
        .values_list(
            "person_id",
            "path",
            "person__levels__competency",
            "person__levels__level",
            "profile__requirements__level",
            "profile__requirements__weight",
            "person__levels__was_capped",
        )
    )


def read(plan: TrainingPlan, *, on: date) -> None:
    """Write into the plan what it is computed from, and what is left to tests. Four queries."""
    heads = headcounts(plan.unit)
    length = len(plan.unit.path) + Unit.steplen if plan.split == PlanBudget.APART else len(plan.unit.path)
    counts: Counter[tuple[str, tuple[Gap, ...]]] = Counter()
    capped = missing = 0
    for path, gaps, stronger in people_with_gaps(plan.unit.path, on=on):
        capped += stronger
        missing += sum(gap.size for gap in gaps)
        if gaps:
            counts[path[:length], gaps] += 1
    courses = courses_that_teach()
    plan.people = sum(heads.values())
    plan.open = missing
    plan.left_to_tests = left_to_tests(plan.unit) | ({CAPPED: capped} if capped else {})
    plan.inputs = {
        "groups": [[name, [list(gap) for gap in gaps], people] for (name, gaps), people in sorted(counts.items())],
        "courses": [
            [str(one.uuid), one.code, one.title, round(one.jp * 100), sorted(one.reaches.items())] for one in courses
        ],
        "budgets": budgets_of(plan, heads, length),
    }


def people_with_gaps(path: str, *, on: date) -> Iterator[tuple[str, tuple[Gap, ...], int]]:
    """Yield each person's place and gaps that learning may close, and how many only stronger evidence closes."""
    rows = measured_gaps(path, on=on).iterator(A_CHUNK)
    for _person, found in groupby(rows, key=itemgetter(0)):
        rows_of_one = list(found)
        gaps, capped = [], 0
        for _pk, _path, competency, have, need, weight, was_capped in rows_of_one:
            if was_capped:
                capped += 1
            elif weight:
                gaps.append(Gap(competency, have, need, weight))
        yield rows_of_one[0][1], tuple(gaps), capped


def headcounts(unit: Unit) -> dict[str, int]:
    """Return how many people work directly in each unit of a branch, by path. One query."""
    rows = UnitState.objects.filter(access.below((unit.path,), "unit__path"), headcount__gt=0)
    return dict(rows.order_by("unit__path").values_list("unit__path", "headcount"))


def budgets_of(plan: TrainingPlan, heads: dict[str, int], length: int) -> dict[str, int]:
    """Return the hours of each part by its path: what it gets for its people, and not a minute more than there is."""
    parts: Counter[str] = Counter()
    for path, people in heads.items():
        parts[path[:length]] += people
    everybody = sum(parts.values())
    return {name: plan.budget * people // everybody for name, people in sorted(parts.items())}


def left_to_tests(unit: Unit) -> dict[str, int]:
    """Return how many requirements of a branch wait for a test or an instrument, by reason. One query."""
    cells = UnitCell.objects.filter(access.below((unit.path,), "unit__path"))
    sums: dict[str, int | None] = cells.aggregate(**{reason.value: Sum(reason.value) for reason in LEFT_TO_TESTS})
    return {reason: number for reason, number in sums.items() if number}


def as_inputs(kept: dict[str, Any]) -> Inputs:
    """Return what a plan keeps as the optimiser reads it."""
    return Inputs(
        groups=[Group(name, tuple(Gap(*gap) for gap in gaps), people) for name, gaps, people in kept["groups"]],
        courses=[Course(key, hours, dict(reaches)) for key, _code, _title, hours, reaches in kept["courses"]],
        budgets=kept["budgets"],
        titles={key: (code, title) for key, code, title, _hours, _reaches in kept["courses"]},
    )
