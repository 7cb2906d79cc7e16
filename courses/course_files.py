"""Reads the files of a course. Pure; imports no Django.

A course is a folder:

    kursus.md                       the course
    01-<slug>/modul.md              a module; the number is its place
    01-<slug>/01-<slug>.md          a lesson; the number is its place

Every file begins with front matter in YAML between two lines of `---`, then follows Markdown.

    kursus.md   code, title, summary, jp, targets {competency: level}, outcomes [sentences];
                may have language (id), training_type (teknis, fungsional, kepemimpinan, seminar), audience
    modul.md    title, jp
    a lesson    title, minutes, sources [{tag, text, url}]

A lesson uses `##` and `###` headings, paragraphs, lists, bold, italic, links and pipe tables, and these containers,
whose first and last lines stand alone:

    ::: contoh Judul          an example        ::: ingat       worth remembering
    ::: coba Judul            something to do   ::: periksa     a knowledge check, as follows
    competency: D2
    level: 1
    The question in one or two sentences?
    - [ ] A wrong option
    - [x] A right option (several make a multiple choice)
    > Why this is right; shown after the answer.
    :::
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nh3
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lms.errors import InvalidInput, gettext_noop

COURSE_FILE, MODULE_FILE = "kursus.md", "modul.md"
NUMBERED = re.compile(r"^(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)$")
CONTAINER = re.compile(r"^:::\s*(?P<kind>[a-z]*)\s*(?P<title>.*)$")
OPTION = re.compile(r"^- \[(?P<mark>[ xX])\]\s+(?P<text>.+)$")
CALLOUTS = ("contoh", "ingat", "coba")
CHECK = "periksa"

ALLOWED_TAGS = {"p", "h2", "h3", "b", "i", "ol", "ul", "li", "a", "br"}
# "*" closes the attributes that nh3 lets every tag keep.
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}
ALLOWED_SCHEMES = {"http", "https", "mailto"}


class BadFile(InvalidInput):
    """A file of a course cannot be used; `reason` (a message id with the facts) says why."""

    code = "bad_course_file"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(**facts)
        self.message = message  # type: ignore[misc]


NO_FRONT_MATTER = gettext_noop("The file does not begin with front matter between two lines of “---”.")
BAD_FRONT_MATTER = gettext_noop("The front matter is no readable YAML (line %(line)s).")
FIELD_MISSING = gettext_noop("The front matter lacks “%(field)s”.")
BAD_FIELD = gettext_noop("The front matter has no usable value for “%(field)s”.")
NOT_UTF8 = gettext_noop("The file is no text in UTF-8.")
BAD_NAME = gettext_noop("The name does not read like “01-short-title”.")
UNKNOWN_CONTAINER = gettext_noop("Line %(line)s opens “%(kind)s”; known are contoh, ingat, coba and periksa.")
OPEN_CONTAINER = gettext_noop("The container opened on line %(line)s is never closed with “:::”.")
NO_QUESTION = gettext_noop("The check on line %(line)s has no question.")
NO_OPTIONS = gettext_noop("The check on line %(line)s has %(count)s options; it needs 2 to 6.")
NO_RIGHT_OPTION = gettext_noop("The check on line %(line)s has no right option; mark one with [x].")
ALL_RIGHT = gettext_noop("The check on line %(line)s has only right options.")
CHECK_FIELD = gettext_noop("The check on line %(line)s lacks “%(field)s”.")


@dataclass(frozen=True)
class Text:
    """Text as clean HTML."""

    html: str


@dataclass(frozen=True)
class Table:
    """A table as rows of plain cells, the heading first."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Callout:
    """A part set apart: its kind (contoh, ingat, coba), its title, its content."""

    kind: str
    title: str
    content: tuple[Text | Table, ...]


@dataclass(frozen=True)
class Check:
    """A knowledge check: the question, its options with whether each is right, why, and where it stands."""

    line: int
    competency: str
    level: str
    question: str
    options: tuple[tuple[str, bool], ...]
    explanation: str


Block = Text | Table | Callout | Check


@dataclass(frozen=True)
class CourseFile:
    """One file: its path in the folder, its fingerprint, its front matter and its Markdown."""

    path: Path
    name: str
    sha256: str
    facts: dict[str, Any]
    body: str
    first_line: int

    def text(self, field_name: str, default: str | None = None) -> str:
        """Return a field of the front matter as text.

        Raises:
            BadFile: it is missing and has no default.
        """
        value = self.facts.get(field_name)
        if value is None or not str(value).strip():
            if default is None:
                raise BadFile(FIELD_MISSING, field=field_name)
            return default
        return str(value).strip()


@dataclass
class Folder:
    """The files of a course by their place: the course, its modules, their lessons; unusable ones with the reason."""

    course: Path
    modules: list[tuple[Path, list[Path]]] = field(default_factory=list)
    errors: list[tuple[str, BadFile]] = field(default_factory=list)


def list_files(folder: Path) -> Folder:
    """Return the files of the course in the order of their numbers."""
    found = Folder(folder / COURSE_FILE)
    for module in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if not NUMBERED.match(module.name):
            found.errors.append((module.name, BadFile(BAD_NAME)))
            continue
        lessons = []
        for lesson in sorted(path for path in module.glob("*.md") if path.name != MODULE_FILE):
            if NUMBERED.match(lesson.stem):
                lessons.append(lesson)
            else:
                found.errors.append((f"{module.name}/{lesson.name}", BadFile(BAD_NAME)))
        found.modules.append((module, lessons))
    return found


