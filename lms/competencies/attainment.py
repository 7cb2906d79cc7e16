"""How a level follows from evidence: a published rule that anyone can follow. Pure; imports no Django.

1. Only evidence whose kind counts towards a standard, that was performed and has not expired, is heard.
2. Of that, the strongest kind decides (a supervised measurement outweighs a superior's rating).
3. Within that kind, the most recent performance decides.
4. A kind may not establish a level above its ceiling: a multiple-choice test alone cannot show mastery.
5. Where the deciding evidence has reached its ceiling, it says “at least this”: a task or a portfolio that shows more
   decides in its place, though its kind be weaker. Of each such kind the most recent is asked; a task that shows no
   level takes none away.

6. A measurement grows uncertain with age: its variance gains what the rule of its kind says for each year. The level
   stays; how sure it is does not.

Self-rating and mere completion never count. The same evidence gives the same level, in whatever order it comes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

HIGHEST_LEVEL = 5
DAYS_A_YEAR = 365.25
SMALLEST_CHANCE = 1e-9  # a chance of exactly 0 or 1 has no place on the normal curve
NORMAL = NormalDist()


@dataclass(frozen=True)
class EvidenceFact:
    """One piece of evidence, with the rule of its kind in force on the day asked.

    `level` 0 to 5 or None (the evidence names no level); `chance` (0 to 1) that the level is at least this one;
    `strength` orders kinds (higher decides); `ceiling` is the highest level the kind may establish; what
    `may_raise` is heard above the ceiling of a stronger kind.
    """

    uuid: str
    kind: str
    level: int | None
    performed_on: date
    valid_until: date | None = None
    chance: float | None = None
    standard_error: float | None = None
    strength: int = 0
    ceiling: int = HIGHEST_LEVEL
    counts: bool = True
    may_raise: bool = False
    variance_per_year: float = 0

    @property
    def establishes(self) -> int:
        """Return the level this evidence could establish by itself: what it shows, up to its ceiling."""
        return min(self.level or 0, self.ceiling)

    @property
    def has_shown_all(self) -> bool:
        """Whether it shows as much as its kind can."""
        return (self.level or 0) >= self.ceiling

    def is_expired(self, at: date) -> bool:
        """Whether the last day of validity is past."""
        return self.valid_until is not None and self.valid_until < at

    def error_at(self, at: date) -> float | None:
        """Return the standard error on the day, in logits; none where nothing was measured."""
        if self.standard_error is None:
            return None
        return grown_error(self.standard_error, (at - self.performed_on).days, self.variance_per_year)

    def chance_at(self, at: date) -> float | None:
        """Return the chance on the day that the level is at least this one."""
        error = self.error_at(at)
        if self.chance is None or error is None or not self.standard_error:
            return self.chance
        return aged_chance(self.chance, self.standard_error, error)

    def is_heard(self, at: date) -> bool:
        """Whether this evidence may establish a level on the day."""
        return self.counts and self.level is not None and self.performed_on <= at and not self.is_expired(at)


@dataclass(frozen=True)
class Attainment:
    """The attained level (None = no valid evidence) and the evidence that decided it."""

    level: int | None
    decided_by: EvidenceFact | None = None
    was_capped: bool = False

    @property
    def valid_until(self) -> date | None:
        """Return the last day on which the deciding evidence holds."""
        return self.decided_by.valid_until if self.decided_by else None


def grown_error(standard_error: float, days: int, variance_per_year: float) -> float:
    """Return the standard error `days` after the measurement, in logits: variances add up.

    Source: the variance of a random walk grows in proportion to time; how fast ability drifts is dated policy.
    """
    return math.sqrt(standard_error**2 + variance_per_year * max(days, 0) / DAYS_A_YEAR)


def aged_chance(chance: float, standard_error: float, grown: float) -> float:
    """Return a chance after its standard error has grown: the distance to the cut stays, its unit becomes larger."""
    sure = min(max(chance, SMALLEST_CHANCE), 1 - SMALLEST_CHANCE)
    return NORMAL.cdf(NORMAL.inv_cdf(sure) * standard_error / grown)


def attain(evidence: Sequence[EvidenceFact], *, at: date) -> Attainment:
    """Return the level that the evidence establishes on the day `at`."""
    heard = [fact for fact in evidence if fact.is_heard(at)]
    if not heard:
        return Attainment(level=None)
    decisive = decisive_of(heard)
    while decisive.has_shown_all:
        higher = [fact for fact in newest_that_may_raise(heard) if fact.establishes > decisive.establishes]
        if not higher:
            break
        decisive = decisive_of(higher)
    return Attainment(decisive.establishes, decisive, was_capped=(decisive.level or 0) > decisive.ceiling)


def newest_that_may_raise(facts: Sequence[EvidenceFact]) -> list[EvidenceFact]:
    """Return the most recent evidence of each kind that is heard above the ceiling of a stronger one."""
    kinds = {fact.kind for fact in facts if fact.may_raise}
    return [decisive_of([fact for fact in facts if fact.kind == kind]) for kind in sorted(kinds)]


def decisive_of(facts: Sequence[EvidenceFact]) -> EvidenceFact:
    """Return the evidence of the strongest kind, of that the most recent."""
    return max(facts, key=lambda fact: (fact.strength, fact.performed_on, fact.level or 0, fact.uuid))
