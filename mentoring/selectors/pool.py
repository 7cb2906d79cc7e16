"""The facts about everybody who waits for a pair, as the matching wants them; read by the matching alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lms.competencies.models import PersonLevel
from lms.competencies.standards_in_force import AGENCY_OF_POSTING, Post, Required, requirements_for
from lms.people import access
from lms.people.models import SENIORITY, Posting, PostingKind, Unit
from mentoring.matching import Candidate, Need
from mentoring.matching.grids import HIGHEST_LEVEL
from mentoring.models import ApplicantRole, Application, ApplicationState, Pair, PairState, Programme

# Mentors who have a pair and a free place are looked at too; `places_left` says whether there is one.
MENTOR_STATES = (ApplicationState.SUBMITTED, ApplicationState.UNMATCHED, ApplicationState.MATCHED)
MENTEE_STATES = (ApplicationState.SUBMITTED, ApplicationState.UNMATCHED)

Levels = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Pool:
    """Everybody who waits for a pair in a programme; ids are primary keys as text, so that a copy matches alike."""

    mentors: list[Candidate]
    mentees: list[Candidate]
    excluded: frozenset[tuple[str, str]]
    applications: dict[tuple[str, str], int]

    def fingerprint(self, *, weights: dict[str, Any], kind: str, seed: int) -> str:
        """Return the SHA-256 of everything that decides the result."""
        people = [sorted((asdict(person) for person in side), key=lambda row: row["id"]) for side in self.sides]
        content = [people, sorted(self.excluded), weights, kind, seed]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=sorted).encode()).hexdigest()

    @property
    def sides(self) -> tuple[list[Candidate], list[Candidate]]:
        """Return mentors and mentees."""
        return self.mentors, self.mentees


def waiting_in(programme: Programme) -> QuerySet[Application]:
    """Return the applications that the next matching looks at."""
    return Application.objects.filter(programme=programme).filter(
        Q(role=ApplicantRole.MENTOR, state__in=MENTOR_STATES) | Q(role=ApplicantRole.MENTEE, state__in=MENTEE_STATES)
    )


def pool_of(programme: Programme, *, on: date) -> Pool:
    """Return the pool of a programme on a day. Ten queries, however many people."""
    applications = list(
        waiting_in(programme).prefetch_related("competencies", "wishes", "avoid").select_related("person")
    )
    people = {application.person_id for application in applications}
    places = Places.of(people, on=on)
    levels = valid_levels(people, on=on)
    required = requirements_for(places.posts.values(), on=on)
    taken = places_taken(people, on=on)
    mentors, mentees = [], []
    for application in applications:
        person = application.person_id
        if application.role == ApplicantRole.MENTOR:
            free = max(application.capacity - taken[person], 0)
            if free or application.state != ApplicationState.MATCHED:
                mentors.append(candidate(application, places, capacity=free, levels=offered(application, levels)))
        else:
            asked = required[places.posts[person]] if person in places.posts else {}
            mentees.append(candidate(application, places, wants=wanted(application, asked, levels)))
    return Pool(
        mentors=mentors,
        mentees=mentees,
        excluded=refused_before(people),
        applications={(row.role, str(row.person_id)): row.pk for row in applications},
    )


def candidate(application: Application, places: Places, **facts: Any) -> Candidate:
    """Return an application as the matching reads it."""
    person = application.person_id
    return Candidate(
        id=str(person),
        unit_path=places.units.get(person, ""),
        seniority=SENIORITY.get(places.posts[person].kind, 0) if person in places.posts else 0,
        time_zone=application.person.time_zone,
        line=frozenset(str(above) for above in places.lines.get(person, ())),
        wishes=frozenset(str(other.pk) for other in application.wishes.all()),
        avoid=frozenset(str(other.pk) for other in application.avoid.all()),
        **facts,
    )


def offered(application: Application, levels: Levels) -> dict[str, int]:
    """Return the valid levels of a mentor in what they offer."""
    pairs = ((one.pk, levels.get((application.person_id, one.pk))) for one in application.competencies.all())
    return {str(competency): level for competency, level in pairs if level}


def wanted(application: Application, required: Mapping[int, Required], levels: Levels) -> dict[str, Need]:
    """Return the needs of a mentee: what the post requires, or one level more where it requires no more."""
    needs = {}
    for competency in application.competencies.all():
        attained = levels.get((application.person_id, competency.pk))
        asked = required.get(competency.pk)
        goal = max(asked.level if asked else 0, min((attained or 0) + 1, HIGHEST_LEVEL))
        if goal > (attained or 0):
            needs[str(competency.pk)] = Need(goal, attained)
    return needs


def valid_levels(people: Iterable[int], *, on: date) -> Levels:
    """Return the levels that hold on the day, by person and competency. One query."""
    rows = PersonLevel.objects.filter(person_id__in=people, level__isnull=False).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    )
    return {(person, one): level or 0 for person, one, level in rows.values_list("person_id", "competency_id", "level")}


def places_taken(people: Iterable[int], *, on: date) -> Counter[int]:
    """Return how many places of each mentor are taken or promised, over all programmes that go on. One query."""
    rows = Pair.objects.published().going_on(on).filter(mentor_id__in=people)
    return Counter(rows.values_list("mentor_id", flat=True))


def refused_before(people: Iterable[int]) -> frozenset[tuple[str, str]]:
    """Return the (mentor, mentee) who declined each other or ended early. One query."""
    rows = Pair.objects.filter(mentor_id__in=people, state__in=(PairState.DECLINED, PairState.ENDED))
    return frozenset((str(mentor), str(mentee)) for mentor, mentee in rows.values_list("mentor_id", "mentee_id"))


@dataclass(frozen=True)
class Places:
    """Where people work: the unit and the primary post, and everybody above them in any post they hold."""

    units: dict[int, str]
    posts: dict[int, Post]
    lines: dict[int, frozenset[int]]

    @classmethod
    def of(cls, people: Iterable[int], *, on: date) -> Places:
        """Return the places of people on a day. Two queries."""
        held = Posting.objects.on(on).filter(person_id__in=people).annotate(agency=AGENCY_OF_POSTING)
        postings = list(held.select_related("position", "unit"))
        heads = heads_of({posting.unit.agency_path for posting in postings}, on=on)
        lines: dict[int, set[int]] = {}
        for posting in postings:
            path = posting.unit.path
            for end in range(Unit.steplen, len(path) + 1, Unit.steplen):
                lines.setdefault(posting.person_id, set()).update(heads.get(path[:end], ()))
        primary = [posting for posting in postings if posting.kind == PostingKind.PRIMARY]
        return cls(
            units={posting.person_id: posting.unit.path for posting in primary},
            posts={one.person_id: Post(one.position.kind, one.position_id, one.agency) for one in primary},
            lines={person: frozenset(above - {person}) for person, above in lines.items()},
        )


def heads_of(agencies: Iterable[str], *, on: date) -> dict[str, set[int]]:
    """Return who heads each unit of the agencies (paths), acting heads included. One query."""
    rows = Posting.objects.on(on).filter(access.below(tuple(agencies), "unit__path"), is_head=True)
    found: dict[str, set[int]] = {}
    for path, person in rows.values_list("unit__path", "person_id"):
        found.setdefault(path, set()).add(person)
    return found
