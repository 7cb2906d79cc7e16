"""Builds the ZIP of a batch in the worker, hands it out while its link works, and clears it away.

A record counts as sent when its package is first downloaded, not before: what nobody took out goes free again when
the link is over.
"""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO

import structlog
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as note_change

from lms.people import services as people
from lms.people.models import User
from lms.people.services.exports import NoSuchExport
from lms.siasn.mapping import Problem
from lms.siasn.models import Carrier, Delivery, DeliveryEvent, DeliveryState, Sending, SendingState, SiasnAgency
from lms.siasn.models.sendings import private_storage
from lms.siasn.packing import Deletion, Packed, write_package
from lms.siasn.selectors.deliveries import deliveries_in_scope
from lms.siasn.services.delivering import hinder
from lms.siasn.services.history import TAKEN_OUT, TO_DELETE_BY_HAND, event_of
from lms.siasn.services.records import ProofUnreadable, pdf_of
from lms.siasn.services.sending import EXPORT_KIND, release

log = structlog.get_logger("lms.siasn")

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
A_SWEEP = 10
TELL_EVERY = 20
GAVE_UP = "siasn_package_failed"
Clock = Callable[[], datetime]


def carry_packages(*, now: Clock) -> int:
    """Build the packages that wait; return how many were taken up."""
    waiting = Sending.objects.filter(state=SendingState.OPEN, carrier=Carrier.ZIP, next_try_at__lte=now())
    ids = list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True)[:A_SWEEP])
    return sum(carry_package(sending_id=one, now=now) for one in ids)


def carry_package(*, sending_id: int, now: Clock) -> bool:
    """Build one package; a second call, or another worker's, does nothing. What was broken off is built anew."""
    batch = take(sending_id=sending_id, at=now())
    if batch is None:
        return False
    try:
        with tempfile.TemporaryFile() as file:
            build(batch, file, now=now)
            keep(batch, file, at=now())
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("package not built", sending=sending_id, problem=type(problem).__name__)
        give_back(sending_id=sending_id, problem=type(problem).__name__, at=now())
    return True


@transaction.atomic
def take(*, sending_id: int, at: datetime) -> Sending | None:
    """Take a batch for one attempt; None where it is done or in other hands. After five attempts it is given up."""
    waiting = Sending.objects.select_for_update(of=("self",)).select_related("agency", "export")
    batch = waiting.filter(pk=sending_id, state=SendingState.OPEN, carrier=Carrier.ZIP, next_try_at__lte=at).first()
    if batch is None:
        return None
    if batch.attempts >= MOST_ATTEMPTS:
        release(batch, at=at)
        batch.state, batch.finished_at, batch.last_error = SendingState.STOPPED, at, GAVE_UP
        batch.save(update_fields=["state", "finished_at", "last_error"])
        return None
    batch.attempts, batch.next_try_at, batch.made = batch.attempts + 1, at + LEASE, 0
    batch.save(update_fields=["attempts", "next_try_at", "made"])
    return batch


def build(batch: Sending, file: IO[bytes], *, now: Clock) -> None:
    """Write the package of a batch."""
    settings = SiasnAgency.objects.get(agency=batch.agency)
    rows = batch.deliveries.select_related("training").order_by("pk")
    checked = list(rows.filter(state=DeliveryState.CHECKED))
    gone = [
        Deletion(str(row.uuid), row.siasn_id, row.number) for row in rows.filter(state=DeliveryState.DELETION_QUEUED)
    ]
    write_package(
        file,
        records=readable(checked, now=now),
        deletions=gone,
        facts={
            "nomor": str(batch.uuid),
            "instansi": batch.agency.name,
            "instansiId": settings.instansi_id,
            "dibuat": timezone.localtime(batch.requested_at).isoformat(timespec="seconds"),
        },
        made_at=timezone.localtime(batch.requested_at),
        tell=lambda count: tell(batch, count, at=now()) if count % TELL_EVERY == 0 else None,
    )
    tell(batch, batch.total, at=now())


def readable(rows: list[Delivery], *, now: Clock) -> Iterator[Packed]:
    """Yield the records whose PDF can be read; the others become drafts again and say why."""
    for row in rows:
        try:
            pdf = pdf_of(row)
        except ProofUnreadable as problem:
            hinder(delivery_id=row.pk, problem=Problem(problem.message), at=now())
            continue
        yield Packed(str(row.uuid), row.body or {}, pdf)


