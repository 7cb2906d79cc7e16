"""Who stands on a list of those ready for a post, for HR and for the person, and what speaks against an entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import Appeal, AppealState
from lms.competencies.bands import Band, band_among
from lms.competencies.selectors.bands import bands_in_force
from lms.development.models import AppealState as LevelAppealState
from lms.development.models import LevelAppeal
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import PeopleExport, Posting, PostingKind, Role, Unit, User
from lms.workforce.models import RankingRule, ReadyEntry, ReadyGround
from lms.workforce.selectors.ready import Shown, Wanted, post_wanted, requirements_of, shown_by_requirement


def post_of(export: PeopleExport) -> Wanted | None:
    """Return the post a list was made for, while it is known. One query at the most."""
    position = export.filters.get("position")
    return post_wanted(kind=str(export.filters.get("kind", "")), position=uuid.UUID(position) if position else None)


def shown_for(export: PeopleExport, viewer: User, unit: Unit, *, on: date) -> list[Shown]:
    """Return how many people of a unit have shown each requirement of the post a list is for. Nine queries at most."""
    wanted = post_of(export)
    return shown_by_requirement(viewer, unit, requirements_of(wanted, unit, on=on), on=on) if wanted else []


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
