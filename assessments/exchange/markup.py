"""Reduces marked-up text to the plain text that the bank holds, and says what that loses. Pure; fetches nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from assessments.authoring import LONGEST_STEM, REASONS
from assessments.exchange import remarks
from assessments.exchange.entries import EntryRefused, Remark

PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "dl"})
LINES = frozenset({"div", "li", "tr", "br", "hr", "section", "article", "dt", "dd", "figure", "figcaption"})
MEDIA = frozenset({"img", "picture", "svg", "audio", "video", "iframe", "object", "embed", "canvas"})
UNSEEN = frozenset({"script", "style", "template", "head", "title", "svg", "math-annotation", "annotation"})
CELLS = frozenset({"td", "th"})
FORMULA = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$", re.S)
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")

# Pictures written into the address itself; their bytes are no text.
INLINE = re.compile(r"data:[^,\"'<>\s]{0,100},[A-Za-z0-9+/=%\s]*")
# Ten times the longest question; far beyond it there is nothing to read, and parsers of HTML grow slow.
LONGEST = 10 * LONGEST_STEM

Text = tuple[str, tuple[Remark, ...]]


class Reducer:
    """Takes the beginning, the text and the end of elements, and makes lines of them."""

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self.lost: dict[str, None] = {}
        self.unseen = 0
        self.verbatim = 0

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Take the beginning of an element."""
        if tag in MEDIA:
            self.lost[remarks.PICTURE] = None
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in PARAGRAPHS:
            self.break_line(empty=True)
        elif tag in LINES:
            self.break_line()
        if tag == "table":
            self.lost[remarks.TABLE] = None
        elif tag == "math":
            self.lost[remarks.FORMULA] = None
        elif tag == "a" and (attributes.get("href") or "").strip():
            self.lost[remarks.LINK] = None
        elif tag == "li":
            self.add("- ")
        elif tag in CELLS and self.lines[-1].strip():
            self.add(" ; ")
        self.verbatim += tag == "pre"

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in PARAGRAPHS:
            self.break_line(empty=True)
        elif tag in LINES and tag not in ("br", "hr"):
            self.break_line()
        self.verbatim = max(0, self.verbatim - (tag == "pre"))

    def text(self, text: str) -> None:
        """Take text between elements."""
        if self.unseen:
            return
        if self.verbatim:
            first, *rest = text.split("\n")
            self.lines[-1] += first
            self.lines += rest
        else:
            self.add(SPACES.sub(" ", text))

    def add(self, text: str) -> None:
        """Add to the last line, with one space between words."""
        line = self.lines[-1]
        self.lines[-1] = line + (text.lstrip(" ") if not line or line.endswith(" ") else text)

    def break_line(self, *, empty: bool = False) -> None:
        """Begin a new line, below an empty one if asked; never two empty ones."""
        if self.lines[-1].strip():
            self.lines.append("")
        if empty and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")

    @property
    def reduced(self) -> Text:
        """Return the text and what was lost."""
        text = bounded("\n".join(line.rstrip() for line in self.lines).strip())
        if FORMULA.search(text):
            self.lost[remarks.FORMULA] = None
        return text, tuple(Remark(name) for name in self.lost)


class HtmlReducer(HTMLParser):
    """Feeds a reducer from HTML as people's editors write it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reducer = Reducer()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass an element on; one without an end does not stay open."""
        self.reducer.start(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass an element without content on."""
        self.reducer.start(tag, dict(attrs))
        self.reducer.end(tag)

    def handle_endtag(self, tag: str) -> None:
        """Pass the end of an element on."""
        self.reducer.end(tag)

    def handle_data(self, data: str) -> None:
        """Pass text on."""
        self.reducer.text(data)


def from_html(text: str) -> Text:
    """Return HTML as plain text, and what was lost.

    Raises:
        EntryRefused: it is far too long.
    """
    text = bounded(INLINE.sub("data:", text))
    reader = HtmlReducer()
    reader.feed(text)
    reader.close()
    return reader.reducer.reduced


def bounded(text: str) -> str:
    """Return a text that may still be a question with its markup.

    Raises:
        EntryRefused: it is far too long.
    """
    if len(text) > LONGEST:
        raise EntryRefused(REASONS["long_stem"])
    return text


def from_format(text: str, told: str) -> Text:
    """Return a text of Moodle (`told`: html, plain_text, markdown, moodle_auto_format) as plain text."""
    if told in ("plain_text", "plain"):
        return bounded(text), ()
    if told in ("html", "") or (told != "markdown" and TAG.search(bounded(text))):
        return from_html(text)
    lost = (Remark(remarks.FORMULA),) if FORMULA.search(bounded(text)) else ()
    return html.unescape(text).strip() if told != "markdown" else text.strip(), lost


def local(element: Element) -> str:
    """Return the name of an element without its namespace; nothing for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def walk(element: Element, reducer: Reducer, replaced: Mapping[Element, str]) -> None:
    """Feed a reducer from XML; elements in `replaced` give that text instead. The depth was bounded on reading."""
    if element in replaced:
        reducer.text(replaced[element])
        return
    name = local(element)
    if not name:
        return
    reducer.start(name, element.attrib)
    reducer.text(element.text or "")
    for child in element:
        walk(child, reducer, replaced)
        reducer.text(child.tail or "")
    reducer.end(name)


def from_xml(elements: list[Element], replaced: Mapping[Element, str] | None = None) -> Text:
    """Return the plain text of some elements of XML, each with what follows it."""
    reducer = Reducer()
    for element in elements:
        walk(element, reducer, replaced or {})
        reducer.text(element.tail or "")
    return reducer.reduced
