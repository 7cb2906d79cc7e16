"""Mentors there are against mentors needed, by competency: for HR by level, for readers of totals in round numbers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from lms.competencies.models import Competency
from lms.people import access
from lms.people.models import User
from lms.workforce.maps import EMPTY, GapMap
from lms.workforce.models import PersonState, ProfileRequirement, SegmentCell
from lms.workforce.selectors.gap_map import gap_map
from lms.workforce.tables import FEWEST_PEOPLE
from mentoring.selectors import Supply, supply_for

ANY_LEVEL = 1


@dataclass(frozen=True)
class Figure:
    """A number of people; `is_rounded`: down to a multiple of five, as a reader of totals sees it."""

    number: int
    is_rounded: bool = False

    @property
    def is_few(self) -> bool:
        """Whether it says no more than "fewer than five"."""
        return self.is_rounded and self.number < FEWEST_PEOPLE


@dataclass(frozen=True)
class Need:
    """People measured below one required level, and what mentors who show it offer; `level` None: at any level."""

    level: int | None
    below: Figure | None
    mentors: Figure
    places: Figure

    @property
    def missing(self) -> int | None:
        """Return how many places are missing; None where the numbers are hidden or round."""
        if self.below is None or self.below.is_rounded or self.mentors.is_rounded:
            return None
        return max(self.below.number - self.places.number, 0)


@dataclass(frozen=True)
class MentorRow:
    """One competency: its needs by level, and how many people have asked for a mentor and wait."""

    competency: Competency
    needs: list[Need]
    waiting: Figure


@dataclass(frozen=True)
class MentorPage:
    """Mentors against needs for a part of the organisation, with the map that the needs are read from."""

    found: GapMap
    rows: list[MentorRow]


def mentors_needed(viewer: User, unit: uuid.UUID | None, *, on: date) -> MentorPage:
    """Return mentors against needs by competency. Seven queries beside those of the map.

    Who was measured below what the post requires needs a mentor; who was never measured needs a test first. A reader of
    totals sees what the map shows of a competency, and mentors in round numbers: no difference of two units tells more.

    Raises:
        NoScope, OutsideScope: as the map does.
    """
    found = gap_map(viewer, unit, on=on)
    paths = tuple([found.unit.path] if found.unit else [row.unit.path for row in found.rows if row.unit])
    supply = supply_for(paths, on=on)
    by_level = below_by_level(paths) if found.opens_people else {}
    rows = []
    for one in found.competencies:
        needs = needs_by_level(one, by_level.get(one.pk, {}), supply) if found.opens_people else []
        waiting = figure(supply.waiting.get(one.pk, 0), exact=found.opens_people)
        rows.append(MentorRow(one, needs or [need_at_any_level(one, found, supply)], waiting))
    return MentorPage(found, rows)


def figure(number: int, *, exact: bool) -> Figure:
    """Return a number as the reader sees it."""
    return Figure(number) if exact else Figure(number - number % FEWEST_PEOPLE, is_rounded=True)


def needs_by_level(competency: Competency, below: dict[int, int], supply: Supply) -> list[Need]:
    """Return the needs of a competency, the lowest level first; a mentor is counted at each level they show."""
    found = []
    for level, people in sorted(below.items()):
        offered = supply.offered(competency.pk, level=level)
        found.append(Need(level, Figure(people), Figure(offered.mentors), Figure(offered.places)))
    return found


def need_at_any_level(competency: Competency, found: GapMap, supply: Supply) -> Need:
    """Return the need of a competency without its levels."""
    cell = found.total.cells.get(competency.pk, EMPTY)
    offered = supply.offered(competency.pk, level=ANY_LEVEL)
    exact = found.opens_people
    below = None if cell.is_hidden else Figure(cell.by_reason["measured_below"])  # type: ignore[index]
    return Need(None, below, figure(offered.mentors, exact=exact), figure(offered.places, exact=exact))


def below_by_level(paths: tuple[str, ...]) -> dict[int, dict[int, int]]:
    """Return how many people were measured below each required level, by competency id. Three queries.

    Counted by kind of post. Where posts of one kind ask different levels in these units, the highest is meant.
    """
    states = PersonState.objects.filter(access.below(paths), profile__isnull=False)
    used = set(states.order_by().values_list("kind", "profile_id").distinct())
    levels: dict[tuple[str, int], int] = {}
    asked = ProfileRequirement.objects.filter(profile__in={profile for _kind, profile in used})
    by_profile: dict[int, list[tuple[int, int]]] = {}
    for profile, competency, level in asked.values_list("profile_id", "competency_id", "level"):
        by_profile.setdefault(profile, []).append((competency, level))
    for kind, profile in used:
        for competency, level in by_profile.get(profile, []):
            levels[kind, competency] = max(level, levels.get((kind, competency), 0))
    cells = SegmentCell.objects.filter(access.below(paths, "unit__path"), measured_below__gt=0)
    counts = cells.values_list("competency_id", "kind").annotate(people=Sum("measured_below")).order_by()
    found: dict[int, dict[int, int]] = {}
    for competency, kind, people in counts:
        if (kind, competency) in levels:
            at = found.setdefault(competency, {})
            level = levels[kind, competency]
            at[level] = at.get(level, 0) + people
    return found
