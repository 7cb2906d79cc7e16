"""Word documents (.docx): the paragraphs of one as pasted text, and a document made from lines. Pure.

Only `word/document.xml` and `word/numbering.xml` are read; fields, macros, links and embedded files stay closed.

Source: ECMA-376-1 (WordprocessingML), 17.3 (paragraphs and runs) and 17.9 (numbering).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from assessments.exchange import pasted, remarks
from assessments.exchange.entries import Entry, FileRefused, Remark
from assessments.exchange.markup import local
from assessments.exchange.pasted import Line
from assessments.exchange.reading import Archive, xml_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT, NUMBERING = "word/document.xml", "word/numbering.xml"
MEDIA = frozenset({"drawing", "pict", "object", "altChunk"})
CLOSED = frozenset({"del", "moveFrom", "Fallback", "instrText", "txbxContent", "oMath"})
NUMBERS = frozenset({"decimal", "decimalZero"})

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The same for every document, so that equal contents make equal files.
MADE = (2026, 1, 1, 0, 0, 0)


def read(data: bytes) -> list[Entry]:
    """Return the questions of a Word document.

    Raises:
        FileRefused: it is no such document, or a trap.
    """
    archive = Archive(data, remarks.NO_WORD)
    if DOCUMENT not in archive:
        raise FileRefused(remarks.NO_WORD)
    formats = number_formats(xml_of(archive.read(NUMBERING))) if NUMBERING in archive else {}
    body = xml_of(archive.read(DOCUMENT)).find(f"{W}body")
    lines: list[Line] = []
    for paragraph, in_table in paragraphs_of(body) if body is not None else ():
        lines += lines_of(paragraph, formats, len(lines) + 1, in_table=in_table)
    return pasted.read_lines(lines)


def paragraphs_of(body: Element) -> list[tuple[Element, bool]]:
    """Return the paragraphs in the order of the document, and whether each stands in a table."""
    found: list[tuple[Element, bool]] = []
    waiting = [(child, False) for child in reversed(body)]
    while waiting:
        element, in_table = waiting.pop()
        if local(element) == "p":
            found.append((element, in_table))
        elif local(element) not in CLOSED:
            in_table = in_table or local(element) == "tbl"
            waiting += [(child, in_table) for child in reversed(element)]
    return found


def number_formats(numbering: Element) -> dict[tuple[str, str], str]:
    """Return how each list numbers each of its levels."""
    abstract = {one.get(f"{W}abstractNumId"): levels_of(one) for one in numbering.findall(f"{W}abstractNum")}
    formats: dict[tuple[str, str], str] = {}
    for number in numbering.findall(f"{W}num"):
        link = number.find(f"{W}abstractNumId")
        levels = abstract.get(link.get(f"{W}val") if link is not None else None, {})
        formats |= {(number.get(f"{W}numId") or "", level): form for level, form in levels.items()}
    return formats


def levels_of(abstract: Element) -> dict[str, str]:
    """Return how a kind of list numbers each of its levels."""
    forms = {level.get(f"{W}ilvl") or "0": level.find(f"{W}numFmt") for level in abstract.findall(f"{W}lvl")}
    return {level: form.get(f"{W}val") or "" for level, form in forms.items() if form is not None}


def lines_of(paragraph: Element, formats: dict[tuple[str, str], str], number: int, *, in_table: bool) -> list[Line]:
    """Return a paragraph as lines, with the number or mark that its list gives it."""
    text, lost = text_of(paragraph)
    lost |= {remarks.TABLE: None} if in_table and text else {}
    told = pasted.lines_from(f"{mark_of(paragraph, formats)}{text}".split("\n"))
    return [
        Line(number + place, line.text, line.is_plain, tuple(Remark(one) for one in lost) if place == 0 else ())
        for place, line in enumerate(told)
    ]


def text_of(paragraph: Element) -> tuple[str, dict[str, None]]:
    """Return the words of a paragraph, and what could not be read."""
    words: list[str] = []
    lost: dict[str, None] = {}
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name in MEDIA:
            lost[remarks.PICTURE] = None
        elif name == "oMath":
            lost[remarks.FORMULA] = None
            words.append("".join(part.text or "" for part in element.iter() if local(part) == "t"))
        elif name == "t":
            words.append(element.text or "")
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            words.append({"tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
        elif name not in CLOSED and name not in ("pPr", "rPr"):
            waiting += reversed(element)
    return "".join(words), lost


def mark_of(paragraph: Element, formats: dict[tuple[str, str], str]) -> str:
    """Return what stands before a paragraph of a list: a number for questions, a hyphen for options."""
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
    if number is None:
        return ""
    where = (number.get(f"{W}val") or "", (level.get(f"{W}val") if level is not None else None) or "0")
    return "1. " if formats.get(where) in NUMBERS else "- "


def write(entries: Sequence[Entry]) -> bytes:
    """Return questions as a Word document."""
    return document(pasted.write(entries).decode().rstrip("\n").split("\n"))


def document(lines: Iterable[str], *, title: str = "") -> bytes:
    """Return a Word document with these lines as paragraphs, under a title."""
    body = (paragraph_of(title, BOLD) if title else "") + "".join(map(paragraph_of, lines))
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        DOCUMENT: f'{HEAD}<w:document xmlns:w="{W[1:-1]}"><w:body>{body}</w:body></w:document>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MADE), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def paragraph_of(line: str, style: str = "") -> str:
    """Return one paragraph."""
    return f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' if line else "<w:p/>"


BOLD = '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
