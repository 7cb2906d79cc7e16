r"""What stands inside a cell of the table of items: marks between spaces, formulas, pictures and cases. Pure.

A backslash before a mark says that the text itself holds it (“a \| b”).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessments.exchange.entries import Entry
from assessments.stimuli import CaseContent, Picture

WORD = re.compile(r"\S+")
FORMULA = re.compile(r"'*[=+\-@]")


def shielded(text: str, mark: str) -> str:
    """Return a text whose own marks between spaces bear a backslash."""
    return WORD.sub(lambda found: f"\\{found[0]}" if found[0].lstrip("\\") == mark else found[0], text)


def unshielded(text: str, mark: str) -> str:
    """Return the text as its author wrote it."""
    return WORD.sub(lambda found: found[0].removeprefix("\\") if found[0].lstrip("\\") == mark else found[0], text)


def apart(text: str, mark: str) -> list[str]:
    """Return what a mark between spaces parts."""
    return [unshielded(part.strip(), mark) for part in text.split(f" {mark} ")]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def joined(texts: Iterable[str], mark: str) -> str:
    """Return texts in one cell."""
    return f" {mark} ".join(shielded(text, mark) for text in texts)


def case_in(cells: dict[str, str]) -> CaseContent | None:
    """Return the case that a line names, told in full or not."""
    if not cells.get("case"):
        return None
    texts = {name: cells.get(f"case_{name}", "") for name in ("title", "text", "source")}
    return CaseContent(cells["case"], **texts, picture=picture_in(cells.get("case_picture", "")))


def picture_in(cell: str) -> Picture | None:
    """Return the picture of a cell: its file, what is read in its place, and what it shows at length."""
    file, alt, description, *_more = [*apart(cell, "|"), "", ""]
    return Picture(file, alt, description) if cell else None


def picture_cell(picture: Picture | None) -> str:
    """Return a picture as a cell."""
    return joined([picture.file, picture.alt, picture.description], "|").rstrip(" |") if picture else ""


def case_cells(entry: Entry, told: set[str]) -> list[str]:
    """Return the cells of the case: in full at its first question, its code alone afterwards."""
    case = entry.content.case if entry.content else None
    if case is None:
        return [""] * 5
    if case.code in told:
        return [case.code, *[""] * 4]
    told.add(case.code)
    return [case.code, case.title, case.text, case.source, picture_cell(case.picture)]


def own_picture(entry: Entry) -> str:
    """Return the picture of the question itself as a cell."""
    return picture_cell(entry.content.picture) if entry.content else ""
