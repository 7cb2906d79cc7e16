"""Which of several standards holds: the nation's and its agency's, for the kind of post or for the very post.

Of the rows that speak about one competency and are in force on the day:

1. Within the nation, and within an agency, a row for the very post outranks one for its kind, and of several alike the
   one that began last counts.
2. What the agency asks for holds where it is at least what the nation asks for, or where the nation asks for nothing.
3. Below that it holds only where the national row says it may be lowered; otherwise the national row holds.

Required level 0 says that the competency is not required. Pure; imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class StandardRow:
    """One standard that speaks about a post, in force on the day asked.

    `level` 0 to 5; within `level` to `highest` the standard is met as it is written. `for_position`: for the very post,
    not for its kind; `of_agency`: the agency's own, not the nation's.
    """

    standard_id: int
    level: int
    valid_from: date
    highest: int | None = None
    weight: Decimal = Decimal(1)
    is_essential: bool = True
    may_be_lowered: bool = False
    for_position: bool = False
    of_agency: bool = False


def that_holds(rows: Iterable[StandardRow]) -> StandardRow | None:
    """Return the row that holds for the post; none where nothing was said.

    Source: PermenPANRB 38/2017 leaves the standard of a post to be set by its agency; that it may not fall below the
    national one unless that says so is this platform's rule.
    """
    told = list(rows)
    national = most_specific(row for row in told if not row.of_agency)
    own = most_specific(row for row in told if row.of_agency)
    if national is None or own is None:
        return own or national
    return own if own.level >= national.level or national.may_be_lowered else national


def most_specific(rows: Iterable[StandardRow]) -> StandardRow | None:
    """Return the row for the very post before one for its kind, of those the one that began last."""
    return max(rows, key=lambda row: (row.for_position, row.valid_from, row.standard_id), default=None)
