"""Queues the e-mail of a notice once the notice is written."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from lms.notices.signals import notice_written
from lms.notices.tasks import send_mail_of
from lms.queueing import queue


@receiver(notice_written)
def queue_mail(notice_id: int, **_kwargs: Any) -> None:
    """Send the e-mail soon."""
    queue(send_mail_of, notice_id)
