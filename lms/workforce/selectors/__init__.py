"""What HR sees: the map of a scope, the people behind a cell, one person, and how the map moved."""

from lms.workforce.selectors.assigning import AssigningPage, assigning_page, to_be_asked
from lms.workforce.selectors.gap_map import gap_map, trend
from lms.workforce.selectors.imports import import_of, imports_of, lines_of
from lms.workforce.selectors.need import BandCount, in_need, match_by_band
from lms.workforce.selectors.people import (
    NoSuchNumber,
    people_behind,
    people_in_scope,
    person_by_number,
)
from lms.workforce.selectors.plans import (
    NoPlanHere,
    Suggested,
    WaitsForTest,
    adopted_plans,
    plan_lines,
    plan_of,
    plans_of,
    suggested_hours,
    units_to_plan,
    waiting_for_tests,
)
from lms.workforce.selectors.scope import (
    NoScope,
    UnknownCompetency,
    columns_of,
    competency_by_code,
    frameworks,
    regions,
    top_of,
    unit_in_scope,
)

__all__ = [
    "AssigningPage",
    "BandCount",
    "NoPlanHere",
    "NoScope",
    "NoSuchNumber",
    "Suggested",
    "UnknownCompetency",
    "WaitsForTest",
    "adopted_plans",
    "assigning_page",
    "columns_of",
    "competency_by_code",
    "frameworks",
    "gap_map",
    "import_of",
    "imports_of",
    "in_need",
    "lines_of",
    "match_by_band",
    "people_behind",
    "people_in_scope",
    "person_by_number",
    "plan_lines",
    "plan_of",
    "plans_of",
    "regions",
    "suggested_hours",
    "to_be_asked",
    "top_of",
    "trend",
    "unit_in_scope",
    "units_to_plan",
    "waiting_for_tests",
]
