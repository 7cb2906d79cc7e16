"""Moodle XML, read: each type of question into the kind of ours that asks the same. Pure; imports no Django.

Labels stand as tags (`kode:PDP-12`). Files inside the XML are never unpacked.

Source: docs.moodle.org, “Moodle XML format”; “Embedded Answers (Cloze) question type”.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from xml.etree.ElementTree import Element

from assessments.answers import Kind
from assessments.exchange import labels, markup, remarks, shapes
from assessments.exchange.entries import Entry, EntryRefused, FileRefused, Remark
from assessments.exchange.labels import Labels
from assessments.exchange.moodle_gaps import gaps_of
from assessments.exchange.reading import xml_of
from assessments.exchange.shapes import Shape

Lost = list[Remark]

# What Moodle itself says for right and wrong answers unless the author changes it.
USUAL_FEEDBACK = frozenset(
    {
        "",
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
        "jawaban anda benar.",
        "jawaban anda benar sebagian.",
        "jawaban anda sebagian benar.",
        "jawaban anda salah.",
    }
)
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(data: bytes) -> list[Entry]:
    """Return the questions of a file of Moodle.

    Raises:
        FileRefused: it is no readable XML of Moodle.
    """
    root = xml_of(data)
    if root.tag != "quiz":
        raise FileRefused(remarks.NOT_MOODLE)
    questions = [one for one in root.iter("question") if one.get("type") != "category"]
    return [entry_of(one, place) for place, one in enumerate(questions, start=1)]


def entry_of(question: Element, place: int) -> Entry:
    """Return one question."""
    told = labels.labels_in(tag.text or "" for tag in question.findall("tags/tag/text"))
    identity = (question.findtext("idnumber") or "").strip()[:60]
    name = (question.findtext("name/text") or "").strip()
    kind = (question.get("type") or "").strip()
    reader = READERS.get(kind)
    try:
        if reader is None:
            raise EntryRefused(remarks.KIND, kind=kind[:60])
        lost: Lost = []
        rationale = text_in(question.find("generalfeedback"), lost)
        if rationale:
            told.setdefault(labels.RATIONALE, rationale)
        stem = text_in(question.find("questiontext"), lost)
        content, more = reader(question, stem, told, lost)
        lost += [*more, *left_out(question)]
    except EntryRefused as problem:
        return labels.refused(place, name, problem)
    return labels.entry_from(place, content, told, lost, code=identity)


def text_in(element: Element | None, lost: Lost, usual: str = "html") -> str:
    """Return the plain text of an element with <text> inside, and add what it lost."""
    if element is None:
        return ""
    text, more = markup.from_format(element.findtext("text") or "", element.get("format") or usual)
    lost += more
    if element.find("file") is not None:
        lost.append(Remark(remarks.PICTURE))
    return text


def left_out(question: Element) -> Lost:
    """Return what every type of question may have that ours have no place for."""
    lost: Lost = []
    if any(said(one) for one in question.findall("answer/feedback")):
        lost.append(Remark(remarks.FEEDBACK))
    if any(said(question.find(name)) not in USUAL_FEEDBACK for name in COMBINED):
        lost.append(Remark(remarks.GENERAL_FEEDBACK))
    if any(said(hint) for hint in question.findall("hint")):
        lost.append(Remark(remarks.HINTS))
    return lost


def said(element: Element | None) -> str:
    """Return the words of an element in small letters."""
    return markup.from_html(element.findtext("text") or "")[0].lower() if element is not None else ""


def share_of(answer: Element) -> Fraction:
    """Return what an answer is worth, as a share of the points."""
    return shapes.percent(answer.get("fraction") or "0")


def weighted(question: Element, lost: Lost) -> list[shapes.Weighted]:
    """Return the options of a question with their shares."""
    return [(text_in(answer, lost), share_of(answer)) for answer in question.findall("answer")]


def multichoice(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a choice of one or of several."""
    is_single = (question.findtext("single") or "true").strip().lower() in ("true", "1")
    if (question.findtext("shuffleanswers") or "true").strip().lower() in ("false", "0"):
        lost.append(Remark(remarks.FIXED_ORDER))
    return shapes.choice(stem, weighted(question, lost), told, is_single=is_single)


def multichoiceset(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a choice of several that counts only as a whole."""
    return shapes.choice(stem, weighted(question, lost), {**told, labels.SCORING: labels.WHOLE}, is_single=False)


def truefalse(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a statement that is true or false."""
    right = [answer for answer in question.findall("answer") if share_of(answer) == 1]
    word = (right[0].findtext("text") or "").strip().lower() if len(right) == 1 else ""
    if word not in ("true", "false"):
        raise EntryRefused(remarks.NO_ANSWERS)
    return shapes.true_false(stem, word == "true", told)


def matching(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read pairs to match."""
    pairs = [
        (text_in(one, lost), (one.findtext("answer/text") or "").strip()) for one in question.findall("subquestion")
    ]
    return shapes.matching(stem, pairs, told)


def ordering(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read options that stand in their right order."""
    if labels.kind_in(told) != Kind.ORDERING:
        lost.append(Remark(remarks.ORDER_CREDIT))
    return shapes.ordering_in_order(stem, [text_in(answer, lost) for answer in question.findall("answer")], told)


def numerical(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a number with its tolerance and unit."""
    answers = [answer for answer in question.findall("answer") if (answer.findtext("text") or "").strip() != "*"]
    full = [answer for answer in answers if share_of(answer) == 1]
    if not full:
        raise EntryRefused(remarks.NO_NUMBER)
    if len(answers) > 1:
        lost.append(Remark(remarks.PARTIAL_ANSWERS))
    units = [(unit.findtext("unit_name") or "").strip() for unit in question.findall("units/unit")]
    if len(units) > 1:
        lost.append(Remark(remarks.UNITS))
    number, tolerance = full[0].findtext("text") or "", (full[0].findtext("tolerance") or "").strip()
    return shapes.numeric(stem, number, tolerance, units[0] if units else told.get(labels.UNIT, ""), told)


def shortanswer(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a short text; an answer with a wildcard is no text."""
    if (question.findtext("usecase") or "").strip() == "1":
        lost.append(Remark(remarks.CASE))
    found = [((answer.findtext("text") or "").strip(), share_of(answer)) for answer in question.findall("answer")]
    exact = [(text.replace("\\*", "*"), share) for text, share in found if "*" not in text.replace("\\*", "")]
    if len(exact) < len(found):
        lost.append(Remark(remarks.PATTERNS))
    return shapes.short_text(stem, exact, told)


def cloze(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read a text with gaps."""
    text, gaps, more = gaps_of(stem, told)
    lost += more
    return shapes.cloze(text, gaps, told)


def essay(question: Element, stem: str, told: Labels, lost: Lost) -> Shape:
    """Read what somebody writes or hands in; the text for graders has to be a rubric."""
    attachments = (question.findtext("attachments") or "0").strip()
    is_file = (question.findtext("responseformat") or "").strip() == "noinline" and attachments != "0"
    kind = labels.kind_in(told) or (Kind.UPLOAD if is_file else Kind.ESSAY)
    return shapes.rubric(str(kind), stem, text_in(question.find("graderinfo"), lost), told)


READERS: dict[str, Callable[[Element, str, Labels, Lost], Shape]] = {
    "multichoice": multichoice,
    "multichoiceset": multichoiceset,
    "truefalse": truefalse,
    "matching": matching,
    "ordering": ordering,
    "numerical": numerical,
    "shortanswer": shortanswer,
    "cloze": cloze,
    "essay": essay,
}
