"""Takes requests for certificates, numbers them, has the PDF made, and withdraws them.

The row is the queue. Making a PDF takes three short transactions: one takes the row, one gives it its number, one
stores the file and marks it issued; no lock is held while the page is laid out. A crash in
between leaves a row whose `next_try_at` passes, and the sweep takes it again with the same number and, because the
facts are frozen, the same bytes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from certificates import facts as snapshots
from certificates import numbering, rendering, signals
from certificates.facts import CertificateFacts
from certificates.models import (
    QUICK_ATTEMPTS,
    Artifact,
    ArtifactKind,
    Certificate,
    NumberSeries,
    State,
    StatusEvent,
    private_storage,
)
from certificates.rendering import Sheet
from certificates.statements_of import record_issue
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people import access
from lms.people.models import Role, User

log = structlog.get_logger("certificates")

# A page takes a second at most; a row held longer than this was left by a process that died.
LEASE = timedelta(minutes=1)
# 30 seconds, 2, 8 and 32 minutes, then once a day without end: a restart is bridged soon, a full disk heals by itself.
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_GROWS = 4
LONGEST_PAUSE = timedelta(days=1)
A_SWEEP = 50
LONGEST_REASON = 500

Renderer = Callable[[Sheet], bytes]


class WorkerDied(Exception):
    """The process that made the PDF ended before it was done."""

    def __str__(self) -> str:
        return "The process ended before the PDF was made."


class MayNotRevoke(NotAllowed):
    """Only an administrator may revoke."""

    code = "may_not_revoke"
    message = gettext_noop("Only an administrator may revoke a certificate.")


class NotIssued(Conflict):
    """Only a certificate that stands can be revoked."""

    code = "certificate_not_issued"
    message = gettext_noop("This certificate is not in force, so it cannot be revoked.")


class ReasonMissing(InvalidInput):
    """A certificate is never revoked without a reason."""

    code = "revocation_reason_missing"
    message = gettext_noop("Write why this certificate is revoked; its holder reads it.")


@dataclass(frozen=True)
class Offering:
    """What a certificate is for, as its room knows it; this room keeps only the reference."""

    kind: str
    uuid: uuid.UUID
    title: str


@transaction.atomic
def request(*, holder: User, offering: Offering, facts: CertificateFacts, at: datetime) -> Certificate:
    """Return the certificate of `holder` for `offering`; asking again returns the one that stands.

    The PDF is made soon after the transaction has ended.
    """
    snapshot = snapshots.to_json(facts)
    certificate, created = Certificate.objects.exclude(state=State.SUPERSEDED).get_or_create(
        holder=holder,
        offering_kind=offering.kind,
        offering_uuid=offering.uuid,
        template_code=rendering.TEMPLATE_CODE,
        defaults={
            "public_code": numbering.new_code(),
            "offering_title": offering.title,
            "template_version": rendering.TEMPLATE_VERSION,
            "snapshot": snapshot,
            "snapshot_sha256": snapshots.fingerprint(snapshot),
            "requested_at": at,
            "next_try_at": at,
            "expires_on": facts.valid_until,
        },
    )
    if created:
        note(certificate, at=at)
        announce = partial(signals.certificate_requested.send, sender=Certificate, certificate_id=certificate.pk)
        transaction.on_commit(announce)
    found: Certificate = certificate
    return found


def issue(*, certificate_id: int, at: datetime, render: Renderer = rendering.to_pdf) -> Certificate | None:
    """Make the PDF and issue the certificate; return it, or None when there is nothing to do.

    A second call does nothing. A failure is kept in the row, which stays retryable.
    """
    certificate = take(certificate_id=certificate_id, at=at)
    if certificate is None:
        return None
    try:
        give_number(certificate)
        return keep(certificate=certificate, pdf=render(sheet_of(certificate)), at=at)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("certificate not made", certificate=certificate_id, problem=type(problem).__name__)
        return give_back(certificate_id=certificate_id, problem=problem, at=at)


def issue_waiting(*, at: datetime, render: Renderer = rendering.to_pdf) -> int:
    """Make the PDFs that are due; return how many were tried."""
    give_up_for_today(at=at)
    waiting = list(Certificate.objects.to_be_issued(at=at).values_list("pk", flat=True)[:A_SWEEP])
    for certificate_id in waiting:
        issue(certificate_id=certificate_id, at=at, render=render)
    return len(waiting)


@transaction.atomic
def give_up_for_today(*, at: datetime) -> None:
    """Mark as failed what several processes died of; each is tried again the next day."""
    dead = Certificate.objects.left_behind(at=at, attempts=QUICK_ATTEMPTS).select_for_update(skip_locked=True)
    for certificate in dead[:A_SWEEP]:
        mark_failed(certificate, problem=WorkerDied(), at=at)


@transaction.atomic
def retry_failed(*, at: datetime) -> int:
    """Put what failed back to waiting, as if it had just been asked for; return how many."""
    failed = list(Certificate.objects.filter(state=State.FAILED).select_for_update())
    for certificate in failed:
        certificate.state, certificate.attempts, certificate.next_try_at = State.REQUESTED, 0, at
        certificate.save(update_fields=["state", "attempts", "next_try_at"])
        note(certificate, at=at)
    return len(failed)


@transaction.atomic
def take(*, certificate_id: int, at: datetime) -> Certificate | None:
    """Take the row for one attempt; None where it is done or in other hands."""
    certificate: Certificate | None = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if certificate is None or certificate.state not in (State.REQUESTED, State.RENDERING, State.FAILED):
        return None
    if certificate.state == State.RENDERING and certificate.next_try_at > at:
        return None
    certificate.state = State.RENDERING
    certificate.attempts += 1
    certificate.next_try_at = at + LEASE
    certificate.save(update_fields=["state", "attempts", "next_try_at"])
    return certificate


@transaction.atomic
def give_number(certificate: Certificate) -> None:
    """Give the certificate its number, once: a repeated attempt keeps the first.

    The series is locked until the number is written into the row, and a number taken by a transaction that fails
    goes back; so no number is skipped or given twice. A new year begins at 1 with the pattern of the year before.
    """
    found = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if found.number is None:
        series = locked_series(code=found.facts.code, year=found.dated_on.year)
        found.number = numbering.format_number(series.pattern, number=series.next, series=series.code, year=series.year)
        series.next += 1
        series.save(update_fields=["next"])
        found.save(update_fields=["number"])
    certificate.number = found.number


def locked_series(*, code: str, year: int) -> NumberSeries:
    """Return the series of this code and year under its row lock."""
    before = NumberSeries.objects.filter(code=code, year__lt=year).order_by("-year").first()
    pattern = before.pattern if before else numbering.DEFAULT_PATTERN
    NumberSeries.objects.get_or_create(code=code, year=year, defaults={"pattern": pattern})
    return NumberSeries.objects.select_for_update().get(code=code, year=year)


def sheet_of(certificate: Certificate) -> Sheet:
    """Return what is printed: the frozen facts with number, code, day and the address that verifies them."""
    path = reverse("certificates:verify_code", args=[certificate.public_code])
    return Sheet(
        facts=certificate.facts,
        number=certificate.number or "",
        public_code=certificate.public_code,
        dated_on=certificate.dated_on,
        verify_url=f"{settings.PUBLIC_URL}{path}",
    )


def keep(*, certificate: Certificate, pdf: bytes, at: datetime) -> Certificate:
    """Store the file and mark the certificate issued, unless somebody else was faster."""
    storage = private_storage()
    name = storage.save(f"certificates/{certificate.dated_on:%Y}/{certificate.uuid}.pdf", ContentFile(pdf))
    kept = False
    try:
        with transaction.atomic():
            found = Certificate.objects.select_for_update().get(pk=certificate.pk)
            if found.state == State.RENDERING:
                mark_issued(found, file=name, pdf=pdf, at=at)
                kept = True
    finally:
        if not kept:
            storage.delete(name)
    result: Certificate = found
    return result


def mark_issued(certificate: Certificate, *, file: str, pdf: bytes, at: datetime) -> None:
    """Write the file's row, the new state, the notice and the statement, all in the caller's transaction."""
    Artifact.objects.create(
        certificate=certificate,
        kind=ArtifactKind.PDF,
        file=file,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size_bytes=len(pdf),
        renderer=rendering.RENDERER,
        created_at=at,
    )
    certificate.state = State.ISSUED
    certificate.issued_at = at
    certificate.last_error = ""
    certificate.save(update_fields=["state", "issued_at", "last_error"])
    note(certificate, at=at)
    if certificate.holder is not None:
        tell(certificate.holder, certificate, kind="certificate_issued", at=at)
        record_issue(certificate, at=at)
    announce = partial(signals.certificate_issued.send, sender=Certificate, certificate_id=certificate.pk, at=at)
    transaction.on_commit(announce)


@transaction.atomic
def give_back(*, certificate_id: int, problem: Exception, at: datetime) -> Certificate:
    """Keep what went wrong and say when the next try is due."""
    certificate: Certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.state == State.RENDERING:
        mark_failed(certificate, problem=problem, at=at)
    return certificate


def mark_failed(certificate: Certificate, *, problem: Exception, at: datetime) -> None:
    """Write the failure and the next try into a row that the caller has locked."""
    certificate.state = State.FAILED
    certificate.last_error = f"{type(problem).__name__}: {problem}"[:LONGEST_REASON]
    certificate.next_try_at = at + pause_after(certificate.attempts)
    certificate.save(update_fields=["state", "last_error", "next_try_at"])
    note(certificate, at=at, reason=type(problem).__name__)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after that many tries."""
    return LONGEST_PAUSE if attempts >= QUICK_ATTEMPTS else FIRST_PAUSE * PAUSE_GROWS ** (attempts - 1)


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, at: datetime) -> Certificate:
    """Withdraw a certificate for good; its public page says so from now on, and the holder is told why.

    Raises:
        MayNotRevoke: `by` is no administrator.
        ReasonMissing: no reason was given.
        NotIssued: it was not in force.
    """
    if not (by.is_superuser or access.holds_role(by, Role.ADMINISTRATOR, on=timezone.localdate(at))):
        raise MayNotRevoke
    if not reason.strip():
        raise ReasonMissing
    found: Certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if found.state != State.ISSUED:
        raise NotIssued
    found.state = State.REVOKED
    found.save(update_fields=["state"])
    note(found, at=at, by=by, reason=reason.strip()[:LONGEST_REASON])
    if found.holder is not None:
        tell(found.holder, found, kind="certificate_revoked", at=at, reason=reason.strip())
    announce = partial(signals.certificate_revoked.send, sender=Certificate, certificate_id=found.pk, at=at)
    transaction.on_commit(announce)
    return found


def note(certificate: Certificate, *, at: datetime, by: User | None = None, reason: str = "") -> None:
    """Add a line to the certificate's history."""
    StatusEvent.objects.create(certificate=certificate, state=certificate.state, at=at, by=by, reason=reason)


def tell(holder: User, certificate: Certificate, *, kind: str, at: datetime, **facts: str) -> None:
    """Tell the holder, once."""
    notify(
        person=holder,
        kind=kind,
        facts={"title": certificate.offering_title, **facts},
        url=reverse("certificates:mine"),
        at=at,
        key=f"{kind}:{certificate.uuid}",
    )
