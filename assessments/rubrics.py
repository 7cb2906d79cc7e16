"""What people make of an answer that no machine can score: the grades of a rubric, and what several raters mean.

Pure; imports no Django. The key of a rated question is its rubric, each criterion with its grades from the lowest:

    {"criteria": {"a": [["0", "Tidak menyebut dasar"], ["2", "Menyebut pasal yang tepat"]]}}      points, description

A rating names a grade for each criterion by its place, counted from 0: {"a": 1}. Every criterion weighs alike,
whatever its points: a rubric with three criteria counts like three questions.

Source for the third rater: Johnson, Penny and Gordon (2000), The relation between score resolution methods and
interrater reliability, Applied Measurement in Education 13(2), 121-138 (the method of the tertium quid).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from lms.errors import InvalidInput, gettext_noop

Grades = dict[str, int]

ONE, TWO, THREE = 1, 2, 3
# What an observer can say of a behaviour, from the least, in the language of the item.
SEEN = {
    "id": ("tidak dilakukan", "dilakukan sebagian", "dilakukan"),
    "en": ("not done", "partly done", "done"),
}


def seen_in(language: str) -> list[list[str]]:
    """Return the grades of every behaviour of an observed task, as a key holds them."""
    return [[str(points), text] for points, text in enumerate(SEEN.get(language, SEEN["en"]))]


class UnknownGrade(InvalidInput):
    """A rating names a criterion or a grade that the rubric does not have, or leaves one out."""

    code = "unknown_grade"
    message = gettext_noop("Choose one grade for each criterion.")


class How(StrEnum):
    """How the share of the points came about."""

    EMPTY = "empty"
    ONE = "one"
    MEAN = "mean"
    THIRD = "third"
    APPEAL = "appeal"


class Grade(NamedTuple):
    """One grade of a criterion: what it is worth, and how to recognise it."""

    points: Fraction
    text: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged, with its grades from the lowest to the highest."""

    id: str
    text: str
    grades: tuple[Grade, ...]

    @property
    def most(self) -> Fraction:
        """Return the points of the highest grade."""
        return self.grades[-1].points


@dataclass(frozen=True)
class Settled:
    """What the raters mean together: the share of the points (0 to 1), and how it came about."""

    share: Fraction
    how: How


def criteria_of(key: Mapping[str, Any], options: Sequence[Mapping[str, str]]) -> tuple[Criterion, ...]:
    """Return the criteria of a rubric in the order of the question's options, which name them."""
    return tuple(
        Criterion(
            option["id"],
            option["text"],
            tuple(Grade(Fraction(points), text) for points, text in key["criteria"][option["id"]]),
        )
        for option in options
    )


def checked(criteria: Sequence[Criterion], grades: Mapping[str, Any]) -> Grades:
    """Return the grades after checking that each criterion has one that exists.

    Raises:
        UnknownGrade: one is missing, or does not exist.

    """
    if not is_whole(criteria, grades):
        raise UnknownGrade
    return {one.id: grades[one.id] for one in criteria}


def is_whole(criteria: Sequence[Criterion], grades: Mapping[str, Any]) -> bool:
    """Whether every criterion has a grade that exists, and nothing else is named."""
    return set(grades) == {one.id for one in criteria} and all(exists(one, grades[one.id]) for one in criteria)


def exists(criterion: Criterion, place: Any) -> bool:
    """Whether a criterion has a grade in this place."""
    return isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(criterion.grades)


def share_of(criteria: Sequence[Criterion], grades: Mapping[str, int]) -> Fraction:
    """Return the share of the points that these grades earn, 0 to 1; every criterion weighs alike."""
    earned = [one.grades[grades[one.id]].points / one.most for one in criteria]
    return sum(earned, Fraction(0)) / len(earned)


def needs_third(shares: Sequence[Fraction], widest_gap: Fraction) -> bool:
    """Whether two raters lie further apart than a mean can bridge."""
    return len(shares) == TWO and abs(shares[0] - shares[1]) > widest_gap


def settle(shares: Sequence[Fraction], *, needed: int, widest_gap: Fraction) -> Settled | None:
    """Return what the raters mean together, or None while a rating is missing.

    One rating stands for itself, two for their mean. Where two lie further apart than `widest_gap` a third decides:
    the mean of the third and of that first one which lies nearer to it; where both lie equally far, the third itself.
    """
    if len(shares) < needed or needs_third(shares, widest_gap):
        return None
    if len(shares) == ONE:
        return Settled(shares[0], How.ONE)
    if len(shares) == TWO:
        return Settled((shares[0] + shares[1]) / 2, How.MEAN)
    first, second, third = shares[:THREE]
    apart = abs(first - third), abs(second - third)
    if apart[0] == apart[1]:
        return Settled(third, How.THIRD)
    nearer = first if apart[0] < apart[1] else second
    return Settled((nearer + third) / 2, How.THIRD)


def settle_after_appeal(shares: Sequence[Fraction], floor: Fraction, *, needed: int) -> Settled | None:
    """Return what an answer is worth after one more rating: the better of before and now; None while it is missing."""
    return Settled(max(floor, shares[-1]), How.APPEAL) if len(shares) >= needed else None


def shown_points(points: Fraction) -> str:
    """Return points as people write them: with a comma, and without decimals that say nothing."""
    return f"{float(points):g}".replace(".", ",")


def wants_two(draw: float, share: float) -> bool:
    """Whether an answer is rated twice: a draw from [0, 1) below the share of answers that are."""
    return draw < share
