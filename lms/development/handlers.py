"""What this room does at once when something was announced; the sweep does it where nobody is there to."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from lms.development import tasks
from lms.development.signals import people_asked
from lms.queueing import queue


@receiver(people_asked)
def tell_soon(**_kwargs: Any) -> None:
    """Let the worker tell the people who were asked."""
    queue(tasks.tell_people)
