"""Compares two entries of a test on paper. Pure; imports no Django."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.answers import Answer, is_empty


def differing(first: Mapping[str, Answer], second: Mapping[str, Answer]) -> list[int]:
    """Return the numbers at which two entries differ; nothing entered is the same as an empty answer."""
    numbers = {int(number) for number in (*first, *second)}
    return sorted(number for number in numbers if given(first, number) != given(second, number))


def given(answers: Mapping[str, Answer], number: int) -> Answer | None:
    """Return the answer at a number; None where nothing was given."""
    answer = answers.get(str(number))
    return None if answer is None or is_empty(answer) else answer
