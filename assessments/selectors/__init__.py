"""What can be read: tests and attempts of the viewer, practice questions, and the item bank."""

from assessments.selectors.attempts import (
    AttemptPage,
    ClosingPage,
    MyTests,
    NoSuchAttempt,
    NoSuchTest,
    SlotState,
    StartPage,
    TestOnOffer,
    attempt_page,
    closing_page,
    my_tests,
    retake_rule,
    standings_of,
    start_page,
)
from assessments.selectors.bank import BankFilter, ItemPage, bank_list, item_page, review_queue, topics_in_bank
from assessments.selectors.calibration import (
    CalibrationPage,
    ItemFigures,
    NoSuchCalibration,
    calibration_list,
    calibration_page,
)
from assessments.selectors.placement import MOST_COMPETENCIES, Choice, PlacementPage, placement_page
from assessments.selectors.practice import practice_questions
from assessments.selectors.results import CompetencyResult, ResultPage, ReviewedSlot, result_page

__all__ = [
    "MOST_COMPETENCIES",
    "AttemptPage",
    "BankFilter",
    "CalibrationPage",
    "Choice",
    "ClosingPage",
    "CompetencyResult",
    "ItemFigures",
    "ItemPage",
    "MyTests",
    "NoSuchAttempt",
    "NoSuchCalibration",
    "NoSuchTest",
    "PlacementPage",
    "ResultPage",
    "ReviewedSlot",
    "SlotState",
    "StartPage",
    "TestOnOffer",
    "attempt_page",
    "bank_list",
    "calibration_list",
    "calibration_page",
    "closing_page",
    "item_page",
    "my_tests",
    "placement_page",
    "practice_questions",
    "result_page",
    "retake_rule",
    "review_queue",
    "standings_of",
    "start_page",
    "topics_in_bank",
]
