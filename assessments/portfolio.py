"""How a portfolio is judged: who may claim what, what two judgements mean together, and until when. Pure.

A portfolio claims one level (4 or 5) of one competency. Two assessors judge it without knowing of each other: each
indicator of the level claimed and of the one below as proved, partly proved or not yet proved, then the level: the one
claimed, one lower, or neither. The level has to follow from the indicators:

1. An indicator that is proved counts 1, one partly proved one half, one not yet proved nothing.
2. A level is shown if none of its indicators is “not yet”, and their mean reaches the share that the rule asks for.
3. Nobody shows a level while an indicator of the level below is “not yet”.

Two judgements agree if they name the same level, and stand opposed (proved against not yet) over no more indicators
than the rule allows. What two do not agree on after they have conferred, a third decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from lms.errors import InvalidInput, gettext_noop

ADVANCED, EXPERT = 4, 5
LEVELS = (ADVANCED, EXPERT)
SATURDAY = 5


class Mark(StrEnum):
    """What an assessor makes of one indicator."""

    PROVED = "proved"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class Outcome(StrEnum):
    """The level that a portfolio shows, against the one claimed."""

    CLAIMED = "claimed"
    LOWER = "lower"
    NEITHER = "neither"


class Confidence(StrEnum):
    """How sure an assessor is of the level."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


WORTH = {Mark.PROVED: Fraction(1), Mark.PARTLY: Fraction(1, 2), Mark.NOT_YET: Fraction(0)}
# For statistics: marks and outcomes as ordered numbers, the weakest first.
RANK_OF_MARK = {Mark.NOT_YET: 0, Mark.PARTLY: 1, Mark.PROVED: 2}
RANK_OF_OUTCOME = {Outcome.NEITHER: 0, Outcome.LOWER: 1, Outcome.CLAIMED: 2}


class IncompleteJudgement(InvalidInput):
    """An indicator has no mark or no reason, or the level, the confidence or its reason is missing."""

    code = "incomplete_judgement"
    message = gettext_noop(
        "Something is missing still: a mark and a reason for every indicator, the level, how sure you are, and why."
    )


class LevelDoesNotFollow(InvalidInput):
    """The level chosen contradicts the marks of the indicators."""

    code = "level_does_not_follow"
    message = gettext_noop(
        "Level %(level)s does not follow from your marks: its indicators have to be proved to %(percent)s percent, and "
        "none of them or of the level below may be “not yet proved”. Change a mark or the level."
    )


@dataclass(frozen=True)
class Rules:
    """The rule of portfolios on a day.

    `needed` is the level (0 to 5) one has to hold for each level claimed; `needed_percent` (1 to 100) how much of a
    level's indicators has to be proved; `opposed_most` over how many indicators two may stand opposed and still agree.
    """

    needed: Mapping[int, int]
    needed_percent: int
    opposed_most: int = 0


@dataclass(frozen=True)
class Judgement:
    """A judgement without its words: the outcome and the mark of each indicator, by the indicator's id."""

    outcome: Outcome
    marks: Mapping[int, Mark]


def may_claim(level: int, attained: int | None, rules: Rules) -> bool:
    """Whether somebody who holds `attained` (None = nothing valid) may claim `level`."""
    return attained is not None and rules.needed[level] <= attained < level


def claimable(attained: int | None, rules: Rules) -> tuple[int, ...]:
    """Return the levels that somebody who holds `attained` may claim, the lower first."""
    return tuple(level for level in LEVELS if may_claim(level, attained, rules))


def is_shown(level: int, marks: Mapping[int, Mark], levels: Mapping[int, int], rules: Rules) -> bool:
    """Whether the marks show a level; `levels` is the level of each indicator by its id."""
    own = [marks[one] for one in marks if levels[one] == level]
    if any(marks[one] is Mark.NOT_YET for one in marks if levels[one] <= level):
        return False
    if not own:
        return True
    return sum((WORTH[mark] for mark in own), Fraction(0)) / len(own) >= Fraction(rules.needed_percent, 100)


def level_of(outcome: Outcome, claimed: int) -> int | None:
    """Return the level of an outcome; None where the portfolio shows neither."""
    return {Outcome.CLAIMED: claimed, Outcome.LOWER: claimed - 1, Outcome.NEITHER: None}[outcome]


def require_follows(judgement: Judgement, claimed: int, levels: Mapping[int, int], rules: Rules) -> None:
    """Refuse a level that contradicts the marks; an assessor may name a lower one than they show, and says why.

    Raises:
        IncompleteJudgement: an indicator has no mark.
        LevelDoesNotFollow: the marks show less.

    """
    if set(judgement.marks) != set(levels):
        raise IncompleteJudgement
    level = level_of(judgement.outcome, claimed)
    if level is not None and not is_shown(level, judgement.marks, levels, rules):
        raise LevelDoesNotFollow(level=level, percent=rules.needed_percent)


def opposed(first: Judgement, second: Judgement) -> tuple[int, ...]:
    """Return the indicators that one calls proved and the other not yet proved, in order."""
    extremes = {Mark.PROVED, Mark.NOT_YET}
    return tuple(one for one in sorted(first.marks) if {first.marks[one], second.marks.get(one)} == extremes)


def differences(first: Judgement, second: Judgement) -> tuple[int, ...]:
    """Return the indicators with different marks, in order."""
    return tuple(one for one in sorted(first.marks) if first.marks[one] != second.marks.get(one))


def agree(first: Judgement, second: Judgement, rules: Rules) -> bool:
    """Whether two judgements name the same level and are opposed over no more indicators than allowed."""
    return first.outcome == second.outcome and len(opposed(first, second)) <= rules.opposed_most


def uncovered(indicators: Sequence[int], covered: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the indicators that no piece of evidence covers, in order; `covered` holds those of each piece."""
    told = {one for some in covered for one in some}
    return tuple(one for one in indicators if one not in told)


def working_days_later(day: date, days: int) -> date:
    """Return the last day of a time limit of so many working days that begins after `day`.

    Saturday and Sunday do not count. Public holidays do: they are decided anew each year, and a limit that runs out on
    one is only reached a day sooner.
    """
    last, left = day, days
    while left > 0:
        last += timedelta(days=1)
        left -= last.weekday() < SATURDAY
    return last
