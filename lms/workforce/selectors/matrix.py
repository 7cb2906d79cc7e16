"""People by competencies: where each person of a unit stands against the own post, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet

from lms.competencies.gap import Gap
from lms.competencies.models import Competency, PersonLevel
from lms.competencies.selectors import gap_between
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.workforce.models import PersonState, ProfileRequirement
from lms.workforce.selectors.scope import columns_of

Known = tuple[int | None, str, bool, bool]
NOTHING: Known = (None, "", False, False)


@dataclass(frozen=True)
class MatrixRow:
    """One person, and for each competency of the table the gap; None where the post does not ask for it."""

    person: User
    unit: Unit
    gaps: tuple[Gap | None, ...]


@dataclass(frozen=True)
class Matrix:
    """A part of the people of a unit and below, by name."""

    competencies: tuple[Competency, ...]
    rows: tuple[MatrixRow, ...]


def people_of_matrix(viewer: User, unit: Unit, *, on: date) -> QuerySet[PersonState]:
    """Return where the people of a unit and below are counted, by name, if `viewer` is their HR. Two queries."""
    states = PersonState.objects.filter(access.below((unit.path,)), agency=unit.agency_path)
    rows = access.visible_to(states, viewer, on=on).filter(access.below(access.scope_paths(viewer, Role.HR, on=on)))
    return rows.select_related("person", "unit").order_by("person__full_name", "person_id")


def matrix_of(states: Sequence[PersonState], *, on: date) -> Matrix:
    """Return the table of these people. Three queries, however many people and competencies.

    Their levels are those of this moment; what a post asks is what the map counts by.
    """
    columns = tuple(columns_of("").order_by("order", "pk"))
    asked = requirements_of({state.profile_id for state in states})
    known = known_of([state.person_id for state in states], on=on)
    rows = [
        MatrixRow(state.person, state.unit, gaps_in(columns, asked.get(state.profile_id, {}), known, state.person_id))
        for state in states
    ]
    return Matrix(columns, tuple(rows))


def gaps_in(
    columns: Sequence[Competency],
    asked: dict[int, tuple[int, bool]],
    known: dict[tuple[int, int], Known],
    person: int,
) -> tuple[Gap | None, ...]:
    """Return the gaps of one person in the order of the columns."""
    return tuple(
        shared_gap(asked[one.pk], known.get((person, one.pk), NOTHING)) if one.pk in asked else None for one in columns
    )


@cache
def shared_gap(asked: tuple[int, bool], known: Known) -> Gap:
    """Return the gap; there are few different ones, so that thousands of people share them."""
    (required, measurable), (level, without_level, is_expired, was_capped) = asked, known
    return gap_between(
        required, level, without_level, is_expired=is_expired, was_capped=was_capped, measurable=measurable
    )


def requirements_of(profiles: set[int | None]) -> dict[int | None, dict[int, tuple[int, bool]]]:
    """Return what each profile (id) requires by competency, and whether that can be measured. One query."""
    found: dict[int | None, dict[int, tuple[int, bool]]] = {}
    rows = ProfileRequirement.objects.filter(profile__in=[one for one in profiles if one is not None])
    for profile, competency, level, measurable in rows.values_list(
        "profile_id", "competency_id", "level", "is_measurable"
    ):
        found.setdefault(profile, {})[competency] = (level, measurable)
    return found


def known_of(people: Sequence[int], *, on: date) -> dict[tuple[int, int], Known]:
    """Return what is known of each person (id) in each competency. One query."""
    rows = PersonLevel.objects.filter(person__in=people).values_list(
        "person_id", "competency_id", "level", "without_level", "valid_until", "was_capped"
    )
    return {
        (person, competency): (level, without_level, bool(until and until < on), was_capped)
        for person, competency, level, without_level, until, was_capped in rows
    }