def tell(batch: Sending, count: int, *, at: datetime) -> None:
    """Write how far a package is, and hold it on."""
    Sending.objects.filter(pk=batch.pk, state=SendingState.OPEN).update(made=count, next_try_at=at + LEASE)


def keep(batch: Sending, file: IO[bytes], *, at: datetime) -> None:
    """Store a package and mark its batch ready, unless it was taken back meanwhile."""
    digest, size = fingerprint(file)
    file.seek(0)
    name = private_storage().save(f"siasn/{uuid.uuid4().hex}.zip", File(file))
    kept = False
    try:
        with transaction.atomic():
            found = Sending.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if found.state == SendingState.OPEN:
                found.state, found.file, found.sha256, found.size_bytes = SendingState.READY, name, digest, size
                found.finished_at, found.last_error = at, ""
                found.save()
                kept = True
    finally:
        if not kept:
            private_storage().delete(name)


def fingerprint(file: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of a file and its length in bytes."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 16):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


@transaction.atomic
def give_back(*, sending_id: int, problem: str, at: datetime) -> None:
    """Keep what went wrong and say when the next attempt is due."""
    batch = Sending.objects.select_for_update(of=("self",)).get(pk=sending_id)
    batch.last_error, batch.next_try_at = problem[:80], at + timedelta(minutes=1) * batch.attempts
    batch.save(update_fields=["last_error", "next_try_at"])


@transaction.atomic
def take_package(*, number: uuid.UUID, by: User, at: datetime) -> Sending:
    """Return a batch whose ZIP may be handed out; the first time its records count as sent. Looks are noted.

    Raises:
        NotForYou: the officer's role is over.
        NoSuchExport: the link is over, it is not ready, or somebody else's (the three are not told apart).
    """
    deliveries_in_scope(by, on=timezone.localdate(at))
    rows = Sending.objects.select_for_update(of=("self",)).select_related("export", "agency")
    ready = [SendingState.READY, SendingState.DONE]
    batch = rows.filter(uuid=number, by=by, state__in=ready).exclude(file="").first()
    export = batch.export.uuid if batch and batch.export else None
    people.take_export(number=export, kind=EXPORT_KIND, by=by, at=at)
    if batch is None:
        raise NoSuchExport
    if batch.state == SendingState.READY:
        mark_taken_out(batch, by=by, at=at)
    taken = set(batch.deliveries.values_list("person_id", flat=True))
    people.log_looks(people=taken, by=by, purpose="siasn", at=at)
    note_change(batch, "siasn.package", user=by, data={"records": batch.total})
    return batch


def mark_taken_out(batch: Sending, *, by: User, at: datetime) -> None:
    """Write that the records of a package left with it."""
    rows = list(batch.deliveries.select_for_update(of=("self",)))
    gone = [row for row in rows if row.state == DeliveryState.CHECKED]
    for row in gone:
        row.state, row.changed_at = DeliveryState.SENT, at
    Delivery.objects.bulk_update(gone, ["state", "changed_at"], batch_size=500)
    to_delete = [row for row in rows if row.state == DeliveryState.DELETION_QUEUED]
    said = [event_of(row, at=at, by=by, said=TAKEN_OUT) for row in gone]
    said += [event_of(row, at=at, by=by, said=TO_DELETE_BY_HAND) for row in to_delete]
    DeliveryEvent.objects.bulk_create(said)
    batch.state = SendingState.DONE
    batch.save(update_fields=["state"])


def expire_packages(*, at: datetime) -> int:
    """Delete the files whose link is over; what nobody took out goes free again. Return how many files."""
    over = Sending.objects.filter(carrier=Carrier.ZIP, export__expires_at__lte=at).exclude(file="")
    ids = list(over.values_list("pk", flat=True)[:A_SWEEP])
    for one in ids:
        expire(sending_id=one, at=at)
    return len(ids)


@transaction.atomic
def expire(*, sending_id: int, at: datetime) -> None:
    """Delete one file."""
    batch = Sending.objects.select_for_update(of=("self",)).get(pk=sending_id)
    name = str(batch.file.name or "")
    batch.file = ""
    if batch.state == SendingState.READY:
        release(batch, at=at)
        batch.state = SendingState.EXPIRED
    batch.save(update_fields=["file", "state"])
    if name:
        transaction.on_commit(lambda: private_storage().delete(name))
