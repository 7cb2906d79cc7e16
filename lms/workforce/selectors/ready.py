"""Who is ready for a post: everything essential is shown by supervised evidence that holds. Ranks nobody by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.models import Attempt
from lms.competencies import selectors as competencies
from lms.competencies.attainment import attain
from lms.competencies.carrying import heard_for
from lms.competencies.gap import job_person_match
from lms.competencies.models import Competency, Evidence
from lms.competencies.standards_in_force import Post, Required, requirements_for
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Position, PositionKind, Posting, PostingKind, Role, Unit, User

A_CHUNK = 500
POSTS_OFFERED = 20


class NothingRequired(NotFound):
    """No standard says what the post asks for."""

    code = "nothing_required_of_post"
    message = gettext_noop("No standard says what this post asks for. Publish one first, or choose another post.")


@dataclass(frozen=True)
class Wanted:
    """The post a list is made for: a kind of post, or one named post of that kind."""

    kind: str
    position: Position | None = None

    @property
    def title(self) -> str:
        """Return what the post is called."""
        return self.position.title if self.position else str(PositionKind(self.kind).label)


@dataclass(frozen=True)
class Ground:
    """How one requirement is met: the level shown and the evidence that shows it."""

    competency: int
    required: int
    level: int
    is_essential: bool
    evidence: int


@dataclass(frozen=True)
class Ready:
    """A person who meets everything essential; `percent` is the match over what was assessed."""

    person: int
    percent: Decimal
    unassessed: int
    grounds: tuple[Ground, ...]


def posts_named(text: str) -> list[Position]:
    """Return the first posts whose name holds the text. One query."""
    if not text.strip():
        return []
    return list(Position.objects.filter(title__icontains=text.strip()).order_by("title", "pk")[:POSTS_OFFERED])


def post_wanted(*, kind: str, position: uuid.UUID | None) -> Wanted | None:
    """Return the post that was chosen, or None. One query at the most."""
    chosen = Position.objects.filter(uuid=position).first() if position else None
    if chosen is not None:
        return Wanted(chosen.kind, chosen)
    return Wanted(kind) if kind in PositionKind.values else None


def requirements_of(wanted: Wanted, unit: Unit, *, on: date) -> dict[int, Required]:
    """Return what the post requires in the unit's agency, by competency id; nothing without a standard. Two queries."""
    agency = Unit.objects.values_list("pk", flat=True).get(path=unit.agency_path)
    post = Post(wanted.kind, wanted.position.pk if wanted.position else None, agency)
    return requirements_for([post], on=on)[post]


def required_of(wanted: Wanted, unit: Unit, *, on: date) -> dict[int, Required]:
    """Return what the post requires in the unit's agency, by competency id. Two queries.

    Raises:
        NothingRequired: no standard speaks about it.
    """
    found = requirements_of(wanted, unit, on=on)
    if not found:
        raise NothingRequired
    return found


def essential_of(required: Mapping[int, Required]) -> dict[int, Required]:
    """Return what is essential; everything, where nothing is marked so."""
    return {one: row for one, row in required.items() if row.is_essential} or dict(required)


def seen_evidence(on: date) -> QuerySet[Evidence]:
    """Return the evidence that may enter personnel decisions and holds on a day, of whomever. One query for its kinds.

    A test counts once its scale was calibrated: what was measured on a provisional one says nothing about a post.
    """
    provisional = Attempt.objects.filter(uuid=OuterRef("source_uuid")).exclude(scale__is_provisional=False)
    holds = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = Evidence.objects.filter(holds, kind__in=competencies.personnel_kinds(on), performed_on__lte=on)
    return rows.filter(superseded_at__isnull=True, level__isnull=False).exclude(Exists(provisional))


@dataclass(frozen=True)
class Shown:
    """One requirement of a post, and how many people of a unit have shown it under supervision."""

    competency: Competency
    required: Required
    people: int


