"""Pictures inside a package: what may be one, and how the regions upon it are told in its pixels. Pure.

A picture travels as a file of its own. What comes in is opened by its header alone, must be a picture of pixels, and is
named by the SHA-1 of its bytes, as everywhere in the bank; nothing of it is carried out.
"""

from __future__ import annotations

import base64
import hashlib
import io
import warnings
from fractions import Fraction

from PIL import Image, UnidentifiedImageError

from assessments.exchange import remarks
from assessments.exchange.entries import EntryRefused
from assessments.exchange.shapes import canonical, decimal, plain_decimal
from assessments.regions import CIRCLE, POLYGON, RECTANGLE, shape_in

LARGEST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
SUFFIXES = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
SHAPES = {"rect": RECTANGLE, "circle": CIRCLE, "poly": POLYGON}
DIGITS = 4


def facts_of(data: bytes) -> tuple[str, int, int]:
    """Return the suffix, the width and the height of a picture.

    Raises:
        EntryRefused: it is none, of another kind, or too large.
    """
    if len(data) > LARGEST_BYTES:
        raise EntryRefused(remarks.LARGE_PICTURE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(SUFFIXES)) as picture:
                suffix, (width, height) = SUFFIXES[picture.format or ""], picture.size
                if width * height > MOST_PIXELS:
                    raise EntryRefused(remarks.LARGE_PICTURE)
                picture.verify()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        raise EntryRefused(remarks.LARGE_PICTURE) from problem
    except (UnidentifiedImageError, KeyError, OSError, SyntaxError, ValueError) as problem:
        raise EntryRefused(remarks.NO_PICTURE) from problem
    return suffix, width, height


def name_of(data: bytes) -> str:
    """Return by what the bank names a picture."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def packed(data: bytes) -> str:
    """Return the bytes of a picture as text, as an entry keeps them."""
    return base64.b64encode(data).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes of a picture."""
    return base64.b64decode(text)


def area_of(outline: str, width: int, height: int) -> tuple[str, str]:
    """Return a region as QTI writes it: its shape, and its numbers in whole pixels."""
    shape = shape_in(outline, width, height)
    assert shape is not None  # noqa: S101 - items of the bank were checked
    if shape.circle:
        return "circle", ",".join(str(round(number)) for number in shape.circle)
    corners = [round(number) for corner in shape.corners for number in corner]
    if outline.startswith(RECTANGLE):
        return "rect", ",".join(map(str, (*corners[:2], *corners[4:6])))
    return "poly", ",".join(map(str, corners))


def outline_of(shape: str, coords: str, width: int, height: int) -> str:
    """Return a region of QTI as the bank writes it, in percent.

    Raises:
        EntryRefused: it is of another shape, or its numbers cannot be read.
    """
    word = SHAPES.get(shape)
    numbers = [Fraction(canonical(one)) for one in coords.replace(",", " ").split()][:24]
    if word is None or len(numbers) < 3 or (word != CIRCLE and len(numbers) % 2):
        raise EntryRefused(remarks.REGION_SHAPE, shape=shape[:20] or "?")
    across = [number * 100 / width for number in numbers[::2]]
    down = [number * 100 / height for number in numbers[1::2]]
    if word == CIRCLE:
        told = [across[0], down[0], numbers[2] * 100 / width]
    elif word == RECTANGLE:
        told = [across[0], down[0], across[1] - across[0], down[1] - down[0]] if len(numbers) == 4 else []
    else:
        told = [number for pair in zip(across, down, strict=True) for number in pair]
    return " ".join([word, *(plain_decimal(round(decimal(number), DIGITS)) for number in told)])
