"""What HR sees: the map of a scope, the people behind a cell, one person, and how the map moved."""

from lms.workforce.selectors.assigning import AssigningPage, assigning_page, to_be_asked
from lms.workforce.selectors.gap_map import gap_map, trend
from lms.workforce.selectors.imports import import_of, imports_of, lines_of
from lms.workforce.selectors.matrix import Matrix, MatrixRow, matrix_of, people_of_matrix
from lms.workforce.selectors.need import BandCount, in_need, match_by_band
from lms.workforce.selectors.people import (
    NoSuchNumber,
    people_behind,
    people_in_scope,
    person_by_number,
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
    "Matrix",
    "MatrixRow",
    "NoScope",
    "NoSuchNumber",
    "UnknownCompetency",
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
    "matrix_of",
    "people_behind",
    "people_in_scope",
    "people_of_matrix",
    "person_by_number",
    "regions",
    "to_be_asked",
    "top_of",
    "trend",
    "unit_in_scope",
]
