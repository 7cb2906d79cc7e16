"""One line of a table of units (unor.csv): its id, the unit above, its name, how high it stands, its province."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms.errors import gettext_noop
from lms.workforce.imports.reading import Header, Layout, WrongLine, picked, text_of

LAYOUT = Layout(required=("unor_id", "unor_nama", "diatasan_id"), optional=("nama_singkat", "tingkat", "provinsi"))
LEVELS = {"instansi": 0, "unit utama": 1, "unit": 2, "bagian": 3, "0": 0, "1": 1, "2": 2, "3": 3}

UNKNOWN_LEVEL = gettext_noop("tingkat is not known. Write instansi, unit utama, unit or bagian.")
ABOVE_ITSELF = gettext_noop("The unit lies above itself: follow diatasan_id upward.")
TWICE = gettext_noop("The same unor_id stands in line %(line)d already.")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a line says about a unit; `level` is None where it follows from the unit above."""

    line: int
    code: str
    above: str
    name: str
    short_name: str
    level: int | None
    region: str


def unit_row(line: int, fields: list[str] | None, header: Header) -> UnitRow:
    """Return what a line says.

    Raises:
        WrongLine: it cannot be used, with one sentence.
    """
    values = picked(fields, header)
    level = values.get("tingkat", "").lower()
    if level and level not in LEVELS:
        raise WrongLine(UNKNOWN_LEVEL)
    return UnitRow(
        line=line,
        code=text_of(values, "unor_id", most=42, required=True),
        above=text_of(values, "diatasan_id", most=42),
        name=text_of(values, "unor_nama", most=200, required=True),
        short_name=text_of(values, "nama_singkat", most=60),
        level=LEVELS[level] if level else None,
        region=text_of(values, "provinsi", most=60),
    )


def in_order(rows: Iterable[UnitRow], wrong: list[tuple[int, WrongLine]]) -> list[UnitRow]:
    """Return the rows from the top down; doubles, circles and what hangs below them join the wrong ones."""
    by_code: dict[str, UnitRow] = {}
    refused = {line for line, _problem in wrong}
    for row in rows:
        first = by_code.setdefault(row.code, row)
        if first is not row:
            wrong.append((row.line, WrongLine(TWICE, line=first.line)))
    depth: dict[str, int] = {}
    for row in by_code.values():
        if row.line not in refused and depth_of(row, by_code, depth) < 0:
            wrong.append((row.line, WrongLine(ABOVE_ITSELF)))
    return sorted(
        (row for row in by_code.values() if depth[row.code] >= 0), key=lambda row: (depth[row.code], row.line)
    )


def depth_of(row: UnitRow, by_code: dict[str, UnitRow], depth: dict[str, int]) -> int:
    """Return how many units of the file stand above a row; -1 where the way up is a circle."""
    way: list[str] = []
    here: UnitRow | None = row
    while here is not None and here.code not in depth and here.code not in way:
        way.append(here.code)
        here = by_code.get(here.above)
    known = 0 if here is None else depth.get(here.code, -1) + 1 if here.code in depth else -1
    if here is not None and depth.get(here.code) == -1:
        known = -1
    for code in reversed(way):
        depth[code] = known
        known = known + 1 if known >= 0 else -1
    return depth[row.code]
