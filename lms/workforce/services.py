"""Keeps HR's map fresh: marks units, rebuilds their counts, and proves every night that the counts are true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from lms.bulk import Among, count_anew
from lms.competencies.models import PersonLevel
from lms.people.models import Posting, PostingKind, Unit, User
from lms.workforce import profiles, rollup
from lms.workforce.hours import HOURS
from lms.workforce.maps import REASONS
from lms.workforce.models import AgencyCell, PersonState, RebuildRun, UnitCell, UnitHours, UnitMatch, UnitState

log = structlog.get_logger("workforce")

UNITS_A_SWEEP = 200
AGENCIES_A_SWEEP = 20
# From so many changed units on it is cheaper to count the whole agency at once.
MANY_UNITS = 20
STALE_AFTER = timedelta(hours=12)
# What is kept for the map.
COUNTED = (PersonState, UnitCell, AgencyCell, UnitMatch, UnitHours, UnitState)
Counts = dict[tuple[int, int | None], tuple[int, ...]]


def mark_dirty(*, person_id: int, at: datetime) -> list[int]:
    """Mark the unit where the person works as changed; return the ids of its units (none or one)."""
    units = list(
        Posting.objects.on(timezone.localdate(at))
        .filter(person_id=person_id, kind=PostingKind.PRIMARY)
        .values_list("unit_id", flat=True)
    )
    mark_units(units, at=at)
    return units


def mark_dirty_of(*, people: Iterable[int], at: datetime) -> None:
    """Mark the units where people (ids) work as changed. Three queries."""
    posted = Posting.objects.on(timezone.localdate(at)).filter(person_id__in=list(people), kind=PostingKind.PRIMARY)
    mark_units(posted.values_list("unit_id", flat=True), at=at)


def mark_units(units: Iterable[int], *, at: datetime) -> None:
    """Mark units (ids) as changed. One query, three where a unit was never counted."""
    wanted = set(units)
    if not wanted:
        return
    marks = UnitState.objects.filter(Among("unit_id", wanted))
    if marks.update(dirty_since=at) < len(wanted):
        UnitState.objects.bulk_create(
            [UnitState(unit_id=unit_id, dirty_since=at) for unit_id in sorted(wanted)], ignore_conflicts=True
        )
        marks.update(dirty_since=at)


@transaction.atomic
def refresh_requirements(*, at: datetime) -> int:
    """Bring what posts require up to the standards in force, and mark the units of those it concerns; return how many.

    Nothing changed: six queries.
    """
    units = profiles.refresh(on=timezone.localdate(at))
    mark_units(units, at=at)
    return len(units)


@transaction.atomic
def recompute_unit(*, unit_id: int, at: datetime) -> None:
    """Rebuild the counts of a unit's own people. A fixed number of statements, whatever its size; safe to repeat."""
    path: str = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    # A child's path goes on with a digit or a letter: up to the first of them there is only the unit itself.
    recompute_between(path, path + "0", at=at)


@transaction.atomic
def recompute_agency(*, path: str, at: datetime) -> tuple[int, int]:
    """Rebuild an agency whole; return how many counts it has, and how many were wrong though nothing was marked.

    The counts of the agency itself are wrong only if all its units were fresh.
    """
    lock_between(path, path + "~")
    states = UnitState.objects.filter(unit__path__gte=path, unit__path__lt=path + "~")
    since = start_of(timezone.localdate(at))
    fresh = set(states.filter(dirty_since__isnull=True, computed_at__gte=since).values_list("unit_id", flat=True))
    all_fresh = len(fresh) == states.count()
    before, sums_before = counts_below(path), counts_of_agency(path)
    rebuild_between(path, path + "~", at=at)
    after, sums_after = counts_below(path), counts_of_agency(path)
    differing = sum(
        before.get(place) != after.get(place) for place in before.keys() | after.keys() if place[0] in fresh
    )
    return len(after), differing + len(sums_before ^ sums_after if all_fresh else ())


def recompute_between(first: str, last: str, *, at: datetime) -> None:
    """Rebuild the units whose path lies in [first, last), under the locks of their states."""
    lock_between(first, last)
    rebuild_between(first, last, at=at)


def lock_between(first: str, last: str) -> None:
    """Lock the states of units, made where they are missing, in the order of the tree: two rebuilds wait in turn.

    That of the agency comes with them, because its counts are written anew with those of each of its units.
    """
    units = Unit.objects.filter(Q(path__gte=first, path__lt=last) | Q(path=first[: Unit.steplen]))
    missing = units.filter(workforce_state__isnull=True).values_list("pk", flat=True)
    UnitState.objects.bulk_create([UnitState(unit_id=unit_id) for unit_id in missing], ignore_conflicts=True)
    states = UnitState.objects.filter(unit__in=units)
    list(states.select_for_update(of=("self",)).order_by("unit__path").values_list("pk"))


def rebuild_between(first: str, last: str, *, at: datetime) -> None:
    """Rebuild units under locks that are held."""
    rollup.rebuild(first, last, on=timezone.localdate(at))
    states = UnitState.objects.filter(unit__path__gte=first, unit__path__lt=last)
    states.update(dirty_since=None, computed_at=at)


