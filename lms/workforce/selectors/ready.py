"""Who is ready for a post: everything essential is shown by supervised evidence that holds. Ranks nobody by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Appeal, AppealState, Attempt
from lms.competencies import selectors as competencies
from lms.competencies.attainment import attain
from lms.competencies.bands import Band, band_among
from lms.competencies.carrying import heard_for
from lms.competencies.gap import job_person_match
from lms.competencies.models import Evidence
from lms.competencies.selectors.bands import bands_in_force
from lms.competencies.standards_in_force import Post, Required, requirements_for
from lms.development.models import AppealState as LevelAppealState
from lms.development.models import LevelAppeal
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import PeopleExport, Position, PositionKind, Posting, PostingKind, Role, Unit, User
from lms.workforce.models import RankingRule, ReadyEntry, ReadyGround

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


def required_of(wanted: Wanted, unit: Unit, *, on: date) -> dict[int, Required]:
    """Return what the post requires in the unit's agency, by competency id. Two queries.

    Raises:
        NothingRequired: no standard speaks about it.
    """
    agency = Unit.objects.values_list("pk", flat=True).get(path=unit.agency_path)
    post = Post(wanted.kind, wanted.position.pk if wanted.position else None, agency)
    found = requirements_for([post], on=on)[post]
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


def ready_people(viewer: User, unit: Unit, required: Mapping[int, Required], *, on: date) -> Iterator[Ready]:
    """Yield the people of a unit and below, if `viewer` is their HR, who meet everything essential.

    Six queries, and one for each 500 people who may.
    """
    edges, rules = competencies.carrying_edges(), competencies.rules_in_force(on)
    heard = {one: heard_for(one, edges) for one in required}
    seen = seen_evidence(on)
    scope = access.scope_paths(viewer, Role.HR, on=on)
    rows = access.visible_to(Posting.objects.on(on), viewer, on=on).filter(
        access.below((unit.path,), "unit__path"),
        access.below(scope, "unit__path"),
        kind=PostingKind.PRIMARY,
        person__is_active=True,
    )
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


def may_rank(on: date) -> bool:
    """Whether a rule in force allows lists to rank people. One query."""
    rule = RankingRule.objects.in_force(on).order_by("-valid_from", "-pk").first()
    return bool(rule and rule.is_allowed)


def entries_on(export: PeopleExport, viewer: User, *, on: date) -> QuerySet[ReadyEntry, Any]:
    """Return who stands on a list, by name, of those whom `viewer` may still see as HR. Three queries with the list.

    Each carries whether the person contests it (`is_contested`) and whether evidence was taken out (`is_withdrawn`).
    """
    scope = access.scope_paths(viewer, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(access.below(scope, "unit__path"), kind=PostingKind.PRIMARY)
    rows = access.visible_to(ReadyEntry.objects.filter(export=export), viewer, on=on)
    rows = with_doubts(rows.filter(person__in=posted.values("person_id")))
    order = ("-percent", "person__full_name", "pk") if may_rank(on) else ("person__full_name", "pk")
    return rows.select_related("person").order_by(*order)


def with_doubts(rows: QuerySet[ReadyEntry]) -> QuerySet[ReadyEntry, Any]:
    """Return entries with what speaks against them: an open appeal, or evidence that counts no more."""
    grounds = ReadyGround.objects.filter(entry=OuterRef("pk"))
    appealed = LevelAppeal.objects.filter(
        state=LevelAppealState.OPEN, person=OuterRef("entry__person"), evidence__competency=OuterRef("competency")
    )
    objected = Appeal.objects.filter(state=AppealState.OPEN, attempt__uuid=OuterRef("evidence__source_uuid"))
    return rows.annotate(
        is_contested=Exists(grounds.filter(Exists(appealed) | Exists(objected))),
        is_withdrawn=Exists(grounds.filter(evidence__superseded_at__isnull=False)),
    )


@dataclass(frozen=True)
class EntryRow:
    """An entry on HR's list: the person, where they work, and the band of the match, where one may be given."""

    entry: ReadyEntry
    posting: Posting | None
    band: Band | None


def as_entries(entries: Iterable[ReadyEntry], *, on: date) -> list[EntryRow]:
    """Return entries with posts and bands. Two queries, however many entries."""
    kept = list(entries)
    bands = bands_in_force(on)
    held = Posting.objects.on(on).filter(person__in=[row.person_id for row in kept], kind=PostingKind.PRIMARY)
    postings = {posting.person_id: posting for posting in held.select_related("position", "unit")}
    return [
        EntryRow(row, postings.get(row.person_id), band_among(row.percent, bands) if not row.unassessed else None)
        for row in kept
    ]


def own_entries(person: User) -> QuerySet[ReadyEntry, Any]:
    """Return the lists on which a person stands or stood, the newest first. One query, and one for the grounds."""
    rows = with_doubts(ReadyEntry.objects.filter(person=person)).select_related("export__by")
    return rows.order_by("-export__made_at", "-pk")


class NoSuchEntry(NotFound):
    """There is none of this id about the person."""

    code = "no_such_entry"
    message = gettext_noop("We could not find this entry among yours.")


def own_entry(number: uuid.UUID, *, viewer: User) -> ReadyEntry:
    """Return one entry about the viewer.

    Raises:
        NoSuchEntry: it is about somebody else, or there is none.
    """
    found = own_entries(viewer).filter(uuid=number).first()
    if found is None:
        raise NoSuchEntry
    return found


@dataclass(frozen=True)
class OwnGround:
    """One ground of the own entry, and whether the level is contested where no test decided it."""

    ground: ReadyGround
    is_own_level: bool


def own_grounds(entry: ReadyEntry) -> list[OwnGround]:
    """Return what an entry rests on, in the order of the framework. Two queries."""
    rows = entry.grounds.select_related("competency", "evidence").order_by("competency__code")
    kept = list(rows)
    decisive = set(
        entry.person.levels.filter(decided_by__in=[row.evidence_id for row in kept]).values_list(
            "decided_by", "competency"
        )
    )
    return [OwnGround(row, (row.evidence_id, row.competency_id) in decisive) for row in kept]


def is_open(export: PeopleExport, *, at: datetime) -> bool:
    """Whether HR can still open the list."""
    return export.expires_at > at
