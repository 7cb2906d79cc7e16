"""Bands of the job-person match by the policy of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lms.competencies.bands import Band, band_among
from lms.competencies.gap import job_person_match, unassessed
from lms.competencies.models import MatchBand


def bands_in_force(on: date) -> list[Band]:
    """Return the bands of the day, the lowest first; of a code the row that began last. One query."""
    rows = MatchBand.objects.in_force(on).order_by("valid_from", "pk")
    newest = {row.code: Band(row.code, row.name, row.at_least) for row in rows}
    return sorted(newest.values(), key=lambda band: band.at_least)


def band_of(percent: Decimal, *, on: date) -> Band | None:
    """Return the band of a percentage on a day, compared unrounded. One query."""
    return band_among(percent, bands_in_force(on))


def band_of_levels(
    levels: Mapping[str, int | None],
    standards: Mapping[str, int],
    *,
    on: date,
    weights: Mapping[str, Decimal] | None = None,
) -> Band | None:
    """Return the band of a person's levels against standards; none while anything required was not assessed.

    One query at the most.
    """
    if unassessed(levels, standards) or not any(level > 0 for level in standards.values()):
        return None
    return band_of(job_person_match(levels, standards, weights), on=on)