def counts_of_agency(path: str) -> set[tuple[int, ...]]:
    """Return the counts of an agency as a whole, with the competency of each. One query."""
    return set(AgencyCell.objects.filter(agency__path=path).values_list("competency_id", *REASONS, "missing_levels"))


def counts_below(path: str) -> Counts:
    """Return the counts of an agency by unit and competency, and under None the sums of its people. Five queries."""
    inside = {"unit__path__gte": path, "unit__path__lt": path + "~"}
    columns = ("unit_id", "competency_id", *REASONS, "missing_levels")
    found: Counts = {(row[0], row[1]): row[2:] for row in UnitCell.objects.filter(**inside).values_list(*columns)}
    people = PersonState.objects.filter(path__gte=path, path__lt=path + "~").values("unit_id").order_by()
    sums = people.annotate(n=Count("pk"), wanted_all=Sum("wanted"), reached=Sum("reach"), missed=Sum("missing"))
    for row in sums.values_list("unit_id", "n", "wanted_all", "reached", "missed"):
        found[row[0], None] = row[1:]
    for unit_id, heads in UnitState.objects.filter(**inside).values_list("unit_id", "headcount"):
        found[unit_id, None] = (heads, *found.get((unit_id, None), ()))
    for unit_id, *hours in UnitHours.objects.filter(**inside).order_by("-year").values_list("unit_id", *HOURS):
        found[unit_id, None] = (*found.get((unit_id, None), ()), *hours)
    matches = UnitMatch.objects.filter(**inside).order_by("match")
    for unit_id, match, number in matches.values_list("unit_id", "match", "people"):
        found[unit_id, None] = (*found.get((unit_id, None), ()), -1 if match is None else match, number)
    return found


def start_of(day: date) -> datetime:
    """Return the first moment of a day."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def recompute_dirty(*, at: datetime) -> int:
    """Rebuild the units that changed, are new, or whose evidence expired since they were computed; return how many.

    Where many units of an agency wait, the agency is counted whole.
    """
    today = timezone.localdate(at)
    changed = Q(workforce_state__dirty_since__isnull=False) | Q(workforce_state__computed_at__lt=start_of(today))
    is_new = Q(workforce_state__computed_at__isnull=True) & Q(Exists(posted_on(today)))
    rows = Unit.objects.filter(changed | is_new).order_by("workforce_state__dirty_since", "path")
    by_agency: dict[str, list[int]] = {}
    for pk, path in rows.values_list("pk", "path")[: UNITS_A_SWEEP * AGENCIES_A_SWEEP]:
        by_agency.setdefault(path[: Unit.steplen], []).append(pk)
    done = 0
    for agency, units in list(by_agency.items())[:AGENCIES_A_SWEEP]:
        if len(units) >= MANY_UNITS:
            recompute_agency(path=agency, at=at)
        else:
            for unit_id in units:
                recompute_unit(unit_id=unit_id, at=at)
        done += len(units)
    return done


def posted_on(day: date) -> QuerySet[Posting]:
    """Return the primary postings of a unit on a day, for a subquery."""
    found: QuerySet[Posting] = Posting.objects.on(day).filter(unit=OuterRef("pk"), kind=PostingKind.PRIMARY)
    return found


def keep_fresh(*, at: datetime) -> int:
    """Bring requirements and the units that wait up to now; return how many units were rebuilt."""
    refresh_requirements(at=at)
    return recompute_dirty(at=at)


def recompute_all(*, at: datetime) -> int:
    """Rebuild everything at once; return how many units there are."""
    profiles.refresh(on=timezone.localdate(at))
    for path in agencies_after(""):
        recompute_agency(path=path, at=at)
    return Unit.objects.count()


def prove(*, at: datetime) -> RebuildRun:
    """Rebuild everything agency by agency, and note how many counts had been wrong; go on where a run was broken off.

    Each agency is one transaction together with its mark in the run: what a killed worker left is done again. A run
    broken off long ago proves nothing about today: the next one begins at the beginning. The database counts the tables
    before it reads them all, and again what was written: whoever opens a map shall not wait for a bad plan.
    """
    count_anew(User, Posting, PersonLevel, *COUNTED)
    lately = at - STALE_AFTER
    run = RebuildRun.objects.filter(finished_at__isnull=True, started_at__gte=lately).order_by("-pk").first()
    if run is None:
        run = RebuildRun.objects.create(started_at=at)
    refresh_requirements(at=at)
    for path in agencies_after(run.done_to):
        with transaction.atomic():
            cells, differing = recompute_agency(path=path, at=at)
            run.done_to, run.agencies, run.cells = path, run.agencies + 1, run.cells + cells
            run.differing += differing
            run.people += PersonState.objects.filter(agency=path).count()
            run.save()
    count_anew(*COUNTED)
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    if run.differing:
        log.error("counts of the map had been wrong", differing=run.differing, cells=run.cells)
    return run


def agencies_after(path: str) -> list[str]:
    """Return the paths of agencies after one, in order. One query."""
    return list(Unit.objects.filter(depth=1, path__gt=path).order_by("path").values_list("path", flat=True))
