"""A framework as a table, one row for each indicator or described level, and back. Pure; imports no Django."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import replace

from lms.competencies.framework_content import AreaContent, CompetencyContent, Fault, FrameworkContent, LevelText
from lms.errors import gettext_noop
from lms.tables import Row, read_rows

NEEDED = ("area_code", "area_name", "competency_code", "competency_name", "definition", "level", "indicator")
COLUMNS = (
    *NEEDED[:4],
    "kind",
    "definition",
    "level",
    "level_description",
    "indicator",
    "digcomp",
    "pilar",
    "esco",
)
SCHEMES = ("digcomp", "esco", "pilar")
# A spreadsheet would read a cell that begins so as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

EMPTY_CELL = gettext_noop("The column “%(column)s” is empty.")
NOT_A_LEVEL = gettext_noop("“%(value)s” is not a level; write a number from %(lowest)s to 5.")
SAYS_OTHERWISE = gettext_noop("The row says something else about “%(value)s” than a row before it.")


def to_table(content: FrameworkContent) -> str:
    """Return the table, in order, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    areas = {row.uuid: row for row in content.areas}
    for row in content.competencies:
        area, aligned = areas[row.area], dict(row.alignments)
        ends = [" ".join(aligned.get(scheme, ())) for scheme in ("digcomp", "pilar", "esco")]
        for level, meaning, seen in told_by_level(row):
            about = [area.code, area.name, row.code, row.name, row.kind, row.definition]
            writer.writerow([harmless(str(cell)) for cell in (*about, level, meaning, seen, *ends)])
    return out.getvalue()


def told_by_level(row: CompetencyContent) -> Iterator[tuple[int, str, str]]:
    """Yield level, description and indicator; the description stands in the first row of its level."""
    meaning = {one.level: one.text for one in row.descriptors}
    for level in range(1, 6):
        seen = [one.text for one in row.indicators if one.level == level]
        if not seen and level in meaning:
            yield level, meaning[level], ""
        for number, text in enumerate(seen):
            yield level, meaning.get(level, "") if number == 0 else "", text


def harmless(cell: str) -> str:
    """Return the cell so that a spreadsheet reads it as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_written(cell: str) -> str:
    """Return the cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def from_table(data: bytes, *, known: FrameworkContent) -> tuple[FrameworkContent, list[Fault]]:
    """Return the framework that the table tells, under the ids that `known` has for the same codes.

    `known` says code, version and title, which no table holds, and keeps its crosswalk. New rows get ids that follow
    from their codes, so that the same table makes the same rows.

    Raises:
        UnreadableTable, MissingColumns: the file as a whole cannot be used.
    """
    reading = TableReading(known)
    for row in read_rows(data, columns=NEEDED):
        reading.take(Row(row.line, {name: as_written(cell) for name, cell in row.cells.items()}))
    return reading.content(), reading.faults


class TableReading:
    """What the rows tell so far."""

    def __init__(self, known: FrameworkContent) -> None:
        self.known = known
        self.areas: dict[str, AreaContent] = {}
        self.competencies: dict[str, CompetencyContent] = {}
        self.faults: list[Fault] = []
        self.known_areas = {row.code: row for row in known.areas}
        self.known_competencies = {row.code: row for row in known.competencies}

    def take(self, row: Row) -> None:
        """Hear one row."""
        where = str(row.line)
        empty = [name for name in NEEDED[:6] if not row[name]]
        if not (row["indicator"] or row["level_description"]):
            empty.append("indicator")
        if empty:
            self.faults.append(Fault(where, EMPTY_CELL, column=empty[0]))
        elif row["level"] not in ("1", "2", "3", "4", "5"):
            self.faults.append(Fault(where, NOT_A_LEVEL, value=row["level"][:20], lowest=1))
        else:
            self.hear(row, where)

    def hear(self, row: Row, where: str) -> None:
        """Hear a row whose cells are filled."""
        area = self.areas.setdefault(row["area_code"], self.area_in(row))
        told = self.competency_in(row, area)
        before = self.competencies.get(told.code, told)
        if area.name != row["area_name"] or replace(before, descriptors=(), indicators=()) != told:
            self.faults.append(Fault(where, SAYS_OTHERWISE, value=told.code))
            return
        level = int(row["level"])
        if row["level_description"]:
            if any(one.level == level for one in before.descriptors):
                self.faults.append(Fault(where, SAYS_OTHERWISE, value=told.code))
                return
            text = LevelText(self.id_of_text(told, "descriptors", level, 0), level, row["level_description"])
            before = replace(before, descriptors=(*before.descriptors, text))
        if row["indicator"]:
            number = sum(one.level == level for one in before.indicators)
            text = LevelText(self.id_of_text(told, "indicators", level, number), level, row["indicator"])
            before = replace(before, indicators=(*before.indicators, text))
        self.competencies[told.code] = before

    def area_in(self, row: Row) -> AreaContent:
        """Return the area of a row."""
        known = self.known_areas.get(row["area_code"])
        return AreaContent(
            known.uuid if known else self.new_id(f"area/{row['area_code']}"), row["area_code"], row["area_name"]
        )

    def competency_in(self, row: Row, area: AreaContent) -> CompetencyContent:
        """Return the competency of a row, without its levels."""
        code = row["competency_code"]
        known = self.known_competencies.get(code)
        aligned = tuple((scheme, tuple(row[scheme].split())) for scheme in SCHEMES if row[scheme])
        return CompetencyContent(
            uuid=known.uuid if known else self.new_id(f"competency/{code}"),
            area=area.uuid,
            code=code,
            name=row["competency_name"],
            definition=row["definition"],
            kind=row["kind"] or "digital",
            alignments=aligned,
        )

    def id_of_text(self, told: CompetencyContent, which: str, level: int, number: int) -> str:
        """Return the id of what was known at the same place, or a new one."""
        known = self.known_competencies.get(told.code)
        rows = [one for one in getattr(known, which, ()) if one.level == level]
        return str(rows[number].uuid) if number < len(rows) else self.new_id(f"{told.code}/{which}/{level}/{number}")

    def new_id(self, place: str) -> str:
        """Return an id that follows from the place in this framework."""
        return str(uuid.uuid5(uuid.UUID(self.known.uuid), place))

    def content(self) -> FrameworkContent:
        """Return the framework, its levels in order."""
        rows = tuple(
            replace(
                row,
                descriptors=tuple(sorted(row.descriptors, key=lambda one: one.level)),
                indicators=tuple(sorted(row.indicators, key=lambda one: one.level)),
            )
            for row in self.competencies.values()
        )
        kept = {row.uuid for row in rows}
        gone = {row.uuid for row in self.known.competencies} - kept
        relations = tuple(row for row in self.known.relations if not gone & {row.origin, row.destination})
        return replace(self.known, areas=tuple(self.areas.values()), competencies=rows, relations=relations)
