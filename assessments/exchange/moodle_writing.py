"""Moodle XML, written. Pure; imports no Django.

Texts are marked `plain_text`, so that they come back sign by sign; what Moodle has no field for stands in tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from assessments.answers import Kind
from assessments.authoring import ItemContent
from assessments.exchange import labels, shapes
from assessments.exchange.entries import Entry
from assessments.exchange.labels import Labels
from assessments.exchange.moodle_gaps import with_gaps

PLAIN = "plain_text"


def write(entries: Sequence[Entry]) -> bytes:
    """Return questions as a file that Moodle imports."""
    quiz = ET.Element("quiz")
    for entry in entries:
        add_question(quiz, entry)
    ET.indent(quiz)
    told: bytes = ET.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return told


def add_question(quiz: ET.Element, entry: Entry) -> None:
    """Add one question."""
    one = entry.content
    assert one is not None  # noqa: S101 - only whole items are written
    question = ET.SubElement(quiz, "question", type=type_of(one))
    stem, more = with_gaps(one) if one.kind == Kind.CLOZE else (one.stem, shapes.kind_labels(one.kind, one))
    add_text(question, "name", entry.code)
    add_text(question, "questiontext", stem, format=PLAIN)
    add_text(question, "generalfeedback", one.rationale, format=PLAIN)
    add(question, "defaultgrade", "1.0")
    add(question, "idnumber", entry.code)
    more = {**more, **add_answers(question, one)}
    tags = ET.SubElement(question, "tags")
    for word, value in labels.labels_of(entry, **more).items():
        if word != labels.CODE:
            add_text(tags, "tag", f"{word}:{value}")


def type_of(one: ItemContent) -> str:
    """Return the type of Moodle that asks the same."""
    if one.kind == Kind.TRUE_FALSE:
        return "truefalse" if shapes.is_plain_true_false(one) else "multichoice"
    return TYPES[one.kind]


TYPES: dict[str, str] = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.SITUATIONAL: "multichoice",
    Kind.ORDERING: "ordering",
    Kind.MATCHING: "matching",
    Kind.NUMERIC: "numerical",
    Kind.SHORT_TEXT: "shortanswer",
    Kind.CLOZE: "cloze",
    Kind.ESSAY: "essay",
    Kind.UPLOAD: "essay",
}


def add(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    """Add an element with text."""
    child = ET.SubElement(parent, name, attributes)
    child.text = text
    return child


def add_text(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    """Add an element with <text> inside."""
    child = ET.SubElement(parent, name, attributes)
    add(child, "text", text)
    return child


def add_answers(question: ET.Element, one: ItemContent) -> Labels:
    """Add what is right and wrong; return the labels that this needs."""
    kind = type_of(one)
    if kind == "essay":
        return add_essay(question, one)
    if kind == "ordering":
        return add_order(question, one)
    if kind == "truefalse":
        is_true = shapes.is_key(one, "a")
        add_text(question, "answer", "true", fraction="100" if is_true else "0", format=PLAIN)
        add_text(question, "answer", "false", fraction="0" if is_true else "100", format=PLAIN)
    elif kind == "multichoice":
        add(question, "single", "false" if one.kind == Kind.MULTIPLE else "true")
        add(question, "shuffleanswers", "true")
        for text, share in shapes.shares_of(one):
            add_text(question, "answer", text, fraction=shapes.percent_text(share), format=PLAIN)
    elif kind == "matching":
        add(question, "shuffleanswers", "true")
        for left, right in shapes.pairs_of(one):
            add_text(add_text(question, "subquestion", left, format=PLAIN), "answer", right)
    elif kind == "numerical":
        add_number(question, one)
    elif kind == "shortanswer":
        add_accepted(question, one)
    return {}


def add_accepted(question: ET.Element, one: ItemContent) -> None:
    """Add the answers that a short text accepts."""
    add(question, "usecase", "0")
    for text in one.key["accepted"]:
        add_text(question, "answer", text.replace("*", "\\*"), fraction="100", format=PLAIN)


def add_order(question: ET.Element, one: ItemContent) -> Labels:
    """Add options in their right order."""
    add(question, "layouttype", "VERTICAL")
    add(question, "selecttype", "ALL")
    texts, written = shapes.in_order(one)
    for place, text in enumerate(texts, start=1):
        add_text(question, "answer", text, fraction=str(place), format=PLAIN)
    return {labels.KIND: str(Kind.ORDERING), labels.KEY: written}


def add_essay(question: ET.Element, one: ItemContent) -> Labels:
    """Add what somebody writes or hands in, and the rubric as a text for graders."""
    is_file = one.kind == Kind.UPLOAD
    add(question, "responseformat", "noinline" if is_file else "plain")
    add(question, "responserequired", "0" if is_file else "1")
    add(question, "attachments", "1" if is_file else "0")
    add(question, "attachmentsrequired", "1" if is_file else "0")
    add_text(question, "graderinfo", shapes.rubric_text(one), format=PLAIN)
    return {labels.KIND: one.kind}


def add_number(question: ET.Element, one: ItemContent) -> None:
    """Add a number with its tolerance and unit."""
    answer = add_text(question, "answer", one.key["number"], fraction="100", format=PLAIN)
    add(answer, "tolerance", one.key["tolerance"])
    if one.key["unit"]:
        unit = ET.SubElement(ET.SubElement(question, "units"), "unit")
        add(unit, "multiplier", "1")
        add(unit, "unit_name", one.key["unit"])
