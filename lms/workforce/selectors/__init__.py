"""What HR sees: the map of a scope, the people behind a cell, one person, and how the map moved."""

from lms.workforce.selectors.assigning import AssigningPage, assigning_page, to_be_asked
from lms.workforce.selectors.expiring import HORIZONS, expiring
from lms.workforce.selectors.expiring import as_rows as as_expiring_rows
from lms.workforce.selectors.gap_map import gap_map, trend
from lms.workforce.selectors.hours import hours_by_unit, years_counted
from lms.workforce.selectors.imports import import_of, imports_of, lines_of
from lms.workforce.selectors.leaders import LeadsNoUnit, OwnUnit, own_unit
from lms.workforce.selectors.matrix import Matrix, MatrixRow, matrix_of, people_of_matrix
from lms.workforce.selectors.mentors import MentorPage, mentors_needed
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
from lms.workforce.selectors.ready import (
    NothingRequired,
    Wanted,
    post_wanted,
    posts_named,
)
from lms.workforce.selectors.ready_entries import (
    as_entries,
    entries_on,
    may_rank,
    own_entries,
    own_entry,
    own_grounds,
    shown_for,
)
from lms.workforce.selectors.scope import (
    NoScope,
    UnitChoice,
    UnknownCompetency,
    columns_of,
    competency_by_code,
    frameworks,
    reads_lists,
    regions,
    top_of,
    unit_choice,
    unit_in_scope,
)

__all__ = [
    "HORIZONS",
    "AssigningPage",
    "BandCount",
    "LeadsNoUnit",
    "Matrix",
    "MatrixRow",
    "MentorPage",
    "NoPlanHere",
    "NoScope",
    "NoSuchNumber",
    "NothingRequired",
    "OwnUnit",
    "Suggested",
    "UnitChoice",
    "UnknownCompetency",
    "WaitsForTest",
    "Wanted",
    "adopted_plans",
    "as_entries",
    "as_expiring_rows",
    "assigning_page",
    "columns_of",
    "competency_by_code",
    "entries_on",
    "expiring",
    "frameworks",
    "gap_map",
    "hours_by_unit",
    "import_of",
    "imports_of",
    "in_need",
    "lines_of",
    "match_by_band",
    "matrix_of",
    "may_rank",
    "mentors_needed",
    "own_entries",
    "own_entry",
    "own_grounds",
    "own_unit",
    "people_behind",
    "people_in_scope",
    "people_of_matrix",
    "person_by_number",
    "plan_lines",
    "plan_of",
    "plans_of",
    "post_wanted",
    "posts_named",
    "reads_lists",
    "regions",
    "shown_for",
    "suggested_hours",
    "to_be_asked",
    "top_of",
    "trend",
    "unit_choice",
    "unit_in_scope",
    "units_to_plan",
    "waiting_for_tests",
    "years_counted",
]
