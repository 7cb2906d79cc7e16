"""Where the lines and bars of the bank's pictures run, as numbers for SVG. Pure; each has a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.psychometrics.response_model import FloatArray, information
from assessments.psychometrics.tables import BANDS

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 20.0, 34.0
LOWEST, HIGHEST = float(BANDS[0]), float(BANDS[-1])
GRID: FloatArray = np.linspace(LOWEST, HIGHEST, 81)
TICKS = (-4, -3, -2, -1, 0, 1, 2, 3, 4)
BAR_GAP = 1.5


@dataclass(frozen=True)
class Mark:
    """A place on the axis of abilities and what stands there; `x` is ready for SVG."""

    x: str
    label: str


@dataclass(frozen=True)
class AtCut:
    """How much is known of somebody exactly at the beginning of a level.

    `theta` and `error` in logits, `information` in 1/logit²; no error where nothing is known.
    """

    level: int
    theta: float
    information: float
    error: float | None


@dataclass(frozen=True)
class Curve:
    """Information over the abilities: the line, the cut scores that lie in the picture, and the same as numbers."""

    points: str
    highest: float
    cuts: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    rows: tuple[AtCut, ...]
    peak: float


@dataclass(frozen=True)
class Bar:
    """How many people stand in one band of ability, and its rectangle."""

    low: float
    high: float
    people: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Bars:
    """People by ability, with the cut scores."""

    bars: tuple[Bar, ...]
    most: int
    cuts: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


def across(theta: float) -> float:
    """Return where an ability stands from left to right."""
    return LEFT + (theta - LOWEST) / (HIGHEST - LOWEST) * (WIDTH - LEFT - RIGHT)


def up(share: float) -> float:
    """Return where a share (0 to 1) of the highest value stands from top to bottom."""
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def marks(places: Sequence[float], labels: Sequence[object]) -> tuple[Mark, ...]:
    """Return those of the places that lie inside the picture."""
    return tuple(
        Mark(f"{across(place):.1f}", str(label))
        for place, label in zip(places, labels, strict=True)
        if LOWEST <= place <= HIGHEST
    )


def axis() -> tuple[Mark, ...]:
    """Return the whole logits below a picture."""
    return marks(TICKS, [str(tick).replace("-", "\N{MINUS SIGN}") for tick in TICKS])


def curve_of(a: Sequence[float], b: Sequence[float], cuts: Sequence[float]) -> Curve:
    """Return the information of items together (a in 1/logit, b in logits) against the cut scores."""
    slopes, places = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    known = information(GRID[:, None], slopes, places).sum(axis=1)
    highest = float(known.max()) or 1.0
    line = zip(GRID, known, strict=True)
    return Curve(
        points=" ".join(f"{across(float(theta)):.1f},{up(float(value) / highest):.1f}" for theta, value in line),
        highest=highest,
        cuts=marks(cuts, range(1, len(cuts) + 1)),
        ticks=axis(),
        rows=tuple(at_cut(level, theta, slopes, places) for level, theta in enumerate(cuts, start=1)),
        peak=float(GRID[int(known.argmax())]),
    )


def at_cut(level: int, theta: float, a: FloatArray, b: FloatArray) -> AtCut:
    """Return what the items together tell of somebody at a cut score; the error is 1 / sqrt(information)."""
    known = float(information(theta, a, b).sum())
    return AtCut(level, theta, known, float(known**-0.5) if known else None)


def bars_of(people: Sequence[int], cuts: Sequence[float]) -> Bars:
    """Return the bands of ability (see `BANDS`) as bars."""
    most = max(people, default=0)
    bars = []
    for low, high, count in zip(BANDS[:-1], BANDS[1:], people, strict=True):
        left, right, top = across(float(low)), across(float(high)), up(count / most if most else 0.0)
        bars.append(
            Bar(
                low=float(low),
                high=float(high),
                people=count,
                x=f"{left + BAR_GAP / 2:.1f}",
                y=f"{top:.1f}",
                width=f"{right - left - BAR_GAP:.1f}",
                height=f"{HEIGHT - BOTTOM - top:.1f}",
            )
        )
    return Bars(tuple(bars), most, marks(cuts, range(1, len(cuts) + 1)), axis())
