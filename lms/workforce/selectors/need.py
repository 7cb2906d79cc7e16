"""Who needs support most, and how well people fit their posts as a whole. For the own agency's HR only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from lms.competencies.bands import Band, band_among
from lms.competencies.selectors.bands import bands_in_force
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.workforce.models import PersonState, UnitMatch

PARTIAL = "partial"


def in_need(viewer: User, unit: Unit, *, on: date) -> QuerySet[PersonState]:
    """Return people of a unit and below whose measured gap is not closed, the largest gap first. Two queries.

    A gap that was measured goes before one that was never measured; how much was not measured decides among equals.
    It is a list of whom to help, ranks nobody for a post, and includes tests taken alone. The figures are as old as
    the map; who may be seen is asked anew, so that whoever has moved away is not listed.
    """
    # The agency by name lets its index hand out the first page without reading everybody.
    states = PersonState.objects.filter(missing__gt=0, agency=unit.agency_path)
    rows = access.visible_to(states, viewer, on=on)
    rows = rows.filter(access.below((unit.path,)), access.below(access.scope_paths(viewer, Role.HR, on=on)))
    return rows.select_related("person", "unit").order_by("-missing", "-unproven", "person_id")


@dataclass(frozen=True)
class BandCount:
    """How many people stand in one band of the job-person match; `band` None: not everything was assessed."""

    band: Band | None
    people: int
    percent: int


def match_by_band(unit: Unit, *, on: date) -> list[BandCount]:
    """Return how many people of a unit already in scope stand in each band, and how many in none yet. Two queries.

    Compared unrounded: a match is kept to the thousandth of a percent below it, and no edge lies between two of those.
    """
    bands = bands_in_force(on)
    rows = UnitMatch.objects.filter(access.below((unit.path,), "unit__path")).values_list("match").order_by()
    counts: dict[str, int] = {}
    for match, people in rows.annotate(found=Sum("people")):
        band = None if match is None else band_among(Decimal(match) / 1000, bands)
        code = PARTIAL if match is None else band.code if band else ""
        counts[code] = counts.get(code, 0) + people
    total = sum(counts.values())
    by_code: dict[str, Band | None] = {band.code: band for band in bands} | {PARTIAL: None}
    return [
        BandCount(band, counts.get(code, 0), round(100 * counts.get(code, 0) / total) if total else 0)
        for code, band in by_code.items()
    ]
