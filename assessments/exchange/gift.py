"""GIFT, Moodle's plain text for questions. Pure; imports no Django.

Labels stand as comments (`// kode: PDP-12`) before the question they belong to. Marks of the format inside a text are
escaped with a backslash. What GIFT has no place for: texts with several gaps.

Source: docs.moodle.org, “GIFT format” (general format, escapes, percentages, numerical answers, missing word).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments.answers import Kind
from assessments.exchange import labels, markup, remarks, shapes
from assessments.exchange.entries import Entry, EntryRefused, Remark
from assessments.exchange.labels import Labels
from assessments.exchange.reading import text_of
from assessments.exchange.shapes import Shape

COMMENT = re.compile(r"\s*//\s?(.*)")
ID_COMMENT = re.compile(r"\[id:\s*([^\]]{1,60})\]")
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
WEIGHT = re.compile(r"\s*%([-+0-9.,eE]+)%")
ESCAPED = re.compile(r"\\(.)", re.S)
MARKS = re.compile(r"([~=#{}:\\])")
TRUTHS = {"t": True, "true": True, "f": False, "false": False}
GAP_LINE = "_____"
# A name between colons at the beginning of a line, or answers with their signs inside brackets.
OURS = re.compile(rb"^::[^\n]*::|\{\s*(?:[=~#]|T\}|F\}|TRUE|FALSE)", re.M)


class Answer(NamedTuple):
    """One answer inside the brackets: its sign, its share of the points, its raw text, whether it has a remark."""

    sign: str
    share: Fraction | None
    raw: str
    has_feedback: bool


def looks_like(data: bytes) -> bool:
    """Whether a text is in GIFT rather than as people type it."""
    return bool(OURS.search(data))


def read(data: bytes) -> list[Entry]:
    """Return the questions of a file in GIFT.

    Raises:
        FileRefused: it is no text.
    """
    entries = []
    block: list[str] = []
    start = 1
    for number, line in enumerate([*re.split(r"\r\n?|\n", text_of(data)), ""], start=1):
        if line.strip():
            start = number if not block else start
            block.append(line)
        elif block:
            entry = entry_of(block, start)
            entries += [entry] if entry else []
            block = []
    return entries


def entry_of(lines: Sequence[str], place: int) -> Entry | None:
    """Return the question of a block of lines; None where it has comments and categories only."""
    comments = [found[1] for line in lines if (found := COMMENT.fullmatch(line))]
    kept = [line for line in lines if not COMMENT.fullmatch(line) and not line.lstrip().startswith("$CATEGORY:")]
    raw = "\n".join(kept).strip()
    if not raw:
        return None
    told = labels.labels_in(unescaped(comment) for comment in comments)
    identity = next((found[1].strip() for line in comments if (found := ID_COMMENT.search(line))), "")
    try:
        (content, lost), more = question(raw, told)
    except EntryRefused as problem:
        return labels.refused(place, raw[:200], problem)
    return labels.entry_from(place, content, told, [*more, *lost], code=identity)


def find(raw: str, mark: str, start: int = 0) -> int:
    """Return where a mark stands that no backslash escapes; -1 where it does not."""
    place = start
    while place < len(raw):
        if raw[place] == "\\":
            place += 2
        elif raw.startswith(mark, place):
            return place
        else:
            place += 1
    return -1


def unescaped(raw: str) -> str:
    """Return a text without the backslashes of the format."""
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw).strip()


def escaped(text: str) -> str:
    """Return a text with backslashes before the marks of the format, in one line."""
    return MARKS.sub(r"\\\1", text).replace("->", "-\\>").replace("\n", "\\n")


def question(raw: str, told: Labels) -> tuple[Shape, list[Remark]]:
    """Return what a question asks, and what its texts lost."""
    raw = without_title(raw)
    form = FORMAT.match(raw)
    how = form[1].lower() if form else "moodle"
    raw = raw[form.end() :] if form else raw
    opens = find(raw, "{")
    closes = find(raw, "}", opens + 1)
    if opens < 0 and closes < 0 and find(raw, "}") < 0:
        raise EntryRefused(remarks.KIND, kind="description")
    if opens < 0 or closes < 0 or find(raw, "{", opens + 1) >= 0 or find(raw, "}", closes + 1) >= 0:
        raise EntryRefused(remarks.OPEN_BRACE)
    before, inside, after = raw[:opens], raw[opens + 1 : closes], raw[closes + 1 :].strip()
    lost = [Remark(remarks.MISSING_WORD)] if after else []
    stem, more = text(f"{before.rstrip()} {GAP_LINE} {after}" if after else before, how)
    cut = find(inside, "####")
    if cut >= 0:
        told.setdefault(labels.RATIONALE, text(inside[cut + 4 :], how)[0])
        inside = inside[:cut]
    return answers_of(stem, inside.strip(), how, told), [*lost, *more]


def without_title(raw: str) -> str:
    """Return a question without the name between double colons."""
    if not raw.startswith("::"):
        return raw
    end = find(raw, "::", 2)
    return raw[end + 2 :].lstrip() if end >= 0 else raw


def text(raw: str, how: str) -> tuple[str, list[Remark]]:
    """Return a text of the file as plain text, and what it lost."""
    own = FORMAT.match(raw) if how != "plain" else None
    how, raw = (own[1].lower(), raw[own.end() :]) if own else (how, raw)
    names = {"moodle": "moodle_auto_format"}
    reduced, lost = markup.from_format(unescaped(raw), names.get(how, how))
    return reduced, list(lost)


def answers_of(stem: str, inside: str, how: str, told: Labels) -> Shape:
    """Return what is asked, by the signs inside the brackets."""
    if not inside:
        raise EntryRefused(remarks.KIND, kind="essay")
    word, _mark, _rest = inside.partition("#")
    if word.strip().lower() in TRUTHS:
        (content, lost) = shapes.true_false(stem, TRUTHS[word.strip().lower()], told)
        return content, [*lost, *([Remark(remarks.FEEDBACK)] if find(inside, "#") >= 0 else [])]
    if inside.startswith("#"):
        return numeric(stem, inside[1:].strip(), told)
    answers = split_answers(inside)
    lost = [Remark(remarks.FEEDBACK)] if any(answer.has_feedback for answer in answers) else []
    if any(find(answer.raw, "->") >= 0 for answer in answers) and all(answer.sign == "=" for answer in answers):
        content, more = pairs(stem, answers, how, told)
        return content, [*lost, *more]
    texts = [text(answer.raw, how) for answer in answers]
    lost += [remark for _, each in texts for remark in each]
    shares = [answer.share if answer.share is not None else Fraction(answer.sign == "=") for answer in answers]
    weighted = [(told_text, share) for (told_text, _), share in zip(texts, shares, strict=True)]
    signs = {answer.sign for answer in answers}
    if signs == {"="} and labels.kind_in(told) != Kind.SITUATIONAL:
        exact = [one for one, answer in zip(weighted, answers, strict=True) if find(answer.raw, "*") < 0]
        lost += [Remark(remarks.PATTERNS)] if len(exact) < len(weighted) else []
        content, more = shapes.short_text(stem, exact, told)
    else:
        content, more = shapes.choice(stem, weighted, told, is_single="=" in signs)
    return content, [*lost, *more]


def split_answers(inside: str) -> list[Answer]:
    """Return the answers inside the brackets.

    Raises:
        EntryRefused: there is none, or a weight cannot be read.
    """
    starts = sorted(places(inside, "=") + places(inside, "~"))
    if not starts:
        raise EntryRefused(remarks.NO_ANSWERS)
    return [answer_of(inside[start:end]) for start, end in zip(starts, [*starts[1:], len(inside)], strict=True)]


def places(raw: str, mark: str) -> list[int]:
    """Return all places of a mark that no backslash escapes."""
    found = []
    place = find(raw, mark)
    while place >= 0:
        found.append(place)
        place = find(raw, mark, place + 1)
    return found


def answer_of(raw: str) -> Answer:
    """Return one answer from its sign on."""
    sign, rest = raw[0], raw[1:]
    weight = WEIGHT.match(rest)
    rest = rest[weight.end() :] if weight else rest
    cut = find(rest, "#")
    has_feedback = cut >= 0 and bool(rest[cut + 1 :].strip())
    share = shapes.percent(weight[1]) if weight else None
    return Answer(sign, share, rest[:cut] if cut >= 0 else rest, has_feedback)


def pairs(stem: str, answers: Sequence[Answer], how: str, told: Labels) -> Shape:
    """Return pairs to match, or the order that we write as pairs."""
    found, lost = [], []
    for answer in answers:
        cut = find(answer.raw, "->")
        left, more = text(answer.raw[: max(cut, 0)], how)
        right, _plain = text(answer.raw[cut + 2 :], how)
        found.append((left, right))
        lost += more
    if labels.kind_in(told) == Kind.ORDERING and all(right.isdecimal() and len(right) < 4 for _, right in found):
        lefts = [left for left, _ in found]
        return shapes.ordering(stem, lefts, [int(right) for _, right in found], told)
    content, more = shapes.matching(stem, found, told)
    return content, [*lost, *more]


def numeric(stem: str, inside: str, told: Labels) -> Shape:
    """Return a number: 12.5:0.1, 12..13, or the first of several that is worth all the points."""
    answers = split_answers(inside) if find(inside, "=") >= 0 else [answer_of(f"={inside}")]
    full = [answer for answer in answers if answer.share in (None, 1)]
    if not full:
        raise EntryRefused(remarks.NO_NUMBER)
    lost = [Remark(remarks.PARTIAL_ANSWERS)] if len(answers) > 1 else []
    lost += [Remark(remarks.FEEDBACK)] if any(answer.has_feedback for answer in answers) else []
    number, tolerance = number_and_tolerance(unescaped(full[0].raw))
    content, more = shapes.numeric(stem, number, tolerance, told.get(labels.UNIT, ""), told)
    return content, [*lost, *more]


def number_and_tolerance(told: str) -> tuple[str, str]:
    """Return a number and its tolerance, from both or from a range."""
    lowest, is_range, highest = told.partition("..")
    if not is_range:
        number, _colon, tolerance = told.partition(":")
        return number, tolerance
    low, high = Fraction(shapes.canonical(lowest)), Fraction(shapes.canonical(highest))
    middle, half = (low + high) / 2, abs(high - low) / 2
    return shapes.plain_decimal(shapes.decimal(middle)), shapes.plain_decimal(shapes.decimal(half))


def write(entries: Sequence[Entry]) -> bytes:
    """Return questions in GIFT."""
    return ("\n\n".join(block_of(entry) for entry in entries) + "\n").encode()


def block_of(entry: Entry) -> str:
    """Return one question with its labels before it."""
    one = entry.content
    assert one is not None  # noqa: S101 - only whole items are written
    more = shapes.kind_labels(one.kind, one)
    if one.kind == Kind.ORDERING:
        more[labels.KIND] = str(Kind.ORDERING)
    if one.kind == Kind.NUMERIC:
        more[labels.UNIT] = one.key["unit"]
    comments = [f"// {word}: {escaped(value)}" for word, value in labels.labels_of(entry, **more).items()]
    feedback = f"####{escaped(one.rationale)}" if one.rationale else ""
    inside = "".join(f"\n\t{line}" for line in [*answer_lines(entry), feedback] if line)
    question_line = f"::{escaped(entry.code)}::[plain]{escaped(one.stem)} {{{inside}\n}}"
    return "\n".join([*comments, question_line])


def answer_lines(entry: Entry) -> list[str]:
    """Return the answers of a question, each on a line."""
    one = entry.content
    assert one is not None  # noqa: S101
    if one.kind == Kind.TRUE_FALSE and shapes.is_plain_true_false(one):
        return ["TRUE" if shapes.is_key(one, "a") else "FALSE"]
    if one.kind == Kind.NUMERIC:
        return [f"#{one.key['number']}:{one.key['tolerance']}"]
    if one.kind == Kind.SHORT_TEXT:
        return [f"=%100%{escaped(text)}".replace("*", "\\*") for text in one.key["accepted"]]
    if one.kind == Kind.MATCHING:
        return [f"={escaped(left)} -> {escaped(right)}" for left, right in shapes.pairs_of(one)]
    if one.kind == Kind.ORDERING:
        return [f"={escaped(option.text)} -> {one.key['places'][option.id]}" for option in one.options]
    shares = shapes.shares_of(one)
    if one.kind == Kind.MULTIPLE:
        return [f"~%{shapes.percent_text(share)}%{escaped(text)}" for text, share in shares]
    return [f"{'=' if share == 1 else '~'}%{shapes.percent_text(share)}%{escaped(text)}" for text, share in shares]
