"""What happens without anybody asking."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from assessments import services


@shared_task(name="assessments.tasks.finish_expired_attempts")
def finish_expired_attempts() -> int:
    """End attempts whose time is over and score what waits; return how many."""
    return services.finish_expired(at=timezone.now())
