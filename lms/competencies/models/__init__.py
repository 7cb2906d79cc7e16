"""Frameworks, standards per post, evidence and the level that follows from it."""

from lms.competencies.models.evidence import Evidence, EvidenceKind, EvidenceRule, Instrument, PersonLevel
from lms.competencies.models.frameworks import (
    Area,
    Competency,
    CompetencyKind,
    Framework,
    FrameworkStatus,
    Indicator,
    Level,
    level_word,
)
from lms.competencies.models.standards import Standard, StandardState

__all__ = [
    "Area",
    "Competency",
    "CompetencyKind",
    "Evidence",
    "EvidenceKind",
    "EvidenceRule",
    "Framework",
    "FrameworkStatus",
    "Indicator",
    "Instrument",
    "Level",
    "PersonLevel",
    "Standard",
    "StandardState",
    "level_word",
]
