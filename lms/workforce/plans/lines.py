"""A proposal as lines to read: each course of each part, for how many people, and what it closes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lms.workforce.bundles import Course
from lms.workforce.optimising import Choice


@dataclass
class Line:
    """One course for one budget; `closes` and `concerned` are what is closed and how many people, by competency."""

    budget: str
    course: Course
    people: int = 0
    closes: Counter[int] = field(default_factory=Counter)
    concerned: Counter[int] = field(default_factory=Counter)

    @property
    def hours(self) -> int:
        """Return the hours of all of them, in hundredths of a JP."""
        return self.people * self.course.hours

    @property
    def closed(self) -> int:
        """Return what it closes in all."""
        return sum(self.closes.values())


def lines_of(choices: Iterable[Choice], courses: Iterable[Course]) -> list[Line]:
    """Return the lines of a proposal, those that close most first.

    Where a person takes two courses for one competency, the gap is closed by the first of those that lead furthest: the
    lines add up to the plan.
    """
    by_key = {course.key: course for course in courses}
    found: dict[tuple[str, str], Line] = {}
    for choice in choices:
        for key in choice.bundle.courses:
            line = found.setdefault((choice.budget, key), Line(choice.budget, by_key[key]))
            line.people += choice.people
        for key, shares in shares_of(choice, by_key).items():
            for competency, closed in shares.items():
                found[choice.budget, key].closes[competency] += closed * choice.people
                found[choice.budget, key].concerned[competency] += choice.people
    return sorted(found.values(), key=lambda line: (-line.closed, line.budget, line.course.key))


def shares_of(choice: Choice, by_key: Mapping[str, Course]) -> dict[str, Counter[int]]:
    """Return what each course of a person's set closes, by competency; each gap is closed by one of them."""
    shares: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for gap in choice.gaps:
        best = max(choice.bundle.courses, key=lambda key: by_key[key].closes(gap))
        if closed := by_key[best].closes(gap):
            shares[best][gap.competency] += closed
    return shares
