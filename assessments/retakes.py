"""When a test may be taken again. Pure; imports no Django.

What counts is what lies inside the window: an attempt older than that is forgotten, so that a level whose evidence
expired can be measured anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """At most `max_attempts` within `window_days`, and `gap_hours` from one end to the next start.

    Where it `repeats_after_pass`, a test that was passed may be taken again: what is learned between two parallel forms
    shows only then.
    """

    max_attempts: int
    gap_hours: int
    window_days: int
    repeats_after_pass: bool = False

    def changed(
        self, *, max_attempts: int | None, gap_hours: int | None, window_days: int | None, repeats_after_pass: bool
    ) -> Rule:
        """Return the rule of one test; None leaves what this rule says."""
        return Rule(
            max_attempts=self.max_attempts if max_attempts is None else max_attempts,
            gap_hours=self.gap_hours if gap_hours is None else gap_hours,
            window_days=self.window_days if window_days is None else window_days,
            repeats_after_pass=repeats_after_pass,
        )


@dataclass(frozen=True)
class Past:
    """An attempt that ended, and whether it was passed."""

    ended_at: datetime
    passed: bool


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a test: tries left, when the next may begin, when it was passed.

    `next_at` is None where nothing has to be waited for; with no tries left it is when the oldest is forgotten.
    """

    attempts_left: int
    next_at: datetime | None
    passed_at: datetime | None
    repeats_after_pass: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the test was passed and is not taken again."""
        return self.passed_at is not None and not self.repeats_after_pass

    @property
    def is_settled(self) -> bool:
        """Whether no further attempt is to be expected: it was passed for good, or no try is left."""
        return self.is_over or self.attempts_left == 0

    @property
    def may_start(self) -> bool:
        """Whether the test may begin now."""
        return self.attempts_left > 0 and self.next_at is None and not self.is_over


def standing(rule: Rule, past: Sequence[Past], *, at: datetime) -> Standing:
    """Return where a person stands at the moment `at`."""
    window = timedelta(days=rule.window_days)
    counted = sorted((one for one in past if one.ended_at > at - window), key=lambda one: one.ended_at)
    left = max(rule.max_attempts - len(counted), 0)
    passed = next((one.ended_at for one in reversed(counted) if one.passed), None)
    opens = None
    if counted:
        after_gap = counted[-1].ended_at + timedelta(hours=rule.gap_hours)
        opens = after_gap if left else max(after_gap, counted[-rule.max_attempts].ended_at + window)
    return Standing(left, opens if opens and opens > at else None, passed, rule.repeats_after_pass)
