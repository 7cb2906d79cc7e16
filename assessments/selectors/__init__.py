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
from assessments.selectors.practice import practice_questions
from assessments.selectors.results import CompetencyResult, ResultPage, ReviewedSlot, result_page

__all__ = [
    "AttemptPage",
    "BankFilter",
    "ClosingPage",
    "CompetencyResult",
    "ItemPage",
    "MyTests",
    "NoSuchAttempt",
    "NoSuchTest",
    "ResultPage",
    "ReviewedSlot",
    "SlotState",
    "StartPage",
    "TestOnOffer",
    "attempt_page",
    "bank_list",
    "closing_page",
    "item_page",
    "my_tests",
    "practice_questions",
    "result_page",
    "retake_rule",
    "review_queue",
    "standings_of",
    "start_page",
    "topics_in_bank",
]
