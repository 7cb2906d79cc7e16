"""Speaks with SIASN about what waits: hands records over, reads back what was sent, deletes what was revoked.

Each record is held by a lease while the worker speaks about it, and no lock is held meanwhile. What a killed worker
left is taken up again when the lease has passed, and begins by reading back: a record whose answer was lost is found
there by its certificate number and not sent twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from lms.people.models import EmployeeNumber
from lms.siasn import mapping
from lms.siasn.http import FIRST_PAUSE_SECONDS, TRIES, DoesNotAnswer, NotLetIn, Refused, Siasn
from lms.siasn.mapping import INVENTED, NO_NIP, Problem
from lms.siasn.models import Carrier, Delivery, DeliveryState, Sending, SendingState, SiasnAgency
from lms.siasn.services.connection import access_of_the_house
from lms.siasn.services.history import CONFIRMED, FOUND, GONE, HINDERED, LATE_ID, NOT_THERE, REFUSED, SENT, become, note
from lms.siasn.services.records import ProofUnreadable, pdf_of
from lms.siasn.services.sending import release
from lms.siasn.services.withdrawing import NO_LONGER_STANDS, withdraw

log = structlog.get_logger("lms.siasn")

# Longer than one record can take with every answer late: 12 requests of 20 seconds and the pauses between them.
LEASE = timedelta(minutes=10)
# Below the time after which the worker stops a task.
LONGEST_RUN = timedelta(minutes=7)
A_SWEEP = 500
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)
READ_BACK_AGAIN = timedelta(days=1)
MOST_READ_BACKS = 7
NOT_LET_IN = "siasn_not_let_in"
Clock = Callable[[], datetime]


def carry_due(*, now: Clock, siasn: Siasn | None = None) -> int:
    """Speak with SIASN about what is due, the longest waiting first; return how many records were taken up."""
    conversation = siasn or Siasn(access_of_the_house())
    began, taken = now(), 0
    due = Delivery.objects.filter(carrier=Carrier.HTTP, next_try_at__lte=began).order_by("next_try_at", "pk")
    for delivery_id in list(due.values_list("pk", flat=True)[:A_SWEEP]):
        if now() - began > LONGEST_RUN:
            break
        taken += carry_one(delivery_id=delivery_id, now=now, siasn=conversation)
    close_sendings(at=now())
    return taken


def carry_one(*, delivery_id: int, now: Clock, siasn: Siasn) -> bool:
    """Speak about one record; return whether it was free. A second call, or another worker's, does nothing."""
    delivery = take(delivery_id=delivery_id, at=now())
    if delivery is None:
        return False
    try:
        require_access(delivery, siasn)
        STEPS[DeliveryState(delivery.state)](delivery, siasn, now)
    except Refused as problem:
        refuse(delivery_id=delivery_id, reason=str(problem.facts["reason"]), at=now())
    except NotLetIn:
        stop(delivery_id=delivery_id, at=now())
    except ProofUnreadable as problem:
        hinder(delivery_id=delivery_id, problem=Problem(problem.message), at=now())
    except DoesNotAnswer as problem:
        give_back(delivery_id=delivery_id, problem=problem.code, at=now())
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("delivery stopped", delivery=delivery_id, problem=type(problem).__name__)
        give_back(delivery_id=delivery_id, problem=type(problem).__name__, at=now())
    return True


def require_access(delivery: Delivery, siasn: Siasn) -> None:
    """Make sure that the access may speak for the agency.

    Raises:
        NotLetIn.
    """
    settings = SiasnAgency.objects.filter(agency=delivery.agency_id).first()
    if settings is None or not siasn.access.serves(settings.instansi_id):
        raise NotLetIn


