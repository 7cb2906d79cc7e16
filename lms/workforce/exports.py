"""The map as a table for a spreadsheet, as CSV and as XLSX: the same lines in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lms.tables import Sheet, Value, write_xlsx
from lms.workforce.maps import EMPTY, GapMap

# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Return the text so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def heading() -> list[str]:
    """Return the names of the columns."""
    counts = [gettext("Required"), gettext("Assessed"), gettext("Meet the standard"), gettext("Mean gap")]
    return [gettext("Unit"), gettext("Competency"), *counts, gettext("As of")]


def lines_of(found: GapMap, *, at: datetime) -> Iterator[list[Value]]:
    """Yield one line for each unit and competency; the time is the reader's."""
    as_of = f"{timezone.localtime(found.computed_at or at):%Y-%m-%d %H:%M}"
    for row in [*found.rows, found.total]:
        for competency in found.competencies:
            cell = row.cells.get(competency.pk, EMPTY)
            mean = None if cell.mean_gap is None else round(cell.mean_gap, 2)
            name = gettext("Total") if row.unit is None or row is found.total else row.unit.name
            hidden = [gettext("hidden")] * 4
            figures = hidden if cell.is_hidden else [cell.required, cell.assessed, cell.met, mean]
            yield [name, f"{competency.code} {competency.name}", *figures, as_of]


def as_csv(found: GapMap, *, at: datetime) -> str:
    """Return the map as CSV."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(heading())
    for line in lines_of(found, at=at):
        writer.writerow([in_csv(value) for value in line])
    return target.getvalue()


def in_csv(value: Value) -> str | int:
    """Return a value as it stands in a line of CSV."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    return value if isinstance(value, int) else f"{value:.2f}"


def as_xlsx(found: GapMap, *, at: datetime) -> bytes:
    """Return the map as XLSX."""
    target = io.BytesIO()
    sheet = Sheet(gettext("Gap map"), heading(), lines_of(found, at=at), widths=(36, 44, 10, 10, 22, 14, 18))
    write_xlsx(sheet, target=target, made_at=at)
    return target.getvalue()
