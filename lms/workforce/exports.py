"""The map as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lms.workforce.maps import EMPTY, GapMap

# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Return the text so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(found: GapMap, *, at: datetime) -> str:
    """Return the map as CSV, one line for each unit and competency; the time is the reader's."""
    as_of = f"{timezone.localtime(found.computed_at or at):%Y-%m-%d %H:%M}"
    target = io.StringIO()
    writer = csv.writer(target)
    counts = [gettext("Required"), gettext("Assessed"), gettext("Meet the standard"), gettext("Mean gap")]
    writer.writerow([gettext("Unit"), gettext("Competency"), *counts, gettext("As of")])
    for row in [*found.rows, found.total]:
        for competency in found.competencies:
            cell = row.cells.get(competency.pk, EMPTY)
            mean = "" if cell.mean_gap is None else f"{cell.mean_gap:.2f}"
            name = gettext("Total") if row.unit is None or row is found.total else row.unit.name
            hidden = [gettext("hidden")] * 4
            figures = [*hidden, as_of] if cell.is_hidden else [cell.required, cell.assessed, cell.met, mean, as_of]
            writer.writerow([safe(name), safe(f"{competency.code} {competency.name}"), *figures])
    return target.getvalue()
