"""Keeps HR's map fresh: marks units, rebuilds their counts, and takes monthly snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lms.competencies import selectors as competencies
from lms.competencies.attainment import EvidenceFact, attain
from lms.competencies.gap import Gap, Requirement, reason_of
from lms.competencies.models import Evidence, PersonLevel
from lms.people.models import Posting, PostingKind, Unit
from lms.workforce.models import Snapshot, UnitCell, UnitState

UNITS_A_SWEEP = 200


@dataclass
class Tally:
    """Counts of one competency while they are added up."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, gap: Gap) -> None:
        """Count one person's gap."""
        self.counts[gap.reason] = self.counts.get(gap.reason, 0) + 1
        if gap.attained is not None:
            self.counts["missing_levels"] = self.counts.get("missing_levels", 0) + gap.missing_levels

    def merge(self, other: Tally) -> None:
        """Count what another tally counted."""
        for name, number in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + number


def mark_dirty(*, person_id: int, at: datetime) -> list[int]:
    """Mark the unit where the person works as changed; return the ids of its units (none or one)."""
    units = list(
        Posting.objects.on(timezone.localdate(at))
        .filter(person_id=person_id, kind=PostingKind.PRIMARY)
        .values_list("unit_id", flat=True)
    )
    for unit_id in units:
        state, created = UnitState.objects.get_or_create(unit_id=unit_id, defaults={"dirty_since": at})
        if not created:
            UnitState.objects.filter(pk=state.pk).update(dirty_since=at)
    return units


@transaction.atomic
def recompute_unit(*, unit_id: int, at: datetime) -> None:
    """Rebuild the counts of a unit's own people. Eight queries, whatever its size; safe to repeat."""
    on = timezone.localdate(at)
    state, _created = UnitState.objects.select_for_update().get_or_create(unit_id=unit_id)
    kinds = dict(
        Posting.objects.on(on)
        .filter(unit_id=unit_id, kind=PostingKind.PRIMARY, person__is_active=True)
        .values_list("person_id", "position__kind")
    )
    tallies = tally_now(kinds, on=on)
    UnitCell.objects.filter(unit_id=unit_id).delete()
    UnitCell.objects.bulk_create(
        UnitCell(unit_id=unit_id, competency_id=competency, **tally.counts) for competency, tally in tallies.items()
    )
    state.headcount, state.dirty_since, state.computed_at = len(kinds), None, at
    state.save()


def tally_now(kinds: Mapping[int, str], *, on: date) -> dict[int, Tally]:
    """Return the counts by competency for people (id to kind of post) from their present levels. Three queries."""
    required = competencies.standards_by_kind(set(kinds.values()), on=on)
    measurable = competencies.measurable_competencies()
    levels = {(row.person_id, row.competency_id): row for row in PersonLevel.objects.filter(person_id__in=list(kinds))}
    tallies: dict[int, Tally] = {}
    for person, kind in kinds.items():
        for competency, level in required[kind].items():
            gap = competencies.gap_from(
                level, levels.get((person, competency)), measurable=competency in measurable, on=on
            )
            tallies.setdefault(competency, Tally()).add(gap)
    return tallies


def recompute_dirty(*, at: datetime) -> int:
    """Rebuild the units that changed, are new, or whose evidence expired since they were computed; return how many."""
    today = timezone.localdate(at)
    start_of_day = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    stale = UnitState.objects.filter(Q(dirty_since__isnull=False) | Q(computed_at__lt=start_of_day))
    units = [*new_units(on=today), *stale.order_by("dirty_since").values_list("unit_id", flat=True)[:UNITS_A_SWEEP]]
    units = units[:UNITS_A_SWEEP]
    for unit_id in units:
        recompute_unit(unit_id=unit_id, at=at)
    return len(units)


def new_units(*, on: date) -> list[int]:
    """Return units where people work and that were never computed. One query."""
    posted = Posting.objects.on(on).filter(unit=OuterRef("pk"), kind=PostingKind.PRIMARY)
    rows = Unit.objects.filter(Exists(posted), workforce_state__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:UNITS_A_SWEEP])


def recompute_all(*, at: datetime) -> int:
    """Rebuild every unit; return how many there are."""
    units = list(Unit.objects.values_list("pk", flat=True))
    for unit_id in units:
        recompute_unit(unit_id=unit_id, at=at)
    return len(units)


@transaction.atomic
def take_snapshot(*, agency: Unit, day: date) -> int:
    """Write what the map of an agency showed on `day`, derived from the evidence of that time; return the rows.

    Five queries and the rows, whatever the day; the same day again replaces what was written.
    """
    postings = list(
        Posting.objects.on(day)
        .filter(kind=PostingKind.PRIMARY, person__is_active=True)
        .filter(unit__path__gte=agency.path, unit__path__lt=agency.path + "~")
        .values_list("person_id", "position__kind", "unit__path")
    )
    own = tallies_on(postings, day=day)
    units = {unit.path: unit for unit in Unit.objects.filter(path__gte=agency.path, path__lt=agency.path + "~")}
    summed: dict[tuple[str, int], Tally] = {}
    for (path, competency), tally in own.items():
        for above in ancestors_and_self(path):
            if above in units:
                summed.setdefault((above, competency), Tally()).merge(tally)
    Snapshot.objects.filter(unit__in=units.values(), day=day).delete()
    rows = [
        Snapshot(unit=units[path], competency_id=competency, day=day, **tally.counts)
        for (path, competency), tally in summed.items()
    ]
    return len(Snapshot.objects.bulk_create(rows, batch_size=1000))


def tallies_on(postings: Iterable[tuple[int, str, str]], *, day: date) -> dict[tuple[str, int], Tally]:
    """Return the counts by unit path and competency as the evidence stood on `day`. Four queries."""
    people = list(postings)
    required = competencies.standards_by_kind({kind for _person, kind, _path in people}, on=day)
    rules = competencies.rules_in_force(day)
    measurable = competencies.measurable_competencies()
    facts: dict[tuple[int, int], list[EvidenceFact]] = {}
    known = Evidence.objects.filter(person_id__in=[person for person, _kind, _path in people], performed_on__lte=day)
    for row in known:
        facts.setdefault((row.person_id, row.competency_id), []).append(competencies.as_fact(row, rules, on=day))
    tallies: dict[tuple[str, int], Tally] = {}
    for person, kind, path in people:
        for competency, level in required[kind].items():
            mine = facts.get((person, competency), [])
            attained = attain(mine, at=day).level
            wanted = Requirement(level, has_instrument=competency in measurable)
            gap = Gap(level, attained, reason_of(wanted, attained, mine, at=day))
            tallies.setdefault((path, competency), Tally()).add(gap)
    return tallies


def ancestors_and_self(path: str) -> list[str]:
    """Return the tree paths from the agency down to `path`."""
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


def take_snapshots(*, at: datetime) -> int:
    """Write the snapshot of every agency for the day; return the rows."""
    day = timezone.localdate(at)
    return sum(take_snapshot(agency=agency, day=day) for agency in Unit.get_root_nodes())
