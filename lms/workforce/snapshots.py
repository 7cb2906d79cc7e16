"""Writes what the map showed on a day: from the counts for today, from the evidence of that time for the past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lms.competencies import selectors as competencies
from lms.competencies.attainment import EvidenceFact, attain
from lms.competencies.carrying import heard_for
from lms.competencies.gap import Gap, Requirement, reason_of
from lms.competencies.models import Evidence
from lms.competencies.standards_in_force import Post, requirements_for
from lms.people.models import Posting, PostingKind, Unit
from lms.workforce.maps import REASONS
from lms.workforce.models import Snapshot, UnitCell

COUNTED = (*REASONS, "missing_levels")


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


def take_snapshots(*, at: datetime) -> int:
    """Write today's snapshot of every agency from the counts the map shows; return the rows."""
    day = timezone.localdate(at)
    return sum(snapshot_of_counts(agency=agency, day=day) for agency in Unit.get_root_nodes())


@transaction.atomic
def snapshot_of_counts(*, agency: Unit, day: date) -> int:
    """Write the present counts of an agency, added up the tree, as those of `day`; return the rows. Four queries."""
    units = units_of(agency)
    summed: dict[tuple[str, int], Tally] = {}
    cells = UnitCell.objects.filter(unit__in=units.values()).values_list("unit__path", "competency_id", *COUNTED)
    for path, competency, *numbers in cells:
        tally = Tally(dict(zip(COUNTED, numbers, strict=True)))
        for above in ancestors_and_self(path):
            summed.setdefault((above, competency), Tally()).merge(tally)
    return write(units, summed, day=day)


def units_of(agency: Unit) -> dict[str, Unit]:
    """Return the units of an agency by path. One query."""
    return {unit.path: unit for unit in Unit.objects.filter(path__gte=agency.path, path__lt=agency.path + "~")}


def write(units: dict[str, Unit], summed: dict[tuple[str, int], Tally], *, day: date) -> int:
    """Replace what was written for these units on `day`."""
    Snapshot.objects.filter(unit__in=units.values(), day=day).delete()
    rows = [
        Snapshot(unit=units[path], competency_id=competency, day=day, **tally.counts)
        for (path, competency), tally in summed.items()
        if path in units
    ]
    return len(Snapshot.objects.bulk_create(rows, batch_size=1000))


@transaction.atomic
def take_snapshot(*, agency: Unit, day: date) -> int:
    """Write what the map of an agency showed on `day`, derived from the evidence of that time; return the rows.

    Five queries and the rows, whatever the day; the same day again replaces what was written.
    """
    postings = list(
        Posting.objects.on(day)
        .filter(kind=PostingKind.PRIMARY, person__is_active=True)
        .filter(unit__path__gte=agency.path, unit__path__lt=agency.path + "~")
        .values_list("person_id", "position__kind", "position_id", "unit__path")
    )
    held = [(person, Post(kind, position, agency.pk), path) for person, kind, position, path in postings]
    own = tallies_on(held, day=day)
    units = units_of(agency)
    summed: dict[tuple[str, int], Tally] = {}
    for (path, competency), tally in own.items():
        for above in ancestors_and_self(path):
            if above in units:
                summed.setdefault((above, competency), Tally()).merge(tally)
    return write(units, summed, day=day)


def tallies_on(postings: Iterable[tuple[int, Post, str]], *, day: date) -> dict[tuple[str, int], Tally]:
    """Return the counts by unit path and competency as the evidence stood on `day`. Five queries.

    Evidence is heard over the versions of a framework as it is today.
    """
    people = list(postings)
    required = requirements_for({post for _person, post, _path in people}, on=day)
    rules = competencies.rules_in_force(day)
    measurable = competencies.measurable_competencies()
    facts: dict[tuple[int, int], list[EvidenceFact]] = {}
    known = Evidence.objects.filter(person_id__in=[person for person, _post, _path in people], performed_on__lte=day)
    for row in known:
        facts.setdefault((row.person_id, row.competency_id), []).append(competencies.as_fact(row, rules, on=day))
    edges = competencies.carrying_edges()
    heard = {one: heard_for(one, edges) for one in {each for levels in required.values() for each in levels}}
    tallies: dict[tuple[str, int], Tally] = {}
    for person, post, path in people:
        for competency, asked in required[post].items():
            mine = [fact for one in heard[competency] for fact in facts.get((person, one), ())]
            attained = attain(mine, at=day).level
            wanted = Requirement(asked.level, has_instrument=competency in measurable)
            gap = Gap(asked.level, attained, reason_of(wanted, attained, mine, at=day))
            tallies.setdefault((path, competency), Tally()).add(gap)
    return tallies


def ancestors_and_self(path: str) -> list[str]:
    """Return the tree paths from the agency down to `path`."""
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
