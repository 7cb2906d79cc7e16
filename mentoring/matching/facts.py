"""What goes into a matching and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

FULL_SCORE = 10_000


class Kind(StrEnum):
    """Who teaches whom: the senior the junior, or in reverse."""

    CLASSIC = "classic"
    REVERSE = "reverse"


class Obstacle(StrEnum):
    """Why two people are not paired, or why somebody has nobody.

    Reporting line, avoid lists and earlier refusals share one word, so that nobody can read an avoid list from it.
    """

    NOBODY = "nobody"
    COMPETENCY = "competency"
    LEVEL = "level"
    SENIORITY = "seniority"
    NOT_TOGETHER = "not_together"
    CAPACITY = "capacity"
    LOWER_SCORE = "lower_score"


@dataclass(frozen=True)
class Need:
    """What a mentee wants in a competency: the level to reach, and the level shown now (None = no valid evidence)."""

    required: int
    attained: int | None = None

    @property
    def missing_levels(self) -> int:
        """Return required minus attained, at least 0; without evidence all levels are missing."""
        return max(self.required - (self.attained or 0), 0)


@dataclass(frozen=True)
class Candidate:
    """The facts about one person in one role; ids and competencies are stable texts.

    `levels` are a mentor's valid levels in what they offer, `wants` a mentee's needs; `line` holds the ids of
    everybody above; `unit_path` is the path in the organisation tree; a higher `seniority` is a higher post.
    """

    id: str
    capacity: int = 1
    levels: Mapping[str, int] = field(default_factory=dict)
    wants: Mapping[str, Need] = field(default_factory=dict)
    unit_path: str = ""
    seniority: int = 0
    time_zone: str = ""
    line: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weights:
    """The points each term can give, together 10,000; `bands` is the share (in percent) for each distance in rank."""

    version: int
    coverage: int
    seniority: int
    other_unit: int
    time_zone: int
    wish: int
    bands: tuple[int, ...] = (50, 100, 80, 40, 20)

    def __post_init__(self) -> None:
        """Refuse weights that do not add up.

        Raises:
            ValueError: they are not 10,000 points together.
        """
        if sum(self.of(name) for name in TERMS) != FULL_SCORE:
            raise ValueError(f"weights must add up to {FULL_SCORE}")

    def of(self, name: str) -> int:
        """Return the points a term can give."""
        return int(getattr(self, name))

    def as_json(self) -> dict[str, Any]:
        """Return the weights as they are stored."""
        return {**asdict(self), "bands": list(self.bands)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the weights that were stored."""
        return cls(**{**stored, "bands": tuple(stored["bands"])})


TERMS = ("coverage", "seniority", "other_unit", "time_zone", "wish")
DEFAULT_WEIGHTS = Weights(version=1, coverage=5000, seniority=2000, other_unit=1500, time_zone=500, wish=1000)


@dataclass(frozen=True)
class Term:
    """One part of a score: how well it is met (0 to 1), what it can give, what it gave, and the facts behind it."""

    name: str
    value: float
    weight: int
    points: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Alternative:
    """Somebody else who would have suited, and why it is not them."""

    id: str
    score: int
    why: Obstacle


@dataclass(frozen=True)
class Match:
    """A pair with its goal, its score in points, the terms that add up to it, and who else would have suited."""

    mentor: str
    mentee: str
    competency: str
    baseline: int | None
    target: int
    score: int
    terms: tuple[Term, ...]
    other_mentors: tuple[Alternative, ...] = ()
    other_mentees: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    """Somebody without a pair, and the rule that left nobody for them."""

    id: str
    reason: Obstacle


@dataclass(frozen=True)
class Proposal:
    """What a matching proposes."""

    pairs: tuple[Match, ...]
    unmatched_mentors: tuple[Unmatched, ...]
    unmatched_mentees: tuple[Unmatched, ...]

    @property
    def total(self) -> int:
        """Return the sum of all scores."""
        return sum(pair.score for pair in self.pairs)
