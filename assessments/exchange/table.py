r"""The table of items (CSV): what its columns mean, read and written without loss. Pure; imports no Django.

Columns are described in `assessments.importing`. Inside a cell “ | ” parts options and accepted answers, “ = ” the
sides of a pair, “ / ” the answers of one gap; where a text itself holds such a mark between spaces, a backslash
before it says so (“a \| b”). An apostrophe before =, +, - or @ keeps spreadsheets from running a cell as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assessments.answers import RATED, UNSCORED, Answer, Kind
from assessments.authoring import ItemContent, Part
from assessments.exchange import kinds, labels, shapes
from assessments.exchange.cells import (
    apart,
    case_cells,
    case_in,
    guarded,
    joined,
    own_picture,
    picture_in,
    shielded,
    unguarded,
    unshielded,
)
from assessments.exchange.entries import Entry, EntryRefused, FileRefused, Remark, settled
from assessments.notation import (
    GAP_LABELS,
    Written,
    line_of_number,
    lines_of,
    parts_from,
    with_all_or_nothing,
)
from assessments.stimuli import CaseContent, Picture
from assessments.typed import gaps_in
from lms.errors import gettext_noop

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 2000
LONGEST_WORD = 60

COLUMNS: dict[str, str] = {
    "kode": "code",
    "topik": "topic",
    "bukan bersama": "enemies",
    "kompetensi": "competency",
    "jenjang": "level",
    "tingkat": "level",
    "indikator": "indicator",
    "jenis": "kind",
    "kegunaan": "use",
    "soal": "stem",
    "pilihan": "options",
    "kunci": "key",
    "penilaian": "scoring",
    "penjelasan": "rationale",
    "sumber": "source",
    "bahasa": "language",
    "kasus": "case",
    "judul kasus": "case_title",
    "teks kasus": "case_text",
    "sumber kasus": "case_source",
    "gambar kasus": "case_picture",
    "gambar": "picture",
}
NEEDED = ("code", "competency", "level", "kind", "stem", "options", "key")
WRITTEN = [name for name in COLUMNS if name != "tingkat"]

TOO_LARGE = gettext_noop("the file is larger than 2 MB. Split it into parts.")
NO_TEXT = gettext_noop("the file is not UTF-8 text. Save it as “CSV UTF-8”.")
OPEN_QUOTES = gettext_noop("the quotation marks do not close; what follows was not read.")
NO_TABLE = gettext_noop("the file is no CSV table.")
MISSING_COLUMNS = gettext_noop("the first line lacks these columns: %(columns)s.")
TOO_MANY = gettext_noop("more than 2,000 rows; put the rest into another file.")
OTHER_WIDTH = gettext_noop("the line has %(found)d columns instead of %(expected)d.")
UNKNOWN_KIND = gettext_noop("the kind “%(kind)s” is not known.")
NO_PAIR = gettext_noop("each option of a matching question reads “left = right”.")
UNKNOWN_LETTER = gettext_noop("the key names option “%(letter)s”, which is not there.")

# Kinds whose key is written out as in the form; they have no options to name by letter.
KEY_IN_LINES = (Kind.NUMERIC, Kind.SHORT_TEXT, Kind.CLOZE, *RATED)


@dataclass(frozen=True)
class ItemRow:
    """One item as a table or a course file gives it; `line` is where the author finds it, `key` is letters."""

    line: int
    code: str
    competency: str
    level: int | str
    kind: str
    stem: str
    options: tuple[str, ...]
    key: str
    topic: str = ""
    enemies: str = ""
    use: str = "exam"
    rationale: str = ""
    source: str = ""
    language: str = "id"
    indicator: str = ""
    scoring: str = ""
    case: CaseContent | None = None
    picture: Picture | None = None


class Problem(NamedTuple):
    """A line that is no row, and why."""

    line: int
    code: str
    remark: Remark


def read_rows(raw: bytes) -> tuple[list[ItemRow], list[Problem]]:
    """Return the rows of a file, and the lines that are no row.

    Raises:
        FileRefused: it is too large, no text in UTF-8, or lacks a column.
    """
    if len(raw) > LARGEST_FILE:
        raise FileRefused(TOO_LARGE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FileRefused(NO_TEXT) from problem
    if "\0" in text:
        raise FileRefused(NO_TEXT)
    return rows_of(text)


def rows_of(text: str) -> tuple[list[ItemRow], list[Problem]]:
    """Return the rows of a text, and the lines that are no row."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True
    )
    rows: list[ItemRow] = []
    problems: list[Problem] = []
    try:
        names = column_names(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                read_line(names, cells, reader.line_num, rows, problems)
    except csv.Error as problem:
        problems.append(Problem(reader.line_num, "", Remark(OPEN_QUOTES)))
        if not rows:
            raise FileRefused(NO_TABLE) from problem
    return rows, problems


def column_names(head: list[str]) -> list[str]:
    """Return the names of the columns after checking that none is missing."""
    names = [cell.strip().lower() for cell in head]
    names = [COLUMNS.get(name, name) for name in names]
    indonesian = {name: told for told, name in reversed(COLUMNS.items())}
    missing = [indonesian[name] for name in NEEDED if name not in names]
    if missing:
        raise FileRefused(MISSING_COLUMNS, columns=", ".join(missing))
    return names


def read_line(names: list[str], cells: list[str], line: int, rows: list[ItemRow], problems: list[Problem]) -> None:
    """Add one line to the rows, or to the problems."""
    code = unguarded(dict(zip(names, cells, strict=False)).get("code", "").strip())
    if len(rows) >= MOST_ROWS:
        problems.append(Problem(line, code, Remark(TOO_MANY)))
    elif len(cells) != len(names):
        problems.append(Problem(line, code, Remark(OTHER_WIDTH, {"found": len(cells), "expected": len(names)})))
    else:
        rows.append(row_from({name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=True)}, line))


