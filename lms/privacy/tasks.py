"""Work done by Celery: copies of data, the nightly deletion, and the clocks of requests and incidents."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from lms.privacy import services


@shared_task(name="lms.privacy.tasks.make_copy")
def make_copy(copy_id: int) -> None:
    """Make one copy; a second delivery does nothing."""
    services.make_copy(copy_id=copy_id, at=timezone.now())


@shared_task(name="lms.privacy.tasks.make_waiting_copies")
def make_waiting_copies() -> int:
    """Make the copies that a crash or a lost message left behind; return how many were tried."""
    return services.make_waiting_copies(at=timezone.now())


@shared_task(name="lms.privacy.tasks.watch_clocks")
def watch_clocks() -> int:
    """Warn of requests and letters that are due; return how many warnings went out."""
    now = timezone.now()
    return services.warn_of_requests(at=now) + services.warn_of_incidents(at=now)


@shared_task(name="lms.privacy.tasks.delete_what_is_over")
def delete_what_is_over() -> int:
    """Let go what no rule keeps any longer; return how many rows."""
    return services.delete_what_is_over(at=timezone.now())
