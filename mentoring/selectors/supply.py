"""How many mentors offer what to a part of the organisation, and how many wait for one; numbers, nobody by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from lms.people import access
from lms.people.models import Unit
from mentoring.models import ApplicantRole, Application, ProgrammeState
from mentoring.selectors.pool import MENTEE_STATES, MENTOR_STATES, places_taken, valid_levels

GOING_ON = (ProgrammeState.OPEN, ProgrammeState.MATCHING, ProgrammeState.PROPOSED, ProgrammeState.RUNNING)


@dataclass(frozen=True)
class MentorsOffering:
    """How many mentors offer something, and how many places they have left."""

    mentors: int
    places: int


@dataclass(frozen=True)
class Supply:
    """By competency (id): the level and the places left of each mentor who offers it, and how many people wait."""

    offers: dict[int, list[tuple[int, int]]]
    waiting: dict[int, int]

    def offered(self, competency: int, *, level: int = 1) -> MentorsOffering:
        """Return who shows at least this level in a competency and offers it."""
        able = [places for shown, places in self.offers.get(competency, []) if shown >= level]
        return MentorsOffering(len(able), sum(able))


def supply_for(paths: Iterable[str], *, on: date) -> Supply:
    """Return what the programmes open to units (paths) and those below offer and are asked for. Four queries.

    A mentor shows a valid level in what they offer; who shows none offers nothing. Places are counted once a mentor,
    however many programmes they take part in.
    """
    rows = Application.objects.filter(
        reaching(tuple(paths)), programme__state__in=GOING_ON, programme__ends_on__gte=on, person__is_active=True
    )
    mentors = rows.filter(role=ApplicantRole.MENTOR, state__in=MENTOR_STATES)
    capacity: dict[int, int] = {}
    topics: dict[int, set[int]] = defaultdict(set)
    for person, most, competency in mentors.values_list("person_id", "capacity", "competencies"):
        capacity[person] = max(capacity.get(person, 0), most)
        topics[person].add(competency)
    levels, taken = valid_levels(capacity, on=on), places_taken(capacity, on=on)
    offers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person, offered in topics.items():
        left = max(capacity[person] - taken[person], 0)
        for competency in offered:
            if level := levels.get((person, competency)):
                offers[competency].append((level, left))
    mentees = rows.filter(role=ApplicantRole.MENTEE, state__in=MENTEE_STATES, competencies__isnull=False)
    waiting = mentees.values("competencies").annotate(people=Count("person", distinct=True)).order_by()
    return Supply(dict(offers), {row["competencies"]: row["people"] for row in waiting})


def reaching(paths: tuple[str, ...]) -> Q:
    """Return the condition that a programme is open to one of the units (paths), or to a part of it."""
    above = {path[:end] for path in paths for end in range(Unit.steplen, len(path) + 1, Unit.steplen)}
    return Q(programme__unit__path__in=above) | access.below(paths, "programme__unit__path")
