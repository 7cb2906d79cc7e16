"""What this room does when something was announced: queue the making of a PDF."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from certificates.signals import certificate_requested
from certificates.tasks import issue_certificate
from lms.queueing import queue


@receiver(certificate_requested)
def queue_issue(certificate_id: int, **_kwargs: Any) -> None:
    """Have the PDF made soon."""
    queue(issue_certificate, certificate_id)
