"""Queues the making of a copy once it was asked for."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from lms.privacy.signals import copy_requested
from lms.privacy.tasks import make_copy
from lms.queueing import queue


@receiver(copy_requested)
def queue_copy(copy_id: int, **_kwargs: Any) -> None:
    """Have the copy made soon."""
    queue(make_copy, copy_id)
