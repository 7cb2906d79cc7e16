"""Work done by Celery: make one PDF at once, and sweep for those that were left behind."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from certificates import services


@shared_task(name="certificates.tasks.issue_certificate")
def issue_certificate(certificate_id: int) -> None:
    """Make the PDF of one certificate; a second delivery does nothing."""
    services.issue(certificate_id=certificate_id, at=timezone.now())


@shared_task(name="certificates.tasks.issue_waiting")
def issue_waiting() -> int:
    """Make the PDFs that a crash, a lost message or a failure left behind; return how many were tried."""
    return services.issue_waiting(at=timezone.now())
