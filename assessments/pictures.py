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
class Line:
    """One line of a picture with several: its name, where it runs, where it is highest, what it tells at the cuts."""

    name: str
    points: str
    peak: float
    at_cuts: tuple[AtCut, ...]


@dataclass(frozen=True)
class Curves:
    """Information of several forms on one scale; `rows` holds for each level what each form tells there."""

    lines: tuple[Line, ...]
    highest: float
    cuts: tuple[Mark, ...]
    ticks: tuple[Mark, ...]

    @property
    def rows(self) -> tuple[tuple[AtCut, ...], ...]:
        """Return for each level the figures of the lines in order."""
        return tuple(zip(*(line.at_cuts for line in self.lines), strict=True))


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


@dataclass(frozen=True)
class Shares:
    """People by the share of points they reached, and the mark from which one passes."""

    bars: tuple[Bar, ...]
    most: int
    ticks: tuple[Mark, ...]
    passes: Mark


# Items of a form: how often each is asked (a share, in drawn tests), its slope and its difficulty.
Items = Sequence[tuple[float, float, float]]


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


def known_by(items: Items) -> FloatArray:
    """Return the information of items together over the whole picture."""
    weights, a, b = (np.asarray(column, dtype=np.float64) for column in zip(*items, strict=True))
    return np.asarray((weights * information(GRID[:, None], a, b)).sum(axis=1), dtype=np.float64)


def curves_of(forms: Sequence[tuple[str, Items]], cuts: Sequence[float]) -> Curves:
    """Return the information of each form (name, items) against the cut scores; none of them is empty."""
    known = [known_by(items) for _name, items in forms]
    highest = max(float(line.max()) for line in known) or 1.0
    lines = [
        Line(
            name=name,
            points=" ".join(
                f"{across(float(theta)):.1f},{up(float(value) / highest):.1f}"
                for theta, value in zip(GRID, line, strict=True)
            ),
            peak=float(GRID[int(line.argmax())]),
            at_cuts=tuple(weighed_at_cut(level, theta, items) for level, theta in enumerate(cuts, start=1)),
        )
        for (name, items), line in zip(forms, known, strict=True)
    ]
    return Curves(tuple(lines), highest, marks(cuts, range(1, len(cuts) + 1)), axis())


def weighed_at_cut(level: int, theta: float, items: Items) -> AtCut:
    """Return what a form tells of somebody at a cut score."""
    weights, a, b = (np.asarray(column, dtype=np.float64) for column in zip(*items, strict=True))
    known = float((weights * information(theta, a, b)).sum())
    return AtCut(level, theta, known, float(known**-0.5) if known else None)


def shares_of(people: Sequence[int], passes_from: int) -> Shares:
    """Return how many people reached each tenth of the points (0 to 9, …, 90 to 100 percent) as bars."""
    most = max(people, default=0)
    step = (WIDTH - LEFT - RIGHT) / len(people)
    bars = []
    for place, count in enumerate(people):
        top = up(count / most if most else 0.0)
        last = 100 if place == len(people) - 1 else 10 * place + 9
        bars.append(
            Bar(
                low=10.0 * place,
                high=float(last),
                people=count,
                x=f"{LEFT + place * step + BAR_GAP / 2:.1f}",
                y=f"{top:.1f}",
                width=f"{step - BAR_GAP:.1f}",
                height=f"{HEIGHT - BOTTOM - top:.1f}",
            )
        )
    places = range(0, 101, 10)
    ticks = tuple(Mark(f"{LEFT + place / 10 * step:.1f}", f"{place}%") for place in places)
    return Shares(tuple(bars), most, ticks, Mark(f"{LEFT + passes_from / 10 * step:.1f}", f"{passes_from}%"))


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
