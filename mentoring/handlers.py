"""What this room does when something was announced: queue a matching."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from lms.queueing import queue
from mentoring.signals import match_requested
from mentoring.tasks import run_match


@receiver(match_requested)
def queue_match(run_id: int, **_kwargs: Any) -> None:
    """Have the pairs computed soon."""
    queue(run_match, run_id)
