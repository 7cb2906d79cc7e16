"""Keeps HR's map fresh: marks units, rebuilds their counts, and proves every night that the counts are true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lms.people.models import Posting, PostingKind, Unit
from lms.workforce import profiles, rollup
from lms.workforce.maps import REASONS
from lms.workforce.models import PersonState, RebuildRun, UnitCell, UnitState

UNITS_A_SWEEP = 200
AGENCIES_A_SWEEP = 20
# From so many changed units on it is cheaper to count the whole agency at once.
MANY_UNITS = 20
Cells = dict[tuple[int, int], tuple[int, ...]]


def mark_dirty(*, person_id: int, at: datetime) -> list[int]:
    """Mark the unit where the person works as changed; return the ids of its units (none or one)."""
    units = list(
        Posting.objects.on(timezone.localdate(at))
        .filter(person_id=person_id, kind=PostingKind.PRIMARY)
        .values_list("unit_id", flat=True)
    )
    mark_units(units, at=at)
    return units


def mark_units(units: Iterable[int], *, at: datetime) -> None:
    """Mark units (ids) as changed. Two queries."""
    wanted = set(units)
    UnitState.objects.bulk_create(
        [UnitState(unit_id=unit_id, dirty_since=at) for unit_id in sorted(wanted)], ignore_conflicts=True
    )
    UnitState.objects.filter(unit_id__in=wanted).update(dirty_since=at)


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
    """Rebuild an agency whole; return how many cells it has, and how many were wrong though nothing was marked."""
    before = cells_below(path, fresh_on=timezone.localdate(at))
    recompute_between(path, path + "~", at=at)
    after = cells_below(path)
    known = {unit_id for unit_id, _competency in before}
    now = {place: numbers for place, numbers in after.items() if place[0] in known}
    differing = sum(before.get(place) != now.get(place) for place in before.keys() | now.keys())
    return len(after), differing


def recompute_between(first: str, last: str, *, at: datetime) -> None:
    """Rebuild the units whose path lies in [first, last), under the locks of their states."""
    units = Unit.objects.filter(path__gte=first, path__lt=last)
    missing = units.filter(workforce_state__isnull=True).values_list("pk", flat=True)
    UnitState.objects.bulk_create([UnitState(unit_id=unit_id) for unit_id in missing], ignore_conflicts=True)
    states = UnitState.objects.filter(unit__path__gte=first, unit__path__lt=last)
    # In the order of the tree, so that two rebuilds wait for each other and never for both.
    list(states.select_for_update(of=("self",)).order_by("unit__path").values_list("pk"))
    rollup.rebuild(first, last, on=timezone.localdate(at))
    states.update(dirty_since=None, computed_at=at)


def cells_below(path: str, *, fresh_on: date | None = None) -> Cells:
    """Return the counts of an agency by unit and competency; only units that should be right where a day is given."""
    rows = UnitCell.objects.filter(unit__path__gte=path, unit__path__lt=path + "~")
    if fresh_on is not None:
        rows = rows.filter(
            unit__workforce_state__dirty_since__isnull=True,
            unit__workforce_state__computed_at__gte=start_of(fresh_on),
        )
    return {
        (unit, competency): tuple(numbers)
        for unit, competency, *numbers in rows.values_list("unit_id", "competency_id", *REASONS, "missing_levels")
    }


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

    Each agency is one transaction together with its mark in the run: what a killed worker left is done again.
    """
    run = RebuildRun.objects.filter(finished_at__isnull=True).order_by("pk").first()
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
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    return run


def agencies_after(path: str) -> list[str]:
    """Return the paths of agencies after one, in order. One query."""
    return list(Unit.objects.filter(depth=1, path__gt=path).order_by("path").values_list("path", flat=True))
