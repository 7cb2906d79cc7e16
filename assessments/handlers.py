"""What this room does when something was announced: queue a calibration."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from assessments.signals import calibration_requested
from assessments.tasks import calibrate
from lms.queueing import queue


@receiver(calibration_requested)
def queue_calibration(run_id: int, **_kwargs: Any) -> None:
    """Have the items calibrated soon."""
    queue(calibrate, run_id)
