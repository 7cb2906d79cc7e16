"""Drafts a certificate once it is issued, withdraws it once it is revoked, and has batches carried soon."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from certificates.signals import certificate_issued, certificate_revoked
from lms.queueing import queue
from lms.siasn.signals import agency_delivers, sending_waits
from lms.siasn.tasks import carry_deliveries, draft_certificate, draft_records, withdraw_certificate


@receiver(certificate_issued)
def queue_draft(certificate_id: int, **_kwargs: Any) -> None:
    """Have a new certificate drafted soon."""
    queue(draft_certificate, certificate_id)


@receiver(certificate_revoked)
def queue_withdrawal(certificate_id: int, **_kwargs: Any) -> None:
    """Have the delivery of a revoked certificate withdrawn soon."""
    queue(withdraw_certificate, certificate_id)


@receiver(agency_delivers)
def queue_drafts(**_kwargs: Any) -> None:
    """Have an agency's records found soon."""
    queue(draft_records)


@receiver(sending_waits)
def queue_sending(**_kwargs: Any) -> None:
    """Have a batch carried soon."""
    queue(carry_deliveries)
