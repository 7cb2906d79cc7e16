"""What changes the bank, the tests, attempts and their results."""

from assessments.blueprint_content import CellSpec
from assessments.services.adaptive import AnswerMissing, NothingToMeasure, answer_and_go_on, start_placement
from assessments.services.answering import AnswerIsFinal, AnswerTooLate, AttemptClosed, Saved, save_answer, save_page
from assessments.services.appeals import AppealTooLate, NothingToAppeal, ReasonMissing, decide_appeal, file_appeal
from assessments.services.attempts import finish_expired, open_attempt, open_break, open_closing, open_result, submit
from assessments.services.bank import CodeTaken, create_item, resume, revise_item, suspend
from assessments.services.blueprint_review import (
    OwnTest,
    approve_test,
    discard_version,
    offer_test,
    send_back_test,
    submit_test,
    withdraw_test,
)
from assessments.services.blueprint_writing import TestCodeTaken, revise_test, write_test
from assessments.services.blueprints import define_blueprint, withdraw_blueprint
from assessments.services.breaks import AttemptPaused, go_on, take_break
from assessments.services.calibration import carry_out, carry_out_waiting, request_calibration, request_calibrations
from assessments.services.cases import approve_case, revise_case, send_back_case, submit_case, write_case
from assessments.services.decisions import (
    NotADraft,
    NoteMissing,
    OutdatedDraft,
    approve_calibration,
    reject_calibration,
)
from assessments.services.files import UnusableFile, save_page_with_files
from assessments.services.form_writing import drop_item, move_up, propose_forms, put_in_forms
from assessments.services.item_review import NotInReview, OwnWork, approve, send_back, submit_for_review
from assessments.services.practice import PracticeResult, answer_practice
from assessments.services.ratings import (
    NothingToRate,
    RatingEnded,
    finish_all_rated,
    give_rating,
    keep_rating,
    release_held,
    return_answer,
    take_answer,
    take_task,
)
from assessments.services.reminders import tell_raters
from assessments.services.rescoring import recompute, recompute_waiting
from assessments.services.scoring import score_attempt
from assessments.services.starting import (
    AlreadyPassed,
    FormIncomplete,
    NoTriesLeft,
    StillBeingRated,
    TooSoon,
    start_attempt,
)
from assessments.services.trials import adopt, try_out

__all__ = [
    "AlreadyPassed",
    "AnswerIsFinal",
    "AnswerMissing",
    "AnswerTooLate",
    "AppealTooLate",
    "AttemptClosed",
    "AttemptPaused",
    "CellSpec",
    "CodeTaken",
    "FormIncomplete",
    "NoTriesLeft",
    "NotADraft",
    "NotInReview",
    "NoteMissing",
    "NothingToAppeal",
    "NothingToMeasure",
    "NothingToRate",
    "OutdatedDraft",
    "OwnTest",
    "OwnWork",
    "PracticeResult",
    "RatingEnded",
    "ReasonMissing",
    "Saved",
    "StillBeingRated",
    "TestCodeTaken",
    "TooSoon",
    "UnusableFile",
    "adopt",
    "answer_and_go_on",
    "answer_practice",
    "approve",
    "approve_calibration",
    "approve_case",
    "approve_test",
    "carry_out",
    "carry_out_waiting",
    "create_item",
    "decide_appeal",
    "define_blueprint",
    "discard_version",
    "drop_item",
    "file_appeal",
    "finish_all_rated",
    "finish_expired",
    "give_rating",
    "go_on",
    "keep_rating",
    "move_up",
    "offer_test",
    "open_attempt",
    "open_break",
    "open_closing",
    "open_result",
    "propose_forms",
    "put_in_forms",
    "recompute",
    "recompute_waiting",
    "reject_calibration",
    "release_held",
    "request_calibration",
    "request_calibrations",
    "resume",
    "return_answer",
    "revise_case",
    "revise_item",
    "revise_test",
    "save_answer",
    "save_page",
    "save_page_with_files",
    "score_attempt",
    "send_back",
    "send_back_case",
    "send_back_test",
    "start_attempt",
    "start_placement",
    "submit",
    "submit_case",
    "submit_for_review",
    "submit_test",
    "suspend",
    "take_answer",
    "take_break",
    "take_task",
    "tell_raters",
    "try_out",
    "withdraw_blueprint",
    "withdraw_test",
    "write_case",
    "write_test",
]
