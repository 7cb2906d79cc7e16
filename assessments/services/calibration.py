"""Has the items of a competency calibrated on the answers that there are; what comes out is a draft for a person.

The row is the queue. A run takes two short transactions: one takes the row, one keeps what came out; no lock is held
while it is computed. A worker that dies in between leaves a row whose `started_at` grows old, and the sweep takes it
again. `attempts` tells the two apart: a worker that comes back late finds another number and keeps nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from assessments.models import (
    AttemptState,
    CalibrationRun,
    CalibrationState,
    CompetencyScore,
    ItemCalibration,
    ItemStatistic,
    ScoreScale,
)
from assessments.psychometrics.analysis import analyse, is_enough
from assessments.psychometrics.calibration import Treatment
from assessments.psychometrics.fairness import DifClass
from assessments.psychometrics.likelihood import Model
from assessments.psychometrics.tables import Analysis, Estimate, ItemReport, Table, TraitFigures
from assessments.selectors.parameters import calibrations_in_use
from assessments.selectors.snapshots import Snapshot, snapshot_of, table_of
from assessments.signals import calibration_requested
from lms.competencies.carrying import Edges, newest_of
from lms.competencies.selectors import carrying_edges, heard_by
from lms.errors import gettext_noop

log = structlog.get_logger("assessments")

# Says with which arithmetic a run was computed; the same answers under the same arithmetic make no second run.
ENGINE = "mml-2pl/1"
# Longer than any task may run: a row held longer was left by a process that died.
LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 3
A_SWEEP = 5
UNDER_WAY = (CalibrationState.WAITING, CalibrationState.RUNNING)

SUPERSEDED = gettext_noop("A newer draft took its place.")


def request_calibrations(*, at: datetime) -> list[int]:
    """Ask for a run of every competency whose answers have changed since its last; return their ids."""
    made = [request_calibration(competency=competency, at=at) for competency in competencies_with_news()]
    return [run.pk for run in made if run is not None]


def competencies_with_news() -> list[int]:
    """Return the competencies for which something was scored since they were last asked for. Three queries.

    Where one took the place of another, it alone is calibrated from then on, with the answers to both.
    """
    edges = carrying_edges()
    scored = CompetencyScore.objects.filter(attempt__state=AttemptState.SCORED).order_by().values_list("competency_id")
    newest = latest(scored.annotate(last=Max("attempt__scored_at")), edges)
    runs = CalibrationRun.objects.exclude(state=CalibrationState.FAILED).order_by().values_list("competency_id")
    asked = latest(runs.annotate(last=Max("requested_at")), edges)
    return sorted(pk for pk, last in newest.items() if pk not in asked or last > asked[pk])


def latest(moments: Iterable[tuple[int, Any]], edges: Edges) -> dict[int, Any]:
    """Return the last moment of each line of competencies, by what stands for it today."""
    lines = list(edges)
    found: dict[int, Any] = {}
    for competency, moment in moments:
        for one in newest_of([competency], lines):
            found[one] = max(moment, found.get(one, moment))
    return found


def request_calibration(*, competency: int, at: datetime) -> CalibrationRun | None:
    """Ask for one run; None where one is under way, the answers are too few, or were calibrated already."""
    snapshot = snapshot_of(competency, until=at)
    with transaction.atomic():
        heard = heard_by([competency])[competency]
        earlier = CalibrationRun.objects.filter(competency__in=heard).exclude(state=CalibrationState.FAILED)
        same = Q(data_hash=snapshot.fingerprint, engine=ENGINE)
        if earlier.filter(same | Q(state__in=UNDER_WAY)).exists():
            return None
        if not is_enough(snapshot.counts, anchors_among(snapshot)):
            return None
        run = CalibrationRun.objects.create(
            competency_id=competency, requested_at=at, data_hash=snapshot.fingerprint, engine=ENGINE
        )
        transaction.on_commit(partial(calibration_requested.send, sender=CalibrationRun, run_id=run.pk))
    return run


def anchors_among(snapshot: Snapshot) -> list[int]:
    """Return the versions in a snapshot that have parameters in use. One query."""
    in_use = calibrations_in_use().filter(item_version__in=snapshot.versions)
    return list(in_use.values_list("item_version_id", flat=True))


def table_at(snapshot: Snapshot, *, at: datetime) -> Table:
    """Return the table of a snapshot on the scale of levels that holds on the day."""
    on = timezone.localdate(at)
    return table_of(snapshot, ScoreScale.objects.newest_in_force(on).cuts, on=on)


def carry_out(*, run_id: int, at: datetime) -> CalibrationRun | None:
    """Compute one run and keep it as a draft; return it, or None when there is nothing to do.

    A second call does nothing. What goes wrong is kept in the row, which is tried again a few times.
    """
    run = take(run_id=run_id, at=at)
    if run is None:
        return None
    try:
        snapshot = snapshot_of(run.competency_id, until=run.requested_at)
        return keep(run=run, snapshot=snapshot, analysis=analyse(table_at(snapshot, at=run.requested_at)), at=at)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("calibration failed", run=run_id, problem=type(problem).__name__)
        return give_back(run=run, problem=problem)


def carry_out_waiting(*, at: datetime) -> int:
    """Carry out the runs that wait, and those that a worker left behind; return how many were tried."""
    due = Q(state=CalibrationState.WAITING) | Q(state=CalibrationState.RUNNING, started_at__lte=at - LEASE)
    waiting = CalibrationRun.objects.filter(due).order_by("requested_at", "pk").values_list("pk", flat=True)[:A_SWEEP]
    tried = list(waiting)
    for run_id in tried:
        carry_out(run_id=run_id, at=at)
    return len(tried)


@transaction.atomic
def take(*, run_id: int, at: datetime) -> CalibrationRun | None:
    """Take the row for one attempt; None where it is done, in other hands, or was tried too often."""
    run = CalibrationRun.objects.select_for_update().filter(pk=run_id, state__in=UNDER_WAY).first()
    if run is None or (run.state == CalibrationState.RUNNING and run.started_at and run.started_at > at - LEASE):
        return None
    if run.attempts >= MOST_ATTEMPTS:
        run.state, run.last_error = CalibrationState.FAILED, run.last_error or "WorkerLost"
        run.finished_at = at
        run.save(update_fields=["state", "last_error", "finished_at"])
        return None
    run.state, run.started_at = CalibrationState.RUNNING, at
    run.attempts += 1
    run.save(update_fields=["state", "started_at", "attempts"])
    return run


@transaction.atomic
def give_back(*, run: CalibrationRun, problem: Exception) -> CalibrationRun:
    """Keep what went wrong; the run waits for the next sweep, and after its last attempt it has failed."""
    found = CalibrationRun.objects.select_for_update().get(pk=run.pk)
    if is_still_held(found, run):
        found.state = CalibrationState.FAILED if found.attempts >= MOST_ATTEMPTS else CalibrationState.WAITING
        found.last_error = type(problem).__name__
        found.save(update_fields=["state", "last_error"])
    return found


def is_still_held(found: CalibrationRun, run: CalibrationRun) -> bool:
    """Whether the row is still in the hands of those who took it as `run`."""
    return found.state == CalibrationState.RUNNING and found.attempts == run.attempts


@transaction.atomic
def keep(*, run: CalibrationRun, snapshot: Snapshot, analysis: Analysis, at: datetime) -> CalibrationRun:
    """Store what came out as a draft, in place of a draft before that nobody has decided about."""
    found = CalibrationRun.objects.select_for_update().get(pk=run.pk)
    if not is_still_held(found, run):
        return found
    heard = heard_by([found.competency_id])[found.competency_id]
    drafts = CalibrationRun.objects.filter(competency__in=heard, state=CalibrationState.DRAFT)
    drafts.update(state=CalibrationState.REJECTED, note=SUPERSEDED, decided_at=at)
    reports = list(zip(snapshot.versions, analysis.items, strict=True))
    ItemStatistic.objects.bulk_create((statistic(found, *one) for one in reports), batch_size=500)
    ItemCalibration.objects.bulk_create(
        [
            parameters(found, version, report.count, report.estimate)
            for version, report in reports
            if report.estimate is not None
        ],
        batch_size=500,
    )
    found.state, found.finished_at, found.last_error = CalibrationState.DRAFT, at, ""
    found.data_hash, found.people = snapshot.fingerprint, analysis.people
    found.log_likelihood, found.iterations = finite(analysis.log_likelihood), analysis.iterations
    found.converged, found.mean, found.sd = analysis.converged, analysis.mean, analysis.sd
    found.abilities = list(analysis.bands)
    found.save()
    return found


def parameters(run: CalibrationRun, version: int, count: int, estimate: Estimate) -> ItemCalibration:
    """Return the row of an estimate, not yet saved and not in use."""
    is_rasch = estimate.treatment is Treatment.SLOPE_FIXED
    return ItemCalibration(
        run=run,
        item_version_id=version,
        model=(Model.RASCH if is_rasch else Model.TWO_PARAMETER).value,
        a=estimate.a,
        b=[estimate.b],
        se_a=finite(estimate.se_a),
        se_b=finite(estimate.se_b),
        count=count,
        treatment=estimate.treatment.value,
    )


def statistic(run: CalibrationRun, version: int, report: ItemReport) -> ItemStatistic:
    """Return the row of what stands out about an item, not yet saved; it names no key and nobody."""
    return ItemStatistic(
        run=run,
        item_version_id=version,
        count=report.count,
        p_value=finite(report.p_value),
        item_rest=finite(report.item_rest),
        alpha_if_deleted=finite(report.alpha_if_deleted),
        infit=finite(report.infit),
        outfit=finite(report.outfit),
        drift=finite(report.drift),
        flags=list(report.flags),
        trouble=report.trouble,
        distractors=[
            {
                "option": option.name,
                "count": option.count,
                "share": round(option.share, 4),
                "by_third": [round(share, 4) for share in option.by_third],
            }
            for option in report.options
        ],
        dif={trait: as_json(figures) for trait, figures in report.dif.items()},
    )


def as_json(figures: TraitFigures) -> dict[str, Any]:
    """Return the result of a trait as it is stored; of groups that are too small nothing but that."""
    if figures.dif_class is DifClass.NOT_ENOUGH_DATA:
        return {"class": figures.dif_class.value}
    return {
        "class": figures.dif_class.value,
        "delta": round(figures.delta, 3),
        "error": round(figures.error, 3),
        "stands_out": figures.stands_out,
    }


def finite(value: float) -> float | None:
    """Return a number that can be stored, None for what is not one."""
    return float(value) if math.isfinite(value) else None
