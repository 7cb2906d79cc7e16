"""What stands out about how an attempt went: the arithmetic of answer times, absences and places. Never a verdict.

Pure. Nothing here knows a score, and no score knows this.

An answer is a rapid guess where it took less than a tenth of the item's usual time: the normative threshold NT10 of
Wise, S. L., & Ma, L. (2012), "Setting response time thresholds for a CAT item pool: the normative threshold method",
annual meeting of the National Council on Measurement in Education, Vancouver. The share of answers that were not rapid
is the response time effort of Wise, S. L., & Kong, X. (2005), "Response time effort: a new measure of examinee
motivation in computer-based tests", Applied Measurement in Education 18(2), 163-183,
https://doi.org/10.1207/s15324818ame1802_2
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

# Answers that wait for the line, or that one page sends together, arrive within this time of each other; they share
# the time since the answer before.
BURST_SECONDS = 2.0


@dataclass(frozen=True)
class Rule:
    """From when on something is worth a look; a row of policy as this module reads it.

    `percent` of the usual time of an item, at most `most_seconds`, is the threshold of a rapid guess; while fewer than
    `fewest_times` people have answered the item it is `fixed_seconds`. A time counts up to `longest_seconds`.
    """

    percent: int
    most_seconds: float
    fixed_seconds: float
    fewest_times: int
    longest_seconds: float
    effort_percent: int
    fewest_answers: int
    absences: int
    absent_seconds: int


@dataclass(frozen=True)
class Usual:
    """How many people answered an item so far, and how many seconds all of them took together."""

    count: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Kept:
    """An answer to the question at `position` was kept, `second` seconds after the attempt began."""

    position: int
    second: float


@dataclass(frozen=True)
class Timed:
    """How long an answer took (seconds), when it was given first (seconds after the beginning), and its threshold."""

    position: int
    second: float
    seconds: float
    threshold: float

    @property
    def is_rapid(self) -> bool:
        """Whether it was given before the question could be read."""
        return self.seconds < self.threshold


@dataclass(frozen=True)
class Place:
    """A browser (`session`) in a network, by names that say nothing, and when answers first and last came from it."""

    network: str
    session: str
    first: datetime
    last: datetime


def threshold(usual: Usual, rule: Rule) -> float:
    """Return the seconds below which an answer to an item is a rapid guess (Wise & Ma 2012, NT10)."""
    if usual.count < rule.fewest_times:
        return rule.fixed_seconds
    return min(usual.seconds / usual.count * rule.percent / 100, rule.most_seconds)


def bursts(kept: Iterable[Kept]) -> list[list[Kept]]:
    """Return what was kept, in order of time, in groups whose members arrived together."""
    groups: list[list[Kept]] = []
    for one in sorted(kept, key=lambda one: one.second):
        if groups and one.second - groups[-1][-1].second < BURST_SECONDS:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def seconds_of(kept: Iterable[Kept]) -> dict[int, tuple[float, float]]:
    """Return for each position when it was first answered, and the seconds spent on it.

    The time between two answers belongs to the later one; what arrives together shares it. Every change of an answer
    adds to its time, so that whoever comes back and thinks again has not guessed.
    """
    found: dict[int, tuple[float, float]] = {}
    before = 0.0
    for group in bursts(kept):
        end, came = group[-1].second, {one.position: one.second for one in reversed(group)}
        share = max(end - before, 0.0) / len(came)
        for position, second in came.items():
            first, spent = found.get(position, (second, 0.0))
            found[position] = (first, spent + share)
        before = end
    return found


def timed(spent: dict[int, tuple[float, float]], usual: dict[int, Usual], rule: Rule) -> tuple[Timed, ...]:
    """Return the answers in order of time, each with its threshold; `usual` is by position."""
    rows = [
        Timed(position, first, seconds, threshold(usual.get(position, Usual()), rule))
        for position, (first, seconds) in spent.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.second, row.position)))


def effort_percent(answers: int, rapid: int) -> int:
    """Return the response time effort (Wise & Kong 2005, equation 2) in whole percent, rounded down."""
    return 100 * (answers - rapid) // answers if answers else 100


def is_hasty(answers: int, rapid: int, rule: Rule) -> bool:
    """Whether so many answers were rapid guesses that a person should look."""
    return answers >= rule.fewest_answers and effort_percent(answers, rapid) < rule.effort_percent


def is_away(absences: int, absent_seconds: int, rule: Rule) -> bool:
    """Whether the page of the test was out of sight so often, or so long, that a person should look."""
    return absences >= rule.absences or absent_seconds >= rule.absent_seconds


def met(places: Sequence[Place]) -> tuple[datetime, datetime] | None:
    """Return from when until when answers came from two places in turn; None where they did not.

    Two places differ in network and in browser. One browser in two networks is a line that changed, as mobile lines do
    all the time; two browsers in one network are a telephone beside a computer. Neither is worth a remark.
    """
    spans = [
        (max(one.first, other.first), min(one.last, other.last))
        for number, one in enumerate(places)
        for other in places[number + 1 :]
        if one.network != other.network and one.session != other.session
    ]
    together = [(begin, end) for begin, end in spans if begin <= end]
    return (min(begin for begin, _end in together), max(end for _begin, end in together)) if together else None