@transaction.atomic
def take(*, delivery_id: int, at: datetime) -> Delivery | None:
    """Take a record for one attempt; None where it is not due, or its certificate was revoked meanwhile."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("certificate", "training", "person")
    row = rows.filter(pk=delivery_id, carrier=Carrier.HTTP, next_try_at__lte=at).first()
    if row is None or row.state not in STEPS:
        return None
    if row.certificate and row.certificate.state in NO_LONGER_STANDS and row.state != DeliveryState.DELETION_QUEUED:
        withdraw(row, at=at)
        return None
    row.attempts, row.next_try_at, row.last_error = row.attempts + 1, at + LEASE, ""
    row.save(update_fields=["attempts", "next_try_at", "last_error"])
    return row


def hand_over(delivery: Delivery, siasn: Siasn, now: Clock) -> None:
    """Hand a record over: read back first, then the document, then the record; never the same record twice."""
    nip = nip_of(delivery, at=now())
    if not nip or delivery.person.is_fictional:
        hinder(delivery_id=delivery.pk, problem=Problem(NO_NIP if not nip else INVENTED), at=now())
        return
    found = "" if delivery.siasn_id else siasn.find(nip, delivery.number)
    if found:
        settle(delivery_id=delivery.pk, siasn_id=found, confirmed=True, said=FOUND, at=now())
        return
    document = delivery.document or keep_document(delivery, siasn)
    body = mapping.with_document(delivery.body or {}, document)
    siasn_id, confirmed = save_once(delivery, siasn, body, nip)
    settle(delivery_id=delivery.pk, siasn_id=siasn_id, confirmed=confirmed, said=SENT, at=now())


def keep_document(delivery: Delivery, siasn: Siasn) -> dict[str, str]:
    """Upload the PDF and keep what SIASN calls it, so that another attempt does not upload it again."""
    document = siasn.upload(pdf_of(delivery), name=f"{delivery.uuid}.pdf", siasn_id=delivery.siasn_id)
    Delivery.objects.filter(pk=delivery.pk).update(document=document)
    return document


def save_once(delivery: Delivery, siasn: Siasn, body: dict[str, object], nip: str) -> tuple[str, bool]:
    """Save a record and read it back; where the answer is lost, read back before saving again.

    Returns SIASN's id, and whether the record was seen standing there.

    Raises:
        DoesNotAnswer: it may stand or not.
        Refused, NotLetIn, ProofUnreadable.
    """
    wait = FIRST_PAUSE_SECONDS
    for tries_left in reversed(range(TRIES)):
        try:
            siasn_id = siasn.save(body) or delivery.siasn_id
        except DoesNotAnswer:
            if not tries_left:
                raise
            siasn.pause(wait)
            wait *= 2
            siasn_id = "" if delivery.siasn_id else siasn.find(nip, delivery.number)
            if siasn_id:
                return siasn_id, True
            continue
        return read_back(siasn, siasn_id, nip, delivery.number)
    raise DoesNotAnswer


def read_back(siasn: Siasn, siasn_id: str, nip: str, number: str) -> tuple[str, bool]:
    """Return SIASN's id of what was saved, and whether it was seen standing there.

    Raises:
        DoesNotAnswer: the save named no id, and nothing can be read.
    """
    try:
        found = siasn.find(nip, number)
    except DoesNotAnswer:
        found = ""
    if not siasn_id and not found:
        raise DoesNotAnswer
    return siasn_id or found, bool(found)


def confirm(delivery: Delivery, siasn: Siasn, now: Clock) -> None:
    """Read back whether what was sent stands there by now; once a day, for a week."""
    found = siasn.find(nip_of(delivery, at=now()), delivery.number)
    if found:
        settle(delivery_id=delivery.pk, siasn_id=found, confirmed=True, said=CONFIRMED, at=now())
        return
    again = now() + READ_BACK_AGAIN if delivery.attempts < MOST_READ_BACKS else None
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT).update(next_try_at=again)


def delete(delivery: Delivery, siasn: Siasn, now: Clock) -> None:
    """Delete a record of a revoked certificate, found by its number where its id never came."""
    nip = nip_of(delivery, at=now())
    siasn_id = delivery.siasn_id or (siasn.find(nip, delivery.number) if nip else "")
    if siasn_id:
        siasn.delete(siasn_id)
    close_deletion(delivery_id=delivery.pk, siasn_id=siasn_id, at=now())


STEPS: dict[DeliveryState, Callable[[Delivery, Siasn, Clock], None]] = {
    DeliveryState.CHECKED: hand_over,
    DeliveryState.SENT: confirm,
    DeliveryState.DELETION_QUEUED: delete,
}


@transaction.atomic
def settle(*, delivery_id: int, siasn_id: str, confirmed: bool, said: str, at: datetime) -> None:
    """Write that a record was handed over or seen; one that was revoked meanwhile is deleted next."""
    row = locked(delivery_id)
    row.siasn_id = siasn_id
    if row.state == DeliveryState.DELETION_QUEUED:
        row.next_try_at = at
        row.save(update_fields=["siasn_id", "next_try_at"])
        note(row, at=at, said=LATE_ID)
        return
    if row.state == DeliveryState.CHECKED:
        row.attempts, row.next_try_at, row.reason = 0, at + READ_BACK_AGAIN, ""
        become(row, DeliveryState.SENT, at=at, said=said)
    if row.state == DeliveryState.SENT and confirmed:
        become(row, DeliveryState.ACCEPTED, at=at, said=CONFIRMED)


@transaction.atomic
def refuse(*, delivery_id: int, reason: str, at: datetime) -> None:
    """Write that SIASN does not take a record; a deletion that it does not carry out is tried again the next day."""
    row = locked(delivery_id)
    row.reason = reason
    if row.state == DeliveryState.DELETION_QUEUED:
        row.next_try_at = at + READ_BACK_AGAIN
        row.save(update_fields=["reason", "next_try_at"])
        note(row, at=at, said=REFUSED, reply=reason)
    elif row.state == DeliveryState.CHECKED:
        become(row, DeliveryState.REJECTED, at=at, said=REFUSED, reply=reason)


@transaction.atomic
def hinder(*, delivery_id: int, problem: Problem, at: datetime) -> None:
    """Bring a record back to a draft, because something on our side hinders it."""
    row = locked(delivery_id)
    if row.state == DeliveryState.CHECKED:
        row.sending = None
        row.keep_problems((problem,))
        become(row, DeliveryState.DRAFT, at=at, said=HINDERED)


@transaction.atomic
def stop(*, delivery_id: int, at: datetime) -> None:
    """Stop the whole batch of a record: SIASN does not let us in, and asking for each record would not help."""
    row = locked(delivery_id)
    if row.state != DeliveryState.CHECKED:
        row.next_try_at, row.last_error = at + READ_BACK_AGAIN, NOT_LET_IN
        row.save(update_fields=["next_try_at", "last_error"])
        return
    row.next_try_at, row.last_error = None, NOT_LET_IN
    row.save(update_fields=["next_try_at", "last_error"])
    batch = Sending.objects.select_for_update(of=("self",)).filter(pk=row.sending_id or 0).first()
    if batch is not None:
        release(batch, at=at, error=NOT_LET_IN)
        batch.state, batch.finished_at, batch.last_error = SendingState.STOPPED, at, NOT_LET_IN
        batch.save(update_fields=["state", "finished_at", "last_error"])


@transaction.atomic
def give_back(*, delivery_id: int, problem: str, at: datetime) -> None:
    """Keep what went wrong, and say when the next attempt is due."""
    row = locked(delivery_id)
    if row.state in STEPS:
        row.last_error = problem[:80]
        row.next_try_at = at + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), LONGEST_PAUSE)
        row.save(update_fields=["last_error", "next_try_at"])


@transaction.atomic
def close_deletion(*, delivery_id: int, siasn_id: str, at: datetime) -> None:
    """Write that a record no longer stands in SIASN."""
    row = locked(delivery_id)
    if row.state == DeliveryState.DELETION_QUEUED:
        become(row, DeliveryState.DELETED, at=at, said=GONE if siasn_id else NOT_THERE)


@transaction.atomic
def close_sendings(*, at: datetime) -> None:
    """Close the batches of which every record has left."""
    waiting = Delivery.objects.filter(state=DeliveryState.CHECKED, sending__isnull=False).values("sending_id")
    over = Sending.objects.filter(state=SendingState.OPEN, carrier=Carrier.HTTP).exclude(pk__in=waiting)
    over.update(state=SendingState.DONE, finished_at=at)


def locked(delivery_id: int) -> Delivery:
    """Return a delivery under its row lock."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=delivery_id)


def nip_of(delivery: Delivery, *, at: datetime) -> str:
    """Return the NIP under which SIASN knows the person; it goes to SIASN and nowhere else. One query."""
    numbers = EmployeeNumber.objects.on(timezone.localdate(at)).filter(person=delivery.person_id)
    return numbers.values_list("digits", flat=True).first() or ""
