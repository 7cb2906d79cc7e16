"""How a level follows from evidence: a published rule that anyone can follow. Pure; imports no Django.

1. Only evidence whose kind counts towards a standard, that was performed and has not expired, is heard.
2. Of that, the strongest kind decides (a supervised measurement outweighs a superior's rating).
3. Within that kind, the most recent performance decides.
4. A kind may not establish a level above its ceiling: a multiple-choice test alone cannot show mastery.
5. Where the deciding evidence has reached its ceiling, it says “at least this”: a task or a portfolio that shows more
   decides in its place, though its kind be weaker. Of each such kind the most recent is asked; a task that shows no
   level takes none away.

Self-rating and mere completion never count. The same evidence gives the same level, in whatever order it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HIGHEST_LEVEL = 5


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