def row_from(cells: dict[str, str], line: int) -> ItemRow:
    """Return a line as a row; whether it makes sense is asked later."""
    return ItemRow(
        line=line,
        code=cells["code"],
        competency=cells["competency"],
        level=cells["level"],
        kind=cells["kind"],
        stem=cells["stem"],
        options=tuple(apart(cells["options"], "|")) if cells["options"] else (),
        key=cells["key"],
        topic=cells.get("topic", ""),
        enemies=cells.get("enemies", "")[:LONGEST_WORD],
        use=cells.get("use", ""),
        rationale=cells.get("rationale", ""),
        source=cells.get("source", ""),
        language=cells.get("language", "") or "id",
        indicator=cells.get("indicator", ""),
        scoring=cells.get("scoring", ""),
        case=case_in(cells),
        picture=picture_in(cells.get("picture", "")),
    )


def content_from(row: ItemRow) -> ItemContent:
    """Return what a row asks, not yet checked.

    Raises:
        EntryRefused: kind, key or scoring cannot be read.
    """
    kind = kinds.WORDS.get(row.kind.strip().lower())
    if kind is None:
        raise EntryRefused(UNKNOWN_KIND, kind=row.kind)
    written = written_in(str(kind), row)
    is_whole = labels.is_whole(str(kind), {labels.SCORING: row.scoring})
    return ItemContent(
        kind=str(kind),
        stem=row.stem,
        options=written.options,
        choices=written.choices,
        key=with_all_or_nothing(str(kind), written.key) if is_whole else written.key,
        rationale=row.rationale,
        source=row.source,
        language=row.language,
        case=row.case,
        picture=row.picture,
    )


def written_in(kind: str, row: ItemRow) -> Written:
    """Return options, choices and key of a row."""
    if kind == Kind.CLOZE:
        return gaps_from(row)
    if kind in KEY_IN_LINES:
        return parts_from(kind, apart(row.key, "|"), stem=row.stem, language=row.language)
    if kind in (Kind.SITUATIONAL, Kind.HOTSPOT, *UNSCORED):
        return parts_from(kind, row.options)
    lefts, rights = split_pairs(row.options) if kind == Kind.MATCHING else (row.options, ())
    shapes.require_letters(lefts)
    options = shapes.parts(lefts)
    return Written(options, shapes.numbered(rights), key_from(kind, row.key, [option.id for option in options]))


def gaps_from(row: ItemRow) -> Written:
    """Return the gaps in the order of the text; a gap named twice keeps both."""
    gaps: dict[str, list[str]] = {}
    for part in apart(row.key, "|"):
        name, _mark, accepted = part.partition(" = ")
        gaps.setdefault(name.strip(), []).extend(text for text in apart(accepted, "/") if text)
    label = GAP_LABELS.get(row.language, GAP_LABELS["en"])
    options = tuple(Part(name, label % number) for number, name in enumerate(gaps_in(row.stem), start=1))
    return Written(options, (), {"gaps": gaps})


