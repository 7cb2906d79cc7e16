"""What HR's room keeps: the counts of its map, what comes in from and goes out to SIASN, and plans."""

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
    SiasnPerson,
    private_storage,
)
from lms.workforce.models.plans import PlanBudget, PlanState, TrainingPlan, TrainingPlanLine

__all__ = [
    "Counts",
    "DataImport",
    "ImportKind",
    "ImportLine",
    "ImportMode",
    "ImportState",
    "Outcome",
    "PersonState",
    "PlanBudget",
    "PlanState",
    "Profile",
    "ProfileRequirement",
    "RebuildRun",
    "Segment",
    "SegmentCell",
    "SegmentHead",
    "SiasnPerson",
    "Snapshot",
    "TrainingPlan",
    "TrainingPlanLine",
    "UnitCell",
    "UnitState",
    "private_storage",
]
