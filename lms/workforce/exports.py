"""The map and other totals as tables for a spreadsheet, as CSV and the map as XLSX too: the same lines in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lms.tables import Sheet, Value, write_xlsx
from lms.workforce.hours import HoursTable
from lms.workforce.maps import EMPTY, GapMap, TrendPoint
from lms.workforce.selectors.mentors import Figure, MentorPage
from lms.workforce.selectors.need import BandCount

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


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, its texts safe against formulas."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(heads)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return target.getvalue()


def as_of(moment: datetime) -> str:
    """Return a moment in the reader's time, as it stands in a table."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def hours_csv(found: HoursTable, *, at: datetime) -> str:
    """Return the hours by unit as CSV."""
    pns = [gettext("PNS at or above the floor"), gettext("PNS below the floor"), gettext("PNS without hours")]
    pppk = [gettext("PPPK without hours"), gettext("PPPK below the ceiling"), gettext("PPPK at the ceiling")]
    heads = [gettext("Unit"), gettext("Year"), gettext("People"), *pns, *pppk, gettext("PPPK above the ceiling")]
    counted = as_of(found.computed_at or at)
    rows: list[list[object]] = []
    for row in [*found.rows, found.total]:
        name = gettext("Total") if row is found.total or row.unit is None else row.unit.name
        numbers: list[object] = []
        for cell in row.cells.values():
            numbers += [gettext("hidden")] * len(cell.counts) if cell.is_hidden else list(cell.counts)
        rows.append([name, found.year, row.people, *numbers, counted])
    return table([*heads, gettext("Without a NIP"), gettext("As of")], rows)


def mentors_csv(page: MentorPage, *, at: datetime) -> str:
    """Return mentors against needs as CSV."""
    heads = [gettext("Competency"), gettext("Level"), gettext("Measured below"), gettext("Mentors")]
    rows = [
        [
            f"{row.competency.code} {row.competency.name}",
            need.level or gettext("any"),
            gettext("hidden") if need.below is None else need.below.number,
            shown(need.mentors),
            shown(need.places),
            shown(row.waiting),
            as_of(page.found.computed_at or at),
        ]
        for row in page.rows
        for need in row.needs
    ]
    return table([*heads, gettext("Places left"), gettext("Waiting for a mentor"), gettext("As of")], rows)


def shown(figure: Figure) -> object:
    """Return a figure as it stands in a table: a round one says what it is at least."""
    if figure.is_few:
        return gettext("fewer than 5")
    return gettext("%(n)s or more") % {"n": figure.number} if figure.is_rounded else figure.number


def bands_csv(match: Sequence[BandCount], *, at: datetime) -> str:
    """Return how people fit their posts, by band, as CSV."""
    rows = [
        [
            f"{one.band.name} ({one.band.code.upper()})" if one.band else gettext("not assessed in everything"),
            one.band.at_least if one.band else "",
            one.people,
            one.percent,
            as_of(at),
        ]
        for one in match
    ]
    return table([gettext("Band"), gettext("from percent"), gettext("People"), "%", gettext("As of")], rows)


def trend_csv(points: Sequence[TrendPoint]) -> str:
    """Return the months of a map as CSV."""
    heads = [gettext("Month"), gettext("Required"), gettext("Assessed"), gettext("Meet the standard")]
    rows = [[f"{one.day:%Y-%m}", one.cell.required, one.cell.assessed, one.cell.met] for one in points]
    return table(heads, rows)
