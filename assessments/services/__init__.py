"""What changes the bank, the tests, attempts and their results."""

from assessments.services.adaptive import AnswerMissing, NothingToMeasure, answer_and_go_on, start_placement
from assessments.services.answering import AnswerIsFinal, AnswerTooLate, AttemptClosed, Saved, save_answer, save_page
from assessments.services.attempts import (
    AlreadyPassed,
    NoTriesLeft,
    TooSoon,
    finish_expired,
    open_attempt,
    open_closing,
    open_result,
    start_attempt,
    submit,
)
from assessments.services.bank import (
    CodeTaken,
    NotInReview,
    OwnWork,
    approve,
    create_item,
    resume,
    revise_item,
    send_back,
    submit_for_review,
    suspend,
)
from assessments.services.blueprints import CellSpec, define_blueprint, withdraw_blueprint
from assessments.services.calibration import carry_out, carry_out_waiting, request_calibration, request_calibrations
from assessments.services.decisions import (
    NotADraft,
    NoteMissing,
    OutdatedDraft,
    approve_calibration,
    reject_calibration,
)
from assessments.services.practice import PracticeResult, answer_practice
from assessments.services.scoring import score_attempt

__all__ = [
    "AlreadyPassed",
    "AnswerIsFinal",
    "AnswerMissing",
    "AnswerTooLate",
    "AttemptClosed",
    "CellSpec",
    "CodeTaken",
    "NoTriesLeft",
    "NotADraft",
    "NotInReview",
    "NoteMissing",
    "NothingToMeasure",
    "OutdatedDraft",
    "OwnWork",
    "PracticeResult",
    "Saved",
    "TooSoon",
    "answer_and_go_on",
    "answer_practice",
    "approve",
    "approve_calibration",
    "carry_out",
    "carry_out_waiting",
    "create_item",
    "define_blueprint",
    "finish_expired",
    "open_attempt",
    "open_closing",
    "open_result",
    "reject_calibration",
    "request_calibration",
    "request_calibrations",
    "resume",
    "revise_item",
    "save_answer",
    "save_page",
    "score_attempt",
    "send_back",
    "start_attempt",
    "start_placement",
    "submit",
    "submit_for_review",
    "suspend",
    "withdraw_blueprint",
]
