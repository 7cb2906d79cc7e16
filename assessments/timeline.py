"""Where the answers of an attempt stand on a line of time, as numbers for SVG. Pure; a table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.observing import Timed

WIDTH, HEIGHT = 640.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 16.0, 34.0
# So wide that one answer in a long test can still be seen.
BAR_WIDTH = 5.0
TICKS = 6
STEPS = (1, 2, 5, 10, 15, 20, 30, 60)


@dataclass(frozen=True)
class Tick:
    """A minute on the line, ready for SVG."""

    x: str
    label: str


@dataclass(frozen=True)
class Stroke:
    """One answer: its times, and the rectangle as high as it took long."""

    timed: Timed
    x: str
    y: str
    height: str

    @property
    def minute(self) -> int:
        """Return the minute of the attempt in which it was first given, counted from 1."""
        return int(self.timed.second // 60) + 1


@dataclass(frozen=True)
class Timeline:
    """The answers in order of time; the highest stands for `longest_seconds`."""

    strokes: tuple[Stroke, ...]
    ticks: tuple[Tick, ...]
    longest_seconds: int


def timeline_of(times: Sequence[Timed], seconds: float) -> Timeline:
    """Return the answers of an attempt that lasted so many seconds."""
    length = max(seconds, *(one.second for one in times), 60.0) if times else max(seconds, 60.0)
    longest = max((one.seconds for one in times), default=0.0) or 1.0
    room = HEIGHT - TOP - BOTTOM
    strokes = []
    for one, x in zip(times, side_by_side([across(one.second, length) for one in times]), strict=True):
        height = max(room * one.seconds / longest, 2.0)
        strokes.append(
            Stroke(timed=one, x=f"{x - BAR_WIDTH / 2:.1f}", y=f"{HEIGHT - BOTTOM - height:.1f}", height=f"{height:.1f}")
        )
    return Timeline(tuple(strokes), minutes_of(length), round(longest))


def across(second: float, length: float) -> float:
    """Return where a second stands from left to right."""
    return LEFT + second / length * (WIDTH - LEFT - RIGHT)


def side_by_side(places: Sequence[float]) -> list[float]:
    """Return rising places moved as little as it takes for no bar to hide another, inside the frame where they fit."""
    if not places:
        return []
    step = min(BAR_WIDTH + 1, (WIDTH - LEFT - RIGHT) / len(places))
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + step) if moved else place)
    last = len(moved) - 1
    return [min(place, WIDTH - RIGHT - step * (last - number)) for number, place in enumerate(moved)]


def minutes_of(length: float) -> tuple[Tick, ...]:
    """Return at most seven round minutes below the line."""
    minutes = length / 60
    step = next((step for step in STEPS if minutes / step <= TICKS), STEPS[-1])
    return tuple(Tick(f"{across(60.0 * place, length):.1f}", str(place)) for place in range(0, int(minutes) + 1, step))
