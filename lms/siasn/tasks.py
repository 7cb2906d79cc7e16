"""Background work of deliveries: drafts, conversations with SIASN, packages; each a sweep that does no harm twice."""

from celery import shared_task
from django.utils import timezone

from lms.siasn import services


@shared_task(name="lms.siasn.tasks.carry_deliveries")
def carry_deliveries() -> int:
    """Speak with SIASN about what is due, build packages that wait, clear away those whose link is over."""
    services.expire_packages(at=timezone.now())
    return services.carry_packages(now=timezone.now) + services.carry_due(now=timezone.now)


@shared_task(name="lms.siasn.tasks.draft_records")
def draft_records() -> int:
    """Draft new certificates and accepted trainings, and withdraw what was revoked; return how many drafts."""
    services.withdraw_revoked(at=timezone.now())
    return services.draft_new(at=timezone.now())


@shared_task(name="lms.siasn.tasks.draft_certificate")
def draft_certificate(certificate_id: int) -> None:
    """Draft one certificate; a second delivery does nothing."""
    services.draft_certificate(certificate_id=certificate_id, at=timezone.now())


@shared_task(name="lms.siasn.tasks.withdraw_certificate")
def withdraw_certificate(certificate_id: int) -> None:
    """Withdraw the delivery of one revoked certificate; a second delivery does nothing."""
    services.withdraw_certificate(certificate_id=certificate_id, at=timezone.now())
