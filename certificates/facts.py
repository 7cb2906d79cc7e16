"""What a certificate says, frozen: the schema of the snapshot, its canonical text and its fingerprint. Pure.

The schema is final. A later need adds a field with a default and raises `schema`; no field changes its meaning,
because certificates that stand in drawers were written with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

SCHEMA = 1


class TrainingType(StrEnum):
    """The kinds of training that the civil-service record (SIASN) tells apart."""

    TECHNICAL = "diklat_teknis"
    FUNCTIONAL = "diklat_fungsional"
    LEADERSHIP = "diklat_kepemimpinan"
    SEMINAR = "seminar"


@dataclass(frozen=True, kw_only=True)
class MeasuredCompetency:
    """One competency that was measured, as it stood on the day.

    code        code in the framework, "D2"
    name        name in the framework
    level       0 (measured below level 1) to 5
    level_word  the framework's word for the level, in the language of the certificate
    chance      0 to 1: how likely the level is at least this one; None where the evidence does not say
    """

    code: str
    name: str
    level: int
    level_word: str
    chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One line of the transcript: `order` from 1, the `title` of the module, its hours `jp`."""

    order: int
    title: str
    jp: Decimal


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything the certificate says; nothing is looked up later.

    holder_name        with titles, as it is printed
    holder_nip         18 digits, or "" (the PDF shows them to the holder; public pages mask them)
    holder_post        the post on that day, or ""
    holder_unit        unit and agency on that day, or ""
    code               code of what was completed, "PDP-101"; also the series of numbers it is counted in
    title              what was completed
    subtitle           one line below the title, or ""
    organiser          who held the training
    issuer             who answers for the certificate; "" means the organiser
    hours_jp           learning hours (jam pelajaran), a decimal; a decimal string in the snapshot
    training_type      a `TrainingType`
    started_on, finished_on  first and last day
    place              where it is given, "Jakarta", or ""
    score_percent      0 to 100, or None; printed on the transcript, never shown to the public
    competencies       what was measured, in the order of the framework
    subjects           the transcript, in order
    framework_name, framework_version  the competency framework the levels belong to
    test_code          code of the test that was passed, or ""
    evidence           ids of what the certificate rests on (attempt, enrolment, evidence), each "kind:uuid"
    valid_until        last day it holds, or None (no end)
    language           language of the printed text
    is_demo            the person is invented; every page and the PDF say so
    schema             version of this list
    """

    holder_name: str
    code: str
    title: str
    organiser: str
    hours_jp: Decimal
    started_on: date
    finished_on: date
    training_type: TrainingType = TrainingType.TECHNICAL
    holder_nip: str = ""
    holder_post: str = ""
    holder_unit: str = ""
    subtitle: str = ""
    issuer: str = ""
    place: str = ""
    score_percent: float | None = None
    competencies: tuple[MeasuredCompetency, ...] = ()
    subjects: tuple[Subject, ...] = ()
    framework_name: str = ""
    framework_version: str = ""
    test_code: str = ""
    evidence: tuple[str, ...] = ()
    valid_until: date | None = None
    language: str = "id"
    is_demo: bool = False
    schema: int = SCHEMA

    @property
    def issued_by(self) -> str:
        """Return who answers for the certificate."""
        return self.issuer or self.organiser


def to_json(facts: CertificateFacts) -> str:
    """Return the canonical text: sorted keys, no spaces, decimals as strings, days as YYYY-MM-DD."""
    return json.dumps(asdict(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain)


def plain(value: object) -> str:
    """Return what JSON has no form for as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A certificate cannot hold {type(value).__name__}.")


def from_json(text: str) -> CertificateFacts:
    """Return the facts of a snapshot."""
    data: dict[str, Any] = json.loads(text)
    return CertificateFacts(
        **{
            **data,
            "hours_jp": Decimal(data["hours_jp"]),
            "training_type": TrainingType(data["training_type"]),
            "started_on": date.fromisoformat(data["started_on"]),
            "finished_on": date.fromisoformat(data["finished_on"]),
            "valid_until": date.fromisoformat(data["valid_until"]) if data["valid_until"] else None,
            "competencies": tuple(MeasuredCompetency(**row) for row in data["competencies"]),
            "subjects": tuple(subject_of(row) for row in data["subjects"]),
            "evidence": tuple(data["evidence"]),
        }
    )


def subject_of(row: Mapping[str, Any]) -> Subject:
    """Return one line of the transcript from its snapshot."""
    return Subject(order=row["order"], title=row["title"], jp=Decimal(row["jp"]))


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a snapshot, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
