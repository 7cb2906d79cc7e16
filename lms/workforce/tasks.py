"""Background work of HR's map."""

from celery import shared_task
from django.utils import timezone

from lms.workforce import services


@shared_task(name="lms.workforce.tasks.recompute_unit")
def recompute_unit(unit_id: int) -> None:
    """Rebuild one unit."""
    services.recompute_unit(unit_id=unit_id, at=timezone.now())


@shared_task(name="lms.workforce.tasks.recompute_dirty_units")
def recompute_dirty_units() -> None:
    """Rebuild what changed or grew old."""
    services.recompute_dirty(at=timezone.now())


@shared_task(name="lms.workforce.tasks.take_snapshots")
def take_snapshots() -> None:
    """Write this month's snapshot of every agency."""
    services.take_snapshots(at=timezone.now())
