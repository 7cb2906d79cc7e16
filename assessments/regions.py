"""Regions of a picture: how an author writes them, and how a page draws them. Pure; imports no Django.

A region is written as its shape and numbers in percent of the picture, from its upper left corner, so that it fits
whatever size the picture is shown in:

    kotak 10 20 30 15            left, top, width, height
    lingkaran 50 40 8            centre across, centre down, radius in percent of the width
    poligon 10 10 30 10 20 25    three to twelve corners, across and down

The English words rect, circle and polygon do as well. What cannot be read stays as it was typed; `fault_of_outline`
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from assessments.typed import canonical_number

RECTANGLE, CIRCLE, POLYGON = "kotak", "lingkaran", "poligon"
WORDS = {
    RECTANGLE: RECTANGLE,
    CIRCLE: CIRCLE,
    POLYGON: POLYGON,
    "rect": RECTANGLE,
    "circle": CIRCLE,
    "polygon": POLYGON,
}
COUNTS = {RECTANGLE: (4,), CIRCLE: (3,), POLYGON: tuple(range(6, 25, 2))}
WHOLE = 100
# Below this share of the picture a finger on a phone of 360 pixels does not hit a region.
SMALLEST_PERCENT = 4
# Readable at 360 pixels, and small enough not to hide what it numbers.
BADGE_SHARE = 0.03


@dataclass(frozen=True)
class Shape:
    """A region in the pixels of a picture: a circle or its corners, and the round badge that bears its number."""

    circle: tuple[float, float, float] | None
    corners: tuple[tuple[float, float], ...]
    badge: tuple[float, float]
    badge_radius: float

    @property
    def badge_size(self) -> float:
        """Return the height of the number."""
        return round(self.badge_radius * 1.3, 2)

    @property
    def points(self) -> str:
        """Return the corners as SVG writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.corners)


def canonical_outline(text: str) -> str:
    """Return a region in one way of writing it; what is no region as it was typed."""
    word, *numbers = text.replace(";", " ").split() or [""]
    shape = WORDS.get(word.lower())
    told = [canonical_number(number) for number in numbers]
    if shape is None or None in told or len(told) not in COUNTS[shape]:
        return text.strip()
    return " ".join([shape, *(str(number) for number in told)])


def numbers_in(outline: str) -> tuple[str, list[Fraction]] | None:
    """Return the shape and the numbers of a region; None where it is none."""
    shape, *numbers = canonical_outline(outline).split() or [""]
    if shape not in COUNTS or len(numbers) not in COUNTS[shape]:
        return None
    told = [canonical_number(number) for number in numbers]
    return None if None in told else (shape, [Fraction(str(number)) for number in told])


def fault_of_outline(outline: str) -> str | None:
    """Return what is wrong with a region: not readable, outside of the picture, too small to hit; or None."""
    found = numbers_in(outline)
    if found is None:
        return "no_region"
    left, top, right, bottom = bounds(*found)
    if min(left, top) < 0 or max(right, bottom) > WHOLE:
        return "region_outside"
    return "small_region" if min(right - left, bottom - top) < SMALLEST_PERCENT else None


def bounds(shape: str, numbers: list[Fraction]) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return left, top, right and bottom of a region, in percent; a circle is taken as high as it is wide."""
    if shape == RECTANGLE:
        left, top, width, height = numbers
        return left, top, left + width, top + height
    if shape == CIRCLE:
        across, down, radius = numbers
        return across - radius, down - radius, across + radius, down + radius
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


def shape_in(outline: str, width: int, height: int) -> Shape | None:
    """Return a region in the pixels of a picture of that size; None where it is none."""
    found = numbers_in(outline)
    if found is None:
        return None
    shape, numbers = found
    if shape == CIRCLE:
        across, down = across_down(numbers[0], numbers[1], width, height)
        radius = round(float(numbers[2]) * width / WHOLE, 2)
        # Beside the upper part of the circle, where it bends away.
        reach = 0.7 * radius
        return Shape((across, down, radius), (), *badge_at(across - reach, across + reach, down - reach, width))
    if shape == RECTANGLE:
        left, top, right, bottom = bounds(shape, numbers)
        places = [(left, top), (right, top), (right, bottom), (left, bottom)]
    else:
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
    corners = tuple(across_down(x, y, width, height) for x, y in places)
    across_all, down_all = [x for x, _y in corners], [y for _x, y in corners]
    return Shape(None, corners, *badge_at(min(across_all), max(across_all), min(down_all), width))


def badge_at(left: float, right: float, top: float, width: int) -> tuple[tuple[float, float], float]:
    """Return where a badge stands, and its radius: left of its region, so that it hides nothing of it.

    Where there is no room on the left it stands on the right, and on the upper left corner where there is none at all.
    """
    radius = round(width * BADGE_SHARE, 2)
    x = left - radius if left >= 2 * radius else right + radius if right + 2 * radius <= width else max(left, radius)
    return (round(x, 2), round(top + radius, 2)), radius


def across_down(x: Fraction, y: Fraction, width: int, height: int) -> tuple[float, float]:
    """Return a place in pixels."""
    return round(float(x) * width / WHOLE, 2), round(float(y) * height / WHOLE, 2)
