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
    "RebuildRun",
    "Segment",
    "SegmentCell",
    "SegmentHead",
    "Snapshot",
    "UnitCell",
    "UnitState",
    "private_storage",
]
