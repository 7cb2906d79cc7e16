"""What this room does when something was announced: queue a calibration, computing anew, or settling a room."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from assessments.signals import calibration_requested, recomputing_requested, sitting_signed
from assessments.tasks import calibrate, recompute, settle_sitting
from lms.queueing import queue


@receiver(recomputing_requested)
def queue_recomputing(neutralisation_id: int, **_kwargs: Any) -> None:
    """Have the results computed anew soon."""
    queue(recompute, neutralisation_id)


@receiver(sitting_signed)
def queue_settling(sitting_id: int, **_kwargs: Any) -> None:
    """Have the evidence of a room say soon what it counts as."""
    queue(settle_sitting, sitting_id)


@receiver(calibration_requested)
def queue_calibration(run_id: int, **_kwargs: Any) -> None:
    """Have the items calibrated soon."""
    queue(calibrate, run_id)
