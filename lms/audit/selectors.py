"""What an auditor reads: one certificate at a time with what it rests on, and the log of roles."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Attempt, AttemptSlot
from certificates.models import Artifact, Certificate, StatusEvent
from certificates.numbering import InvalidCode, normalise
from courses.models import Enrolment
from lms.competencies import selectors as competencies
from lms.competencies.attainment import Attainment, EvidenceFact, attain
from lms.competencies.models import Competency, Evidence, EvidenceRule
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, RoleEvent


class NotAnAuditor(NotAllowed):
    """Nobody else walks here, and an auditor only in the days given."""

    code = "not_an_auditor"
    message = gettext_noop("This page is for auditors, in the days they were given. Ask the data protection officer.")


class NoSuchCertificate(NotFound):
    """No certificate with this number or code in the auditor's scope (whether there is one elsewhere is not told)."""

    code = "no_certificate_to_audit"
    message = gettext_noop(
        "There is no certificate with this number or code in the part of the organisation you audit. "
        "Compare it with the certificate."
    )


@dataclass(frozen=True)
class AuditedTest:
    """An attempt as an auditor reads it: how it was drawn and what came out, never a key or an answer."""

    attempt: Attempt
    slots: list[AttemptSlot]


@dataclass(frozen=True)
class EvidenceStep:
    """One piece of evidence with the rules of its kind that were in force on the day it was performed."""

    evidence: Evidence
    rules: list[EvidenceRule]


@dataclass(frozen=True)
class LevelStep:
    """How the level of a competency followed from all evidence there was on the day of the certificate."""

    competency: Competency
    attainment: Attainment
    evidence: list[tuple[Evidence, EvidenceFact]]

    @property
    def decided_by(self) -> Evidence | None:
        """Return the evidence that decided the level."""
        return next((row for row, fact in self.evidence if fact is self.attainment.decided_by), None)


@dataclass(frozen=True)
class Walk:
    """The way from a certificate to the rule behind it."""

    certificate: Certificate
    events: list[StatusEvent]
    files: list[Artifact]
    enrolments: list[Enrolment]
    tests: list[AuditedTest]
    evidence: list[EvidenceStep]
    levels: list[LevelStep]


def require_auditor(viewer: access.Viewer, *, on: date) -> tuple[str, ...]:
    """Return the part of the organisation that `viewer` audits on that day. One query.

    Raises:
        NotAnAuditor: none.
    """
    scope = access.scope_paths(viewer, Role.AUDITOR, on=on)
    if not scope:
        raise NotAnAuditor
    return scope


def certificates_to_audit(viewer: access.Viewer, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates whose holders work, or worked when it was requested, in the auditor's scope. One query.

    Where the holder worked then counts, because that agency's learning is what is audited; a holder without a posting
    on that day is found by the present one.

    Raises:
        NotAnAuditor
    """
    scope = require_auditor(viewer, on=on)
    if scope == access.NATION:
        everything: QuerySet[Certificate] = Certificate.objects.all()
        return everything
    within = access.below(scope, "unit__path")
    posted = Posting.objects.filter(person=OuterRef("holder"), kind=PostingKind.PRIMARY)
    then = posted.filter(valid_from__lte=OuterRef("requested_at__date")).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("requested_at__date"))
    )
    found: QuerySet[Certificate] = Certificate.objects.filter(
        Exists(then.filter(within)) | (~Exists(then) & Exists(posted.on(on).filter(within)))
    )
    return found


def certificate_called(viewer: access.Viewer, text: str, *, on: date) -> Certificate:
    """Return the certificate with this number or code in the auditor's scope. Two queries.

    Raises:
        NotAnAuditor
        NoSuchCertificate: there is none in reach.
    """
    condition = Q(number__iexact=text.strip())
    with suppress(InvalidCode):
        condition |= Q(public_code=normalise(text))
    found = certificates_to_audit(viewer, on=on).filter(condition, holder__isnull=False).first()
    if found is None:
        raise NoSuchCertificate
    return found


def require_certificate(viewer: access.Viewer, certificate: uuid.UUID, *, on: date) -> Certificate:
    """Return the certificate, fetched together with the right to audit it. Two queries.

    Raises:
        NotAnAuditor
        NoSuchCertificate: out of reach, or no such certificate.
    """
    rows = certificates_to_audit(viewer, on=on).filter(holder__isnull=False).select_related("holder")
    found = rows.filter(uuid=certificate).first()
    if found is None:
        raise NoSuchCertificate
    return found


def walk_of(certificate: Certificate) -> Walk:
    """Return what a certificate already in reach rests on. A dozen queries, and one for each competency."""
    named = references_of(certificate)
    enrolments = Enrolment.objects.filter(person=certificate.holder_id, uuid__in=named)
    attempts = Attempt.objects.filter(person=certificate.holder_id, uuid__in=named)
    evidence = Evidence.objects.filter(Q(uuid__in=named) | Q(source_uuid__in=named), person=certificate.holder_id)
    evidence = evidence.select_related("competency").order_by("performed_on", "pk")
    concerned = {row.competency_id: row.competency for row in evidence}
    return Walk(
        certificate=certificate,
        events=list(certificate.events.select_related("by")),
        files=list(certificate.artifacts.order_by("kind")),
        enrolments=list(enrolments.select_related("course").order_by("pk")),
        tests=[
            AuditedTest(attempt, list(attempt.slots.select_related("item_version__item").order_by("position")))
            for attempt in attempts.select_related("blueprint", "scale").order_by("pk")
        ],
        evidence=[EvidenceStep(row, rules_of(row.kind, row.performed_on)) for row in evidence],
        levels=[level_of(certificate, each) for each in concerned.values()],
    )


def references_of(certificate: Certificate) -> list[uuid.UUID]:
    """Return the ids of what the certificate says it rests on ("kind:uuid" in its frozen facts)."""
    found = []
    for reference in certificate.facts.evidence:
        try:
            found.append(uuid.UUID(reference.rpartition(":")[2]))
        except ValueError:
            continue
    return found


def rules_of(kind: str, day: date) -> list[EvidenceRule]:
    """Return the rules of a kind of evidence in force on a day; the last one decides. One query."""
    return list(EvidenceRule.objects.in_force(day).filter(kind=kind).order_by("valid_from", "pk"))


def level_of(certificate: Certificate, competency: Competency) -> LevelStep:
    """Return how the level followed on the day the certificate bears. Two queries."""
    day = certificate.dated_on
    rows = list(
        Evidence.objects.filter(person=certificate.holder_id, competency=competency, performed_on__lte=day).order_by(
            "performed_on", "pk"
        )
    )
    rules = competencies.rules_in_force(day)
    facts = [competencies.as_fact(row, rules, on=day) for row in rows]
    return LevelStep(competency, attain(facts, at=day), list(zip(rows, facts, strict=True)))


def role_log(viewer: access.Viewer, *, on: date) -> QuerySet[RoleEvent]:
    """Return the log of roles in the auditor's scope, the newest first. Two queries with the list.

    Raises:
        NotAnAuditor
    """
    scope = require_auditor(viewer, on=on)
    rows = RoleEvent.objects.all()
    if scope != access.NATION:
        rows = rows.filter(access.below(scope, "grant__unit__path"))
    return rows.select_related("grant__person", "grant__unit", "by").order_by("-at", "-pk")
