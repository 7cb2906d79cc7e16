r"""Questions as people type them: question, options, a star on the key. Pure; imports no Django.

    Kode: PDP-12
    1. Siapa pengendali data?
    A. Warga
    *B. Dinas
    Penjelasan: Dinas menentukan tujuan.

An empty line parts questions. Options bear a letter or a hyphen, or nothing but a star on the right one; `Kunci: B`
does instead of the star. `Jenis:` names other kinds, whose options and `Jawaban:` are written as in the form of the
bank. A backslash at the beginning of a line says that the line is text, whatever it looks like; alone, it is an
empty line inside a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from assessments.answers import Kind
from assessments.authoring import ItemContent
from assessments.exchange import cells, kinds, labels, remarks, shapes, table
from assessments.exchange.entries import Entry, EntryRefused, Remark
from assessments.exchange.labels import Labels
from assessments.exchange.reading import text_of
from assessments.notation import GAP_LABELS, PAIR_MARK, Written, gaps_from, letter, line_of_number, lines_of, parts_from
from assessments.typed import gaps_in

# What stands above this line, such as instructions, is not read.
RULE = "=== SOAL ==="
ANSWER = "jawaban"
QUESTION = "soal"
# After these a new question does not begin; before them it may.
TAILS = frozenset({labels.RATIONALE, labels.SOURCE, labels.KEY, labels.SCORING, ANSWER})
# What follows these in the next line, and is no label, is the next question.
ENDS = frozenset({labels.KEY, labels.SCORING, ANSWER})
MARKED = re.compile(r"(\*?)\s*(?:([A-Ja-j])[.)]|(-))\s+(\*?)\s*(\S.*)")
STARRED = re.compile(r"\*\s*(\S.*)")
NUMBERED = re.compile(r"\d{1,3}[.)]\s+(\S.*)")
LABEL = re.compile(r"([A-Za-z ]{3,14}):\s*(.*)")
NAMES = labels.WORDS | {ANSWER, QUESTION, *labels.SYNONYMS}


class Option(NamedTuple):
    """An option, and whether a star says that it is right."""

    text: str
    is_right: bool


class Sort(StrEnum):
    """What a line is."""

    TEXT = "text"
    OPTION = "option"
    STAR = "star"
    LABEL = "label"


@dataclass(frozen=True)
class Line:
    """A line of a file; `is_plain`: a backslash said that it is text; `lost`: what of it could not be read."""

    number: int
    text: str
    is_plain: bool = False
    lost: tuple[Remark, ...] = ()

    @property
    def sort(self) -> Sort:
        """Return what the line is."""
        if self.is_plain:
            return Sort.TEXT
        if MARKED.fullmatch(self.text):
            return Sort.OPTION
        if STARRED.fullmatch(self.text):
            return Sort.STAR
        return Sort.LABEL if self.label else Sort.TEXT

    @property
    def label(self) -> tuple[str, str] | None:
        """Return word and value, where the line is a label."""
        found = LABEL.fullmatch(self.text)
        word = found[1].strip().lower() if found else ""
        return (labels.SYNONYMS.get(word, word), found[2].strip()) if found and word in NAMES else None


@dataclass
class Block:
    """The lines of one question, with what has been seen of it."""

    lines: list[Line] = field(default_factory=list)
    has_text: bool = False
    has_answers: bool = False
    is_tail: bool = False
    last_label: str = ""

    def take(self, line: Line) -> None:
        """Add a line."""
        self.lines.append(line)
        label = line.label if line.sort is Sort.LABEL else None
        self.has_answers = (
            self.has_answers or line.sort in (Sort.OPTION, Sort.STAR) or bool(label and label[0] == ANSWER)
        )
        self.has_text = self.has_text or line.sort is Sort.TEXT or bool(label and label[0] == QUESTION)
        self.is_tail = bool(label and label[0] in TAILS) or (self.is_tail and line.sort is Sort.TEXT)
        self.last_label = label[0] if label else ""

    def ends_before(self, line: Line, *, after_gap: bool) -> bool:
        """Whether a line begins the next question."""
        word = line.label[0] if line.sort is Sort.LABEL and line.label else ""
        if not (self.has_answers and self.has_text):
            return self.has_text and after_gap and word in (labels.CODE, QUESTION)
        if word:
            return word == QUESTION or (after_gap and word not in TAILS)
        if line.sort is Sort.TEXT and not line.is_plain:
            return after_gap or self.last_label in ENDS or bool(NUMBERED.fullmatch(line.text))
        return after_gap and line.sort is Sort.STAR and self.is_tail


def read(data: bytes) -> list[Entry]:
    """Return the questions of a text.

    Raises:
        FileRefused: it is no text.
    """
    return read_lines(lines_from(re.split(r"\r\n?|\n", text_of(data))))


def lines_from(texts: Iterable[str]) -> list[Line]:
    """Return the lines of a text; a backslash before one makes it plain."""
    lines = []
    for number, text in enumerate(texts, start=1):
        told = text.replace("\xa0", " ").strip()
        is_plain = told.startswith("\\")
        lines.append(Line(number, told[1:] if is_plain else told, is_plain))
    return lines


def read_lines(lines: Iterable[Line]) -> list[Entry]:
    """Return the questions among some lines."""
    blocks, block, after_gap = [], Block(), False
    for line in below_rule(list(lines)):
        if not line.text and not line.is_plain and not line.lost:
            after_gap = True
            continue
        if block.ends_before(line, after_gap=after_gap):
            blocks.append(block)
            block = Block()
        block.take(line)
        after_gap = False
    return [entry_of(one.lines) for one in [*blocks, block] if one.lines]


def below_rule(lines: list[Line]) -> list[Line]:
    """Return the lines below the first rule, all where there is none."""
    place = next((place for place, line in enumerate(lines) if line.text == RULE and not line.is_plain), -1)
    return lines[place + 1 :]


def entry_of(lines: Sequence[Line]) -> Entry:
    """Return the question of some lines."""
    place = lines[0].number
    told, stem, options, answers = sorted_out(lines)
    lost = [remark for line in lines for remark in line.lost]
    try:
        if not stem and not options:
            raise EntryRefused(remarks.NO_KIND)
        return labels.entry_from(place, content_of(told, stem, options, answers), told, lost)
    except EntryRefused as problem:
        return labels.refused(place, stem or lines[0].text, problem)


def sorted_out(lines: Sequence[Line]) -> tuple[Labels, str, list[Option], list[str]]:
    """Return the labels, the question, its options, and its typed answers."""
    told: Labels = {}
    texts: list[str] = []
    options: list[Option] = []
    answers: list[str] = []
    bare = not any(line.sort is Sort.OPTION for line in lines) and any(line.sort is Sort.STAR for line in lines)
    current = ""
    for line in lines:
        label = line.label if line.sort is Sort.LABEL else None
        if label:
            current = label[0]
            if current == QUESTION:
                texts += [label[1]] if label[1] else []
            elif current == ANSWER:
                answers.append(label[1])
            else:
                told.setdefault(current, label[1])
        elif current in (labels.RATIONALE, labels.SOURCE) and line.sort is Sort.TEXT:
            told[current] = f"{told[current]}\n{line.text}" if told[current] else line.text
        elif bare and texts and not line.is_plain:
            options.append(Option(line.text.removeprefix("*").strip(), line.text.startswith("*")))
        elif line.sort in (Sort.OPTION, Sort.STAR):
            options.append(option_of(line.text))
            current = ""
        elif options and current == "":
            options[-1] = options[-1]._replace(text=f"{options[-1].text}\n{line.text}")
        else:
            texts.append(line.text if line.is_plain or texts else without_number(line.text))
            current = QUESTION
    return told, "\n".join(texts).strip(), options, answers


def option_of(text: str) -> Option:
    """Return an option without its letter and star; a backslash before its text belongs to the notation."""
    marked = MARKED.fullmatch(text)
    if marked:
        return Option(marked[5].removeprefix("\\"), bool(marked[1] or marked[4]))
    return Option(text.removeprefix("*").strip(), is_right=True)


def without_number(text: str) -> str:
    """Return a question without its number."""
    found = NUMBERED.fullmatch(text)
    return found[1] if found else text


def content_of(told: Labels, stem: str, options: Sequence[Option], answers: Sequence[str]) -> ItemContent:
    """Return what a question asks.

    Raises:
        EntryRefused: kind, key or scoring cannot be read.
    """
    kind = labels.kind_in(told) or guessed_kind(told, options, answers)
    shapes.require_letters(options)
    language = told.get(labels.LANGUAGE, "") or "id"
    if kind == Kind.CLOZE:
        written = gaps(answers, stem, language)
    elif kind == Kind.MATCHING:
        written = pairs([option.text for option in options])
    elif kind in (Kind.NUMERIC, Kind.SHORT_TEXT):
        written = parts_from(kind, answers, stem=stem, language=language)
    elif kind == Kind.SITUATIONAL:
        written = parts_from(kind, [option.text for option in options])
    else:
        written = choice(kind, told, options)
    key = {**written.key, "all_or_nothing": True} if labels.is_whole(kind, told) else written.key
    return shapes.content(kind, stem, written.options, key, told, choices=written.choices)


def guessed_kind(told: Labels, options: Sequence[Option], answers: Sequence[str]) -> str:
    """Return the kind of a question that names none."""
    if answers:
        return str(Kind.CLOZE if all(PAIR_MARK in answer for answer in answers) else Kind.SHORT_TEXT)
    if not options:
        raise EntryRefused(remarks.NO_ANSWERS)
    texts = tuple(option.text for option in options)
    if texts in kinds.TRUE_WORDS.values():
        return str(Kind.TRUE_FALSE)
    stars = sum(option.is_right for option in options) or len(key_letters(told))
    return str(Kind.MULTIPLE if stars > 1 else Kind.SINGLE)


def key_letters(told: Labels) -> list[str]:
    """Return the letters of the key."""
    text = told.get(labels.KEY, "").replace(">", ";").replace(",", ";").replace(" ", ";")
    return [part.strip().lower() for part in text.split(";") if part.strip()]


def choice(kind: str, told: Labels, options: Sequence[Option]) -> Written:
    """Return options with the key that stars or letters give."""
    written = [letter(index) for index, option in enumerate(options) if option.is_right]
    named = key_letters(told)
    if kind == Kind.ORDERING and not named:
        named = [letter(index) for index in range(len(options))]
    key = table.key_from(kind, ";".join(named or written), ids(options))
    return Written(shapes.parts(option.text for option in options), (), key)


def ids(options: Sequence[object]) -> list[str]:
    """Return the ids of options."""
    return [letter(index) for index in range(len(options))]


def pairs(options: Sequence[str]) -> Written:
    """Return the pairs of “left = right”."""
    lefts, rights = table.split_pairs(tuple(options))
    key = {"pairs": {name: str(index) for index, name in enumerate(ids(options), start=1)}}
    return Written(shapes.parts(lefts), shapes.numbered(rights), key)


def gaps(answers: Sequence[str], stem: str, language: str) -> Written:
    """Return the gaps of a text and what each accepts."""
    written = gaps_from([], gaps_in(stem), GAP_LABELS.get(language, GAP_LABELS["en"]))
    told: dict[str, list[str]] = {}
    for answer in answers:
        name, _mark, accepted = answer.partition(PAIR_MARK)
        told.setdefault(name.strip(), []).extend(text for text in cells.apart(accepted, "/") if text)
    return Written(written.options, (), {"gaps": told})


def write(entries: Sequence[Entry]) -> bytes:
    """Return questions as text that people can read and change."""
    blocks = ["\n".join(lines_for(entry, number)) for number, entry in enumerate(entries, start=1)]
    return ("\n\n".join(blocks) + "\n").encode()


def lines_for(entry: Entry, number: int) -> list[str]:
    """Return the lines of one question."""
    one = entry.content
    assert one is not None  # noqa: S101 - only whole items are written
    told = labels.labels_of(entry)
    source = told.pop(labels.SOURCE, "")
    scoring = told.pop(labels.SCORING, "")
    if guess_differs(one):
        told[labels.KIND] = kinds.SHORT[one.kind]
    return [
        *(f"{word.capitalize()}: {value}" for word, value in told.items()),
        *question_lines(one.stem, number),
        *answer_lines(one),
        *([f"Penilaian: {scoring}"] if scoring else []),
        *tail_lines("Penjelasan", one.rationale),
        *tail_lines("Sumber", source),
    ]


def guess_differs(one: ItemContent) -> bool:
    """Whether a reader would take the question for another kind, were it not named."""
    if one.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE):
        return True
    stars = [Option(option.text, option.id in one.key["choice"]) for option in one.options]
    return guessed_kind({}, stars, ()) != one.kind


def question_lines(stem: str, number: int) -> list[str]:
    """Return the question under its number, with a backslash before what would be taken for something else."""
    first, *rest = stem.split("\n")
    return [f"{number}. {first}", *map(text_line, rest)]


def text_line(text: str) -> str:
    """Return a line that is read as text."""
    line = Line(0, text)
    is_plain = line.sort is Sort.TEXT and text not in ("", RULE) and text == text.strip()
    is_plain = is_plain and not text.startswith("\\") and not NUMBERED.fullmatch(text)
    return text if is_plain else f"\\{text}"


def tail_lines(word: str, text: str) -> list[str]:
    """Return a label whose value may have several lines."""
    first, *rest = text.split("\n")
    return [f"{word}: {first}", *map(text_line, rest)] if text else []


def answer_lines(one: ItemContent) -> list[str]:
    """Return options, key and typed answers."""
    if one.kind == Kind.NUMERIC:
        return [f"Jawaban: {line_of_number(one.key)}"]
    if one.kind == Kind.SHORT_TEXT:
        return [f"Jawaban: {text}" for text in one.key["accepted"]]
    if one.kind == Kind.CLOZE:
        return [f"Jawaban: {name} = {cells.joined(accepted, '/')}" for name, accepted in one.key["gaps"].items()]
    return [line for option in option_lines(one) for line in option]


def option_lines(one: ItemContent) -> list[list[str]]:
    """Return the lines of each option, and of the key of an order."""
    if one.kind == Kind.MATCHING:
        return [lines_of_option("- ", f"{cells.shielded(left, '=')} = {right}") for left, right in shapes.pairs_of(one)]
    if one.kind == Kind.SITUATIONAL:
        return [lines_of_option("- ", line) for line in lines_of(one)]
    if one.kind == Kind.ORDERING:
        places = one.key["places"]
        key = f"Kunci: {'>'.join(sorted(places, key=lambda name: places[name])).upper()}"
        return [*(lines_of_option(f"{part.id.upper()}. ", part.text) for part in one.options), [key]]
    right = set(one.key["choice"])
    marks = [f"{'*' if part.id in right else ''}{part.id.upper()}. " for part in one.options]
    return [lines_of_option(mark, part.text) for mark, part in zip(marks, one.options, strict=True)]


def lines_of_option(mark: str, text: str) -> list[str]:
    """Return the lines of one option; a text that begins like the notation bears a backslash."""
    first, *rest = text.split("\n")
    shield = "\\" if first.startswith(("\\", "*")) else ""
    return [f"{mark}{shield}{first}", *map(text_line, rest)]
