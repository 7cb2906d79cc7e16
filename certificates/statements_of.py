"""What the record of learning says about certificates."""

from __future__ import annotations

from datetime import datetime

from certificates.models import Certificate
from lms.experience.services import record_event
from lms.experience.statements import ACTIVITY_TYPES, Activity, Verb


def record_issue(certificate: Certificate, *, at: datetime) -> None:
    """Record that the holder was certified; the offering is named as the parent where it is a kind of activity."""
    if certificate.holder is None:
        return
    offering = Activity(certificate.offering_kind, str(certificate.offering_uuid), certificate.offering_title)
    record_event(
        person=certificate.holder,
        verb=Verb.CERTIFIED,
        activity=Activity("certificate", str(certificate.uuid), certificate.offering_title),
        key=("certificate-issued", str(certificate.uuid)),
        at=at,
        parent=offering if offering.kind in ACTIVITY_TYPES else None,
    )
