"""In which band a job-person match lies. Pure; imports no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Band:
    """A band: from `at_least` percent on, to below where the next one begins."""

    code: str
    name: str
    at_least: Decimal


def band_among(percent: Decimal, bands: Iterable[Band]) -> Band | None:
    """Return the highest band that begins at or below the percentage, compared unrounded; none below all of them."""
    return max((band for band in bands if band.at_least <= percent), key=lambda band: band.at_least, default=None)