def shown_by_requirement(viewer: User, unit: Unit, required: Mapping[int, Required], *, on: date) -> list[Shown]:
    """Return each requirement with how many people of a unit and below have shown it, essential ones first.

    Six queries, however many people. Who shows everything stands on the list; this says what keeps others out.
    """
    edges = competencies.carrying_edges()
    people = posted_in(viewer, unit, on=on).values("person_id")
    counts = {
        f"n{one}": Count(
            "person", distinct=True, filter=Q(competency__in=heard_for(one, edges), level__gte=asked.level)
        )
        for one, asked in required.items()
    }
    found = seen_evidence(on).filter(person__in=people).order_by().aggregate(**counts)
    rows = Competency.objects.filter(pk__in=required).order_by("code")
    shown = [Shown(one, required[one.pk], found[f"n{one.pk}"]) for one in rows]
    return sorted(shown, key=lambda row: (not row.required.is_essential, row.people))


def posted_in(viewer: User, unit: Unit, *, on: date) -> QuerySet[Posting, Any]:
    """Return the primary postings of a unit and below, of those whose HR `viewer` is. Two queries with the list."""
    scope = access.scope_paths(viewer, Role.HR, on=on)
    rows: QuerySet[Posting, Any] = access.visible_to(Posting.objects.on(on), viewer, on=on).filter(
        access.below((unit.path,), "unit__path"),
        access.below(scope, "unit__path"),
        kind=PostingKind.PRIMARY,
        person__is_active=True,
    )
    return rows


def ready_people(viewer: User, unit: Unit, required: Mapping[int, Required], *, on: date) -> Iterator[Ready]:
    """Yield the people of a unit and below, if `viewer` is their HR, who meet everything essential.

    Six queries, and one for each 500 people who may.
    """
    edges, rules = competencies.carrying_edges(), competencies.rules_in_force(on)
    heard = {one: heard_for(one, edges) for one in required}
    seen = seen_evidence(on)
    rows = posted_in(viewer, unit, on=on)
    for one, asked in essential_of(required).items():
        shown = seen.filter(person=OuterRef("person"), competency__in=heard[one], level__gte=asked.level)
        rows = rows.filter(Exists(shown))
    people = iter(rows.order_by("person_id").values_list("person_id", flat=True).distinct().iterator(A_CHUNK))
    while chunk := list(islice(people, A_CHUNK)):
        told: dict[int, list[Evidence]] = {}
        for row in seen.filter(person__in=chunk, competency__in={each for all_of in heard.values() for each in all_of}):
            told.setdefault(row.person_id, []).append(row)
        for person in chunk:
            grounds = grounds_of(told.get(person, []), required, heard, rules, on=on)
            if meets(grounds, required):
                yield ready(person, grounds, required)


def grounds_of(
    evidence: Iterable[Evidence],
    required: Mapping[int, Required],
    heard: Mapping[int, Iterable[int]],
    rules: dict[str, competencies.Rule],
    *,
    on: date,
) -> dict[int, Ground]:
    """Return how a person meets or misses each requirement, by competency; by the rule that derives every level."""
    facts = [(row, competencies.as_fact(row, rules, on=on)) for row in evidence]
    found = {}
    for one, asked in required.items():
        mine = [(row, fact) for row, fact in facts if row.competency_id in heard[one]]
        attained = attain([fact for _row, fact in mine], at=on)
        decisive = attained.decided_by
        if attained.level is not None and decisive is not None:
            row = next(row for row, fact in mine if fact.uuid == decisive.uuid)
            found[one] = Ground(one, asked.level, attained.level, asked.is_essential, row.pk)
    return found


def meets(grounds: Mapping[int, Ground], required: Mapping[int, Required]) -> bool:
    """Whether everything essential is met."""
    return all(one in grounds and grounds[one].level >= row.level for one, row in essential_of(required).items())


def ready(person: int, grounds: Mapping[int, Ground], required: Mapping[int, Required]) -> Ready:
    """Return the entry of a person."""
    levels: dict[str, int | None] = {str(one): ground.level for one, ground in grounds.items()}
    standards = {str(one): row.level for one, row in required.items()}
    weights = {str(one): row.weight for one, row in required.items()}
    percent = job_person_match(levels, standards, weights)
    return Ready(person, percent, len(required) - len(grounds), tuple(grounds.values()))
