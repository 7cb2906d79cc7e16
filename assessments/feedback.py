"""What a person is told after an attempt. Pure; imports no Django.

`feedback` says what every attempt tells: the result, or also how many were right by competency, or also each question.
`keys_shown` says when every question is shown with its key and explanation: at once, once the test is settled (passed,
or no attempt left), or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tells(StrEnum):
    """What every attempt tells beside the verdict and the level."""

    RESULT = "result"
    COMPETENCIES = "competencies"
    QUESTIONS = "questions"


class Keys(StrEnum):
    """When the key of each question is shown."""

    AT_ONCE = "at_once"
    SETTLED = "settled"
    NEVER = "never"


@dataclass(frozen=True)
class Told:
    """Whether the count of right answers, each question with the own answer, and the keys may be shown."""

    counts: bool
    questions: bool
    keys: bool


def told(feedback: str, keys_shown: str, *, is_settled: bool, is_running: bool) -> Told:
    """Return what may be shown of an ended attempt.

    While another attempt at the same test runs (`is_running`), no key is shown, whatever was allowed before.
    """
    keys = not is_running and (keys_shown == Keys.AT_ONCE or (keys_shown == Keys.SETTLED and is_settled))
    questions = keys or feedback == Tells.QUESTIONS
    return Told(counts=questions or feedback == Tells.COMPETENCIES, questions=questions, keys=keys)


def tells_questions_at_once(feedback: str, keys_shown: str) -> bool:
    """Whether every attempt tells at once which of its answers were right."""
    return feedback == Tells.QUESTIONS or keys_shown == Keys.AT_ONCE
