"""Who needs support most, and how well people fit their posts as a whole. For the own agency's HR only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from lms.competencies.bands import Band
from lms.competencies.selectors.bands import bands_in_force
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.workforce.models import PersonState

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

    Compared unrounded: in the database as whole numbers, 10,000 * have against 100 * edge * reach.
    """
    bands = bands_in_force(on)
    highest_first = reversed(bands)
    steps = [When(exact__gte=F("reach") * int(band.at_least * 100), then=Value(band.code)) for band in highest_first]
    states = PersonState.objects.filter(access.below((unit.path,)), wanted__gt=0).annotate(exact=F("have") * 10_000)
    coded = states.annotate(
        code=Case(When(unassessed__gt=0, then=Value(PARTIAL)), *steps, default=Value(""), output_field=CharField())
    )
    counts = {row["code"]: row["people"] for row in coded.values("code").annotate(people=Count("pk")).order_by()}
    total = sum(counts.values())
    by_code: dict[str, Band | None] = {band.code: band for band in bands} | {PARTIAL: None}
    return [
        BandCount(band, counts.get(code, 0), round(100 * counts.get(code, 0) / total) if total else 0)
        for code, band in by_code.items()
    ]
