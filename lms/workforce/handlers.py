"""Marks a unit when a level of its people changes, and has its counts rebuilt soon."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from lms.competencies.signals import level_changed
from lms.queueing import queue
from lms.workforce import services
from lms.workforce.tasks import recompute_unit


@receiver(level_changed)
def unit_has_changed(person_id: int, at: datetime, **_kwargs: Any) -> None:
    """Mark the person's unit and queue its counts."""
    for unit_id in services.mark_dirty(person_id=person_id, at=at):
        queue(recompute_unit, unit_id)
