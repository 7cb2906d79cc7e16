"""What can be read of certificates: one's own, and what the public may know of anyone's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from certificates.models import PUBLIC_STATES, Artifact, ArtifactKind, Certificate, State
from certificates.numbering import normalise
from certificates.rendering import CompetencyLine, line_of, masked_nip, training_word
from lms.errors import NotFound, gettext_noop
from lms.people.access import Viewer


class UnknownCode(NotFound):
    """No certificate that was issued has this code."""

    code = "unknown_certificate_code"
    message = gettext_noop(
        "We have issued no certificate with this code. Compare it with the certificate, or ask whoever gave it to you."
    )


class NoFile(NotFound):
    """There is no PDF under this code for this person."""

    code = "no_certificate_file"
    message = gettext_noop("There is no certificate of yours with this code.")


class Verdict(StrEnum):
    """What the public page says first."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class PublicRecord:
    """What anybody may know of a certificate: never a score, a whole NIP, or an account.

    `changed_on` is the day it was revoked or replaced; `successor` the code of the certificate that replaced it.
    """

    verdict: Verdict
    code: str
    number: str
    holder_name: str
    holder_nip_masked: str
    title: str
    subtitle: str
    organiser: str
    issuer: str
    training: str
    hours_jp: Decimal
    started_on: date
    finished_on: date
    dated_on: date
    valid_until: date | None
    competencies: tuple[CompetencyLine, ...]
    framework_name: str
    framework_version: str
    file_sha256: str
    is_demo: bool
    changed_on: date | None = None
    successor: str = ""


def certificates_of(viewer: Viewer) -> QuerySet[Certificate]:
    """Return the viewer's own certificates, the newest first; those that were replaced are left out. One query."""
    mine: QuerySet[Certificate] = Certificate.objects.filter(holder=viewer).exclude(state=State.SUPERSEDED)
    return mine.order_by("-requested_at", "-pk")


def file_of(code: str, *, viewer: Viewer) -> Artifact:
    """Return the PDF with this code, if it is the viewer's own and stands. One query.

    Raises:
        InvalidCode: the text cannot be a code.
        NoFile: there is none, or it belongs to somebody else (the two are not told apart).
    """
    found = (
        Artifact.objects.filter(
            kind=ArtifactKind.PDF,
            certificate__public_code=normalise(code),
            certificate__holder=viewer,
            certificate__state=State.ISSUED,
        )
        .select_related("certificate")
        .first()
    )
    if found is None:
        raise NoFile
    return found


def public_record(code: str, *, on: date) -> PublicRecord:
    """Return what anybody may know of the certificate with this code. Four queries at most.

    A certificate whose PDF is still being made is not public yet.

    Raises:
        InvalidCode: the text cannot be a code.
        UnknownCode: no certificate that was issued has it.
    """
    found = Certificate.objects.filter(public_code=normalise(code), state__in=PUBLIC_STATES).first()
    if found is None:
        raise UnknownCode
    return record_of(found, on=on)


def public_record_of_file(sha256: str, *, on: date) -> PublicRecord | None:
    """Return the record of the certificate whose file has exactly these bytes, or None. Four queries at most."""
    file = Artifact.objects.filter(sha256=sha256, certificate__state__in=PUBLIC_STATES).first()
    return record_of(file.certificate, on=on) if file else None


def record_of(certificate: Certificate, *, on: date) -> PublicRecord:
    """Return the public part of a certificate. Three queries at most."""
    facts = certificate.facts
    verdict = verdict_of(certificate, on=on)
    file = certificate.artifacts.filter(kind=ArtifactKind.PDF).first()
    return PublicRecord(
        verdict=verdict,
        code=certificate.public_code,
        number=certificate.number or "",
        holder_name=facts.holder_name,
        holder_nip_masked=masked_nip(facts.holder_nip),
        title=facts.title,
        subtitle=facts.subtitle,
        organiser=facts.organiser,
        issuer=facts.issued_by,
        training=training_word(facts.training_type),
        hours_jp=facts.hours_jp,
        started_on=facts.started_on,
        finished_on=facts.finished_on,
        dated_on=certificate.dated_on,
        valid_until=certificate.expires_on,
        competencies=tuple(line_of(measured) for measured in facts.competencies),
        framework_name=facts.framework_name,
        framework_version=facts.framework_version,
        file_sha256=file.sha256 if file else "",
        is_demo=facts.is_demo,
        changed_on=changed_on(certificate) if verdict in (Verdict.REVOKED, Verdict.SUPERSEDED) else None,
        successor=successor_of(certificate) if verdict is Verdict.SUPERSEDED else "",
    )


def verdict_of(certificate: Certificate, *, on: date) -> Verdict:
    """Return what to say first about a public certificate on that day."""
    if certificate.state == State.REVOKED:
        return Verdict.REVOKED
    if certificate.state == State.SUPERSEDED:
        return Verdict.SUPERSEDED
    if certificate.expires_on is not None and certificate.expires_on < on:
        return Verdict.EXPIRED
    return Verdict.VALID


def changed_on(certificate: Certificate) -> date | None:
    """Return the day the certificate came into its present state. One query."""
    event = certificate.events.filter(state=certificate.state).last()
    return timezone.localdate(event.at, timezone.get_default_timezone()) if event else None


def successor_of(certificate: Certificate) -> str:
    """Return the code of the certificate that replaced this one, if it is public. One query."""
    newer = Certificate.objects.filter(supersedes=certificate, state__in=PUBLIC_STATES).first()
    return newer.public_code if newer else ""
