"""Background work of HR's map."""

from celery import shared_task
from django.utils import timezone

from lms.workforce import services, snapshots


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
