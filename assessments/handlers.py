"""What this room does when something was announced: it queues the work that follows."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from assessments.services.blueprints import settle_placement
from assessments.signals import calibration_requested, campaign_begun, recomputing_requested, sitting_signed
from assessments.tasks import calibrate, carry_campaign, recompute, settle_sitting
from lms.competencies.signals import framework_published
from lms.queueing import queue


@receiver(framework_published)
def settle_what_is_measured(**_kwargs: Any) -> None:
    """Say what the placement test measures under a new version of a framework."""
    settle_placement()


@receiver(recomputing_requested)
def queue_recomputing(neutralisation_id: int, **_kwargs: Any) -> None:
    """Have the results computed anew soon."""
    queue(recompute, neutralisation_id)


@receiver(sitting_signed)
def queue_settling(sitting_id: int, **_kwargs: Any) -> None:
    """Have the evidence of a room say soon what it counts as."""
    queue(settle_sitting, sitting_id)


@receiver(campaign_begun)
def queue_campaign(campaign_id: int, **_kwargs: Any) -> None:
    """Have the people of a campaign gathered and told soon."""
    queue(carry_campaign, campaign_id)


@receiver(calibration_requested)
def queue_calibration(run_id: int, **_kwargs: Any) -> None:
    """Have the items calibrated soon."""
    queue(calibrate, run_id)
