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
    "NotInReview",
    "NothingToMeasure",
    "OwnWork",
    "PracticeResult",
    "Saved",
    "TooSoon",
    "answer_and_go_on",
    "answer_practice",
    "approve",
    "create_item",
    "define_blueprint",
    "finish_expired",
    "open_attempt",
    "open_closing",
    "open_result",
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
