"""The bank, the tests drawn from it, attempts at them, and the rules they follow."""

from assessments.models.appeals import (
    Appeal,
    AppealPolicy,
    AppealState,
    Neutralisation,
    NeutralisationState,
    Remedy,
    ScoreChange,
)
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
from assessments.models.policies import RetakeRule, ScoreScale
from assessments.models.ratings import (
    AnswerFile,
    Rating,
    RatingPolicy,
    RatingStage,
    RatingState,
    RatingTask,
    private_storage,
)

__all__ = [
    "AnswerFile",
    "Appeal",
    "AppealPolicy",
    "AppealState",
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
    "ItemKey",
    "ItemKind",
    "ItemStatistic",
    "ItemStatus",
    "ItemUse",
    "ItemVersion",
    "Neutralisation",
    "NeutralisationState",
    "PracticeAnswer",
    "Rating",
    "RatingPolicy",
    "RatingStage",
    "RatingState",
    "RatingTask",
    "Remedy",
    "Response",
    "ResponseEvent",
    "ResponseEventKind",
    "RetakeRule",
    "Review",
    "ReviewDecision",
    "ScoreChange",
    "ScoreScale",
    "private_storage",
]
