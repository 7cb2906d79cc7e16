"""What becomes of a delivery when its certificate no longer stands: never sent, or queued to be deleted in SIASN."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from certificates.models import State
from lms.siasn.models import LIVE, Carrier, Delivery, DeliveryState, SiasnAgency
from lms.siasn.services.history import NEVER_SENT, REVOKED, become

A_SWEEP = 200
NO_LONGER_STANDS = (State.REVOKED, State.SUPERSEDED)
NOT_SENT = (DeliveryState.DRAFT, DeliveryState.CHECKED, DeliveryState.REJECTED)


@transaction.atomic
def withdraw_certificate(*, certificate_id: int, at: datetime) -> None:
    """Withdraw the delivery of a certificate that no longer stands; a second call changes nothing."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(certificate=certificate_id, state__in=LIVE)
    row = rows.filter(certificate__state__in=NO_LONGER_STANDS).exclude(state=DeliveryState.DELETION_QUEUED).first()
    if row is not None:
        withdraw(row, at=at)


def withdraw_revoked(*, at: datetime) -> int:
    """Withdraw what a lost signal left behind; return how many there were."""
    rows = Delivery.objects.filter(state__in=LIVE, certificate__state__in=NO_LONGER_STANDS)
    waiting = rows.exclude(state=DeliveryState.DELETION_QUEUED).values_list("certificate_id", flat=True)
    found = list(waiting[:A_SWEEP])
    for certificate_id in found:
        withdraw_certificate(certificate_id=certificate_id, at=at)
    return len(found)


def withdraw(delivery: Delivery, *, at: datetime) -> None:
    """Withdraw a locked delivery: what SIASN never saw is over at once, the rest is queued to be deleted there.

    What a worker holds this very moment may reach SIASN after this line: the deletion waits until its time is over.
    """
    tried = delivery.state == DeliveryState.CHECKED and delivery.attempts > 0
    free_at = delivery.next_try_at if delivery.is_in_hands(at) else None
    if delivery.state in NOT_SENT and not delivery.siasn_id and not tried:
        delivery.sending = None
        become(delivery, DeliveryState.DELETED, at=at, said=NEVER_SENT)
        return
    delivery.sending, delivery.attempts = None, 0
    delivery.carrier = carrier_of(delivery)
    delivery.next_try_at = free_at or at if delivery.carrier == Carrier.HTTP else None
    become(delivery, DeliveryState.DELETION_QUEUED, at=at, said=REVOKED)


def carrier_of(delivery: Delivery) -> str:
    """Return the way the agency delivers now; the way the record went where it has no settings any more."""
    settings = SiasnAgency.objects.filter(agency=delivery.agency_id).first()
    return settings.carrier if settings else delivery.carrier or Carrier.ZIP
