"""Frameworks, standards per post, evidence and the level that follows from it."""

from lms.competencies.models.evidence import Evidence, EvidenceKind, EvidenceRule, Instrument, PersonLevel
from lms.competencies.models.frameworks import (
    Area,
    Competency,
    CompetencyKind,
    Crosswalk,
    CrosswalkKind,
    Framework,
    FrameworkStatus,
    Indicator,
    Level,
    LevelDescriptor,
    level_word,
)
from lms.competencies.models.standards import MatchBand, Standard, StandardState

__all__ = [
    "Area",
    "Competency",
    "CompetencyKind",
    "Crosswalk",
    "CrosswalkKind",
    "Evidence",
    "EvidenceKind",
    "EvidenceRule",
    "Framework",
    "FrameworkStatus",
    "Indicator",
    "Instrument",
    "Level",
    "LevelDescriptor",
    "MatchBand",
    "PersonLevel",
    "Standard",
    "StandardState",
    "level_word",
]
