"""What changes the bank, the tests, attempts and their results."""

from assessments.services.attempts import (
    AlreadyPassed,
    AnswerTooLate,
    AttemptClosed,
    NoTriesLeft,
    Saved,
    TooSoon,
    finish_expired,
    open_attempt,
    open_closing,
    open_result,
    save_answer,
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
    "AnswerTooLate",
    "AttemptClosed",
    "CellSpec",
    "CodeTaken",
    "NoTriesLeft",
    "NotInReview",
    "OwnWork",
    "PracticeResult",
    "Saved",
    "TooSoon",
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
    "score_attempt",
    "send_back",
    "start_attempt",
    "submit",
    "submit_for_review",
    "suspend",
    "withdraw_blueprint",
]
