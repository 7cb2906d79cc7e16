"""What a person showed, for tests of HR's pages."""

from __future__ import annotations

import uuid
from datetime import date

from lms.competencies.models import EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from tests.builders import NOW, competency


def prove(who, code, level, kind=EvidenceKind.MEASURED_UNSUPERVISED, on=date(2026, 3, 1), **more):
    record_evidence(
        person=who,
        findings=[Finding(competency(code), kind, level, on, chance=0.9 if level is not None else None, **more)],
        source=Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )
