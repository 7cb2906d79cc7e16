"""The bank, the tests drawn from it, attempts at them, and the rules they follow."""

from assessments.models.attempts import (
    Attempt,
    AttemptSlot,
    AttemptState,
    ClosedReason,
    CompetencyScore,
    PracticeAnswer,
    Response,
    ResponseEvent,
    ResponseEventKind,
)
from assessments.models.bank import Item, ItemKey, ItemKind, ItemStatus, ItemUse, ItemVersion, Review, ReviewDecision
from assessments.models.blueprints import Blueprint, BlueprintCell, BlueprintMode, BlueprintStatus
from assessments.models.calibrations import CalibrationRun, CalibrationState, ItemCalibration, ItemStatistic
from assessments.models.exchange import ItemExport, ItemImport
from assessments.models.policies import RetakeRule, ScoreScale

__all__ = [
    "Attempt",
    "AttemptSlot",
    "AttemptState",
    "Blueprint",
    "BlueprintCell",
    "BlueprintMode",
    "BlueprintStatus",
    "CalibrationRun",
    "CalibrationState",
    "ClosedReason",
    "CompetencyScore",
    "Item",
    "ItemCalibration",
    "ItemExport",
    "ItemImport",
    "ItemKey",
    "ItemKind",
    "ItemStatistic",
    "ItemStatus",
    "ItemUse",
    "ItemVersion",
    "PracticeAnswer",
    "Response",
    "ResponseEvent",
    "ResponseEventKind",
    "RetakeRule",
    "Review",
    "ReviewDecision",
    "ScoreScale",
]
