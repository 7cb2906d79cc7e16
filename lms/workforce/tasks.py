"""Background work of HR's map, of files that HR brings in, and of plans."""

from celery import shared_task
from django.utils import timezone

from lms.workforce import services, snapshots
from lms.workforce.imports import jobs
from lms.workforce.plans import jobs as plans
from lms.workforce.plans import sheets


@shared_task(name="lms.workforce.tasks.recompute_unit")
def recompute_unit(unit_id: int) -> None:
    """Rebuild one unit."""
    services.recompute_unit(unit_id=unit_id, at=timezone.now())


@shared_task(name="lms.workforce.tasks.recompute_dirty_units")
def recompute_dirty_units() -> None:
    """Rebuild what changed or grew old."""
    services.keep_fresh(at=timezone.now())


@shared_task(name="lms.workforce.tasks.prove_counts")
def prove_counts() -> None:
    """Rebuild everything, and say whether the counts had been true."""
    services.prove(at=timezone.now())


@shared_task(name="lms.workforce.tasks.take_snapshots")
def take_snapshots() -> None:
    """Write this month's snapshot of every agency."""
    snapshots.take_snapshots(at=timezone.now())


@shared_task(name="lms.workforce.tasks.carry_import")
def carry_import(import_id: int) -> None:
    """Check or apply one file; a second delivery does nothing."""
    jobs.carry_on(import_id=import_id, now=timezone.now)


@shared_task(name="lms.workforce.tasks.carry_waiting_imports")
def carry_waiting_imports() -> int:
    """Take up the files that a crash or a lost message left behind; return how many were tried."""
    return jobs.carry_waiting(now=timezone.now)


@shared_task(name="lms.workforce.tasks.make_plan")
def make_plan(plan_id: int) -> None:
    """Compute one plan; a second delivery does nothing."""
    plans.carry_on(plan_id=plan_id, now=timezone.now)


@shared_task(name="lms.workforce.tasks.make_waiting_plans")
def make_waiting_plans() -> int:
    """Take up the plans that a crash or a lost message left behind; return how many were tried."""
    return plans.carry_waiting(now=timezone.now)


@shared_task(name="lms.workforce.tasks.make_sheet")
def make_sheet(sheet_id: int) -> None:
    """Make the file of one worksheet; a second delivery does nothing."""
    sheets.carry_on(sheet_id=sheet_id, now=timezone.now)


@shared_task(name="lms.workforce.tasks.make_waiting_sheets")
def make_waiting_sheets() -> int:
    """Take up the worksheets that a crash left behind, and delete those whose link is over; return how many."""
    return sheets.carry_waiting(now=timezone.now)