def split_pairs(options: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the left and the right sides of “left = right”."""
    if not all(" = " in option for option in options):
        raise EntryRefused(NO_PAIR)
    pairs = [option.split(" = ", 1) for option in options]
    return tuple(unshielded(left.strip(), "=") for left, _ in pairs), tuple(right.strip() for _, right in pairs)


def key_from(kind: str, text: str, ids: list[str]) -> Answer:
    """Return the key that the letters name."""
    if kind == Kind.MATCHING:
        return {"pairs": {name: str(index + 1) for index, name in enumerate(ids)}}
    letters = [part.strip().lower() for part in text.replace(">", ";").replace(",", ";").split(";") if part.strip()]
    unknown = [one for one in letters if one not in ids]
    if unknown:
        raise EntryRefused(UNKNOWN_LETTER, letter=unknown[0].upper()[:LONGEST_WORD])
    if kind == Kind.ORDERING:
        return {"places": {name: index + 1 for index, name in enumerate(letters)}}
    return {"choice": sorted(set(letters))}


def entry_of(row: ItemRow) -> Entry:
    """Return a row as an entry, checked; a row without a code keeps none."""
    try:
        content = content_from(row)
    except EntryRefused as problem:
        return Entry(row.line, code=row.code, title=row.stem, refusal=problem.remark)
    placed = Entry(
        row.line,
        code=row.code,
        content=content,
        competency=row.competency,
        level=str(row.level),
        use=labels.use_in(row.use),
        topic=row.topic,
        enemies=row.enemies,
        indicator=row.indicator,
    )
    return settled(placed)


def entries_of(rows: Iterable[ItemRow], problems: Iterable[Problem] = ()) -> list[Entry]:
    """Return rows and problems as entries, in the order of the file; a case told once is known to the rows below."""
    refused = [Entry(one.line, code=one.code, refusal=one.remark) for one in problems]
    told: dict[str, CaseContent] = {}
    found: list[Entry] = []
    for row in rows:
        if row.case is not None and not row.case.is_reference:
            told.setdefault(row.case.code, row.case)
        elif row.case is not None and row.case.code in told:
            row = replace(row, case=told[row.case.code])
        found.append(entry_of(row))
    return sorted([*found, *refused], key=lambda entry: entry.place)


def read(data: bytes) -> list[Entry]:
    """Return the items of a table.

    Raises:
        FileRefused: it is no table of items.
    """
    return entries_of(*read_rows(data))


def write(entries: Sequence[Entry]) -> bytes:
    """Return a table with these items, as a spreadsheet opens it."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(WRITTEN)
    told: set[str] = set()
    for entry in entries:
        writer.writerow([guarded(cell) for cell in [*cells_of(entry), *case_cells(entry, told), own_picture(entry)]])
    return target.getvalue().encode("utf-8-sig")


def cells_of(entry: Entry) -> list[str]:
    """Return the cells of an item, in the order of the columns."""
    one = entry.content
    assert one is not None  # noqa: S101 - only whole items are written
    placed = [entry.code, entry.topic, entry.enemies, entry.competency, entry.level, entry.indicator]
    options, key = options_and_key(one)
    scoring = labels.WHOLE if one.key.get("all_or_nothing") else ""
    use = labels.USE_WORDS.get(entry.use, entry.use)
    asked = [kinds.SHORT[one.kind], use, one.stem, options, key, scoring]
    return [*placed, *asked, one.rationale, one.source, one.language]


def options_and_key(one: ItemContent) -> tuple[str, str]:
    """Return the cells of the options and of the key."""
    texts = [option.text for option in one.options]
    if one.kind == Kind.NUMERIC:
        return "", line_of_number(one.key)
    if one.kind == Kind.SHORT_TEXT:
        return "", joined(one.key["accepted"], "|")
    if one.kind == Kind.CLOZE:
        gaps = [f"{option.id} = {joined(one.key['gaps'][option.id], '/')}" for option in one.options]
        return "", joined(gaps, "|")
    if one.kind in RATED:
        return "", joined(lines_of(one), "|")
    if one.kind in (Kind.SITUATIONAL, Kind.HOTSPOT, *UNSCORED):
        return joined(lines_of(one), "|"), ""
    if one.kind == Kind.MATCHING:
        pairs = [f"{shielded(left, '=')} = {right}" for left, right in shapes.pairs_of(one)]
        return joined(pairs, "|"), ""
    if one.kind == Kind.ORDERING:
        places = one.key["places"]
        return joined(texts, "|"), ">".join(sorted(places, key=lambda name: places[name])).upper()
    return joined(texts, "|"), ";".join(one.key["choice"]).upper()
