"""What can be read about people and units; every selector of people's data takes the viewer."""

from lms.people.selectors.door import (
    NoSuchBatch,
    batch,
    batches,
    links_of,
    open_codes,
    printed,
    sessions_of,
    steps_of,
    units_for_codes,
)
from lms.people.selectors.people import (
    Placement,
    line_above,
    looks_at,
    number_of,
    placement_of,
    postings_of,
    primary_postings,
    superior_of,
    units_down_to,
)

__all__ = [
    "NoSuchBatch",
    "Placement",
    "batch",
    "batches",
    "line_above",
    "links_of",
    "looks_at",
    "number_of",
    "open_codes",
    "placement_of",
    "postings_of",
    "primary_postings",
    "printed",
    "sessions_of",
    "steps_of",
    "superior_of",
    "units_down_to",
    "units_for_codes",
]
