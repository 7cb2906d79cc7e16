"""Coordinates of the pictures on HR's pages; the templates draw them as SVG. Pure; imports no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.competencies.gap import Reason

BAR_WIDTH = 600.0
CHART_WIDTH, CHART_HEIGHT = 600.0, 160.0


@dataclass(frozen=True)
class Segment:
    """One part of the stacked bar."""

    reason: Reason
    count: int
    percent: int
    x: float
    width: float


def stacked_bar(reasons: Sequence[tuple[Reason, int]]) -> list[Segment]:
    """Return the parts of a bar 600 units wide, one for each reason that occurs."""
    total = sum(count for _reason, count in reasons)
    segments, x = [], 0.0
    for reason, count in reasons:
        if not count:
            continue
        width = BAR_WIDTH * count / total
        segments.append(Segment(reason, count, round(100 * count / total), round(x, 1), round(width, 1)))
        x += width
    return segments


@dataclass(frozen=True)
class Line:
    """A line of shares (0 to 1) over time: its SVG path and the place of its last point."""

    path: str
    last_x: float
    last_y: float
    last_percent: int


def line(shares: Sequence[float]) -> Line | None:
    """Return the line through the shares in a field of 600 by 160 units, or None for fewer than two."""
    if len(shares) < 2:
        return None
    step = CHART_WIDTH / (len(shares) - 1)
    points = [(round(number * step, 1), round(CHART_HEIGHT * (1 - share), 1)) for number, share in enumerate(shares)]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return Line(path, points[-1][0], points[-1][1], round(shares[-1] * 100))


class Compared(Protocol):
    """A plan with what else could be done with its hours: weighted levels and hours, in hundredths."""

    closed: int
    hours: int
    equal_closed: int
    equal_hours: int
    within_reach: int
    everything_hours: int
    bound: int


@dataclass(frozen=True)
class Bar:
    """One way to spend hours: what it closes, in how many hours, and how wide both are drawn (of 600 units)."""

    way: str
    closed: int
    hours: int
    closed_width: float
    hours_width: float

    @property
    def closed_for_ten(self) -> float:
        """Return the weighted levels closed for each ten JP."""
        return 10 * self.closed / self.hours if self.hours else 0.0


def comparison(plan: Compared) -> list[Bar]:
    """Return the plan beside equal shares and beside everyone taking everything, each against the largest."""
    ways = [
        ("plan", plan.closed, plan.hours),
        ("equal", plan.equal_closed, plan.equal_hours),
        ("everything", plan.within_reach, plan.everything_hours),
    ]
    most_closed = max((closed for _way, closed, _hours in ways), default=0) or 1
    most_hours = max((hours for _way, _closed, hours in ways), default=0) or 1
    return [
        Bar(way, closed, hours, round(BAR_WIDTH * closed / most_closed, 1), round(BAR_WIDTH * hours / most_hours, 1))
        for way, closed, hours in ways
    ]