def slug_of(name: str) -> str:
    """Return the slug in a numbered name."""
    return name[3:]


def read_file(path: Path, root: Path) -> CourseFile:
    """Return a file with its front matter read.

    Raises:
        BadFile: it is missing, no text, or has no front matter.
    """
    name = path.relative_to(root).as_posix()
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise BadFile(gettext_noop("The file is missing.")) from None
    except UnicodeDecodeError:
        raise BadFile(NOT_UTF8) from None
    head, closing, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not closing:
        raise BadFile(NO_FRONT_MATTER)
    try:
        facts = yaml.safe_load(head)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise BadFile(BAD_FRONT_MATTER, line=mark.line + 2 if mark else 2) from None
    if not isinstance(facts, dict):
        raise BadFile(NO_FRONT_MATTER)
    return CourseFile(path, name, hashlib.sha256(raw).hexdigest(), facts, body, first_line=head.count("\n") + 4)


def blocks_of(file: CourseFile) -> list[Block]:
    """Return the blocks of a lesson in order.

    Raises:
        BadFile: a container is unknown, never closed, or a check cannot be read.
    """
    found: list[Block] = []
    for kind, title, lines, line in sections_of(file):
        if kind == CHECK:
            found.append(check_of(lines, line))
        elif kind:
            found.append(Callout(kind, title, tuple(plain_blocks("\n".join(lines)))))
        else:
            found.extend(plain_blocks("\n".join(lines)))
    return found


def sections_of(file: CourseFile) -> Iterator[tuple[str, str, list[str], int]]:
    """Yield (kind, title, lines, line of the opening) in order; kind is empty between containers."""
    kind, title, opened = "", "", file.first_line
    lines: list[str] = []
    for number, line in enumerate(file.body.split("\n"), file.first_line):
        match = CONTAINER.match(line.strip())
        if match is None:
            lines.append(line)
            continue
        opening = match["kind"]
        if opening and (kind or opening not in (*CALLOUTS, CHECK)):
            raise BadFile(
                UNKNOWN_CONTAINER if not kind else OPEN_CONTAINER, line=number if not kind else opened, kind=opening
            )
        if kind or any(text.strip() for text in lines):
            yield kind, title, lines, opened
        kind, title, opened, lines = opening, match["title"].strip(), number, []
    if kind:
        raise BadFile(OPEN_CONTAINER, line=opened)
    if any(text.strip() for text in lines):
        yield "", "", lines, opened


def check_of(lines: list[str], line: int) -> Check:
    """Return the check that stands in a container opened on `line`."""
    facts: dict[str, str] = {}
    question: list[str] = []
    options: list[tuple[str, bool]] = []
    explanation: list[str] = []
    for text in (raw.strip() for raw in lines if raw.strip()):
        option = OPTION.match(text)
        name, colon, value = text.partition(":")
        if option:
            options.append((option["text"].strip(), option["mark"] != " "))
        elif text.startswith(">"):
            explanation.append(text.removeprefix(">").strip())
        elif colon and name in ("competency", "level") and not question:
            facts[name] = value.strip()
        else:
            question.append(text)
    for name in ("competency", "level"):
        if not facts.get(name):
            raise BadFile(CHECK_FIELD, line=line, field=name)
    require_sound(question, options, line)
    return Check(line, facts["competency"], facts["level"], "\n".join(question), tuple(options), " ".join(explanation))


def require_sound(question: list[str], options: list[tuple[str, bool]], line: int) -> None:
    """Refuse a check that cannot be asked."""
    if not question:
        raise BadFile(NO_QUESTION, line=line)
    if not 2 <= len(options) <= 6:
        raise BadFile(NO_OPTIONS, line=line, count=len(options))
    if not any(right for _, right in options):
        raise BadFile(NO_RIGHT_OPTION, line=line)
    if all(right for _, right in options):
        raise BadFile(ALL_RIGHT, line=line)


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def plain_blocks(markdown: str) -> list[Text | Table]:
    """Return Markdown without containers as text and tables."""
    tokens = MARKDOWN.parse(markdown)
    found: list[Text | Table] = []
    waiting: list[Token] = []
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    in_table = False
    for token in tokens:
        if token.type == "table_open":
            found.extend(text_of(waiting))
            waiting, rows, in_table = [], [], True
        elif token.type == "table_close":
            found.append(Table(tuple(rows)))
            in_table = False
        elif not in_table:
            waiting.append(token)
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            rows.append(tuple(row))
        elif token.type == "inline":
            row.append(plain_text(token))
    found.extend(text_of(waiting))
    return found


def plain_text(token: Token) -> str:
    """Return the words of a cell without markup; a table of a lesson holds plain words."""
    return "".join(child.content for child in token.children or []).replace("|", "/").strip()


def text_of(tokens: list[Token]) -> list[Text]:
    """Return tokens as clean HTML, nothing where there is none."""
    html = clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})) if tokens else ""
    return [Text(html)] if html else []


def html_of(markdown: str) -> str:
    """Return Markdown as clean HTML."""
    return clean(MARKDOWN.render(markdown))


def clean(html: str) -> str:
    """Return HTML with only what a lesson may hold, in the tags the editor writes."""
    for made, wanted in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{made}>", f"<{wanted}>").replace(f"</{made}>", f"</{wanted}>")
    cleaned = nh3.clean(
        html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES, link_rel=None
    )
    return re.sub(r">\n+<", "><", cleaned).strip()
