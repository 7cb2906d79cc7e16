"""What HR's room keeps: the counts of its map, and what comes in from and goes out to SIASN."""

from lms.workforce.models.counts import (
    Counts,
    PersonState,
    Profile,
    ProfileRequirement,
    RebuildRun,
    Segment,
    SegmentCell,
    SegmentHead,
    Snapshot,
    UnitCell,
    UnitState,
)
from lms.workforce.models.imports import (
    DataImport,
    ImportKind,
    ImportLine,
    ImportMode,
    ImportState,
    Outcome,
    private_storage,
)
from lms.workforce.models.lists import RankingRule, ReadyEntry, ReadyGround, UnitHours

__all__ = [
    "Counts",
    "DataImport",
    "ImportKind",
    "ImportLine",
    "ImportMode",
    "ImportState",
    "Outcome",
    "PersonState",
    "Profile",
    "ProfileRequirement",
    "RankingRule",
    "ReadyEntry",
    "ReadyGround",
    "RebuildRun",
    "Segment",
    "SegmentCell",
    "SegmentHead",
    "Snapshot",
    "UnitCell",
    "UnitHours",
    "UnitState",
    "private_storage",
]
