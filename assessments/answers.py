"""What an answer is, for each kind of question. Pure; imports no Django.

An answer is JSON. A key has the same shape as the answer that would be right, unless `scoring` says otherwise:

    single, multiple, true_false   {"choice": ["b"]}
    situational                    {"choice": ["b"]}                 the action that a person would take
    hotspot                        {"choice": ["b"]}                 the region of the picture
    ordering                       {"places": {"a": 1, "b": 2}}       places count from 1
    matching                       {"pairs": {"a": "2", "b": "1"}}    left option to right choice
    numeric                        {"number": "12,5"}                 as typed; what is no number is kept
    short_text                     {"text": "pengendali data"}
    cloze                          {"gaps": {"a": "pengendali"}}      gap to text
    likert                         {"ratings": {"a": 4}}              statement to a point of the scale, 1 to 5
    essay                          {"text": "…"}                      with its line breaks
    checklist                      {"text": "…"}                      when and where the task can be watched
    upload                         {"file": "<uuid>", "name": "…"}    kept by the server alone (see services.files)

Inside the bank the names are the ids of the version's options; what a browser sends and gets are tokens that hold
for one question of one attempt (see `questions`). Half an answer is an answer: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from assessments.typed import (
    LONGEST_APPOINTMENT,
    LONGEST_ESSAY,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    read_number,
    with_lines,
    without_controls,
)
from lms.errors import InvalidInput, gettext_noop

Answer = dict[str, Any]

CHOICE_FIELD = "jawaban"
PLACE_FIELD = "urutan-"
PAIR_FIELD = "pasangan-"
NUMBER_FIELD = "angka"
TEXT_FIELD = "teks"
GAP_FIELD = "isian-"
SCALE_FIELD = "skala-"
FILE_FIELD = "berkas"
# Longer than any place of an order; what is longer was not typed into our form.
PLACE_DIGITS = 4


class Kind(StrEnum):
    """Kinds of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"
    MATCHING = "matching"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"
    CLOZE = "cloze"
    SITUATIONAL = "situational"
    ESSAY = "essay"
    UPLOAD = "upload"
    HOTSPOT = "hotspot"
    LIKERT = "likert"
    CHECKLIST = "checklist"


# What no machine can score: people rate it along the rubric of the question, or watch a task and tick what they see.
RATED = frozenset({Kind.ESSAY, Kind.UPLOAD, Kind.CHECKLIST})
# What people say about themselves: it is asked and shown again, but never counts and never becomes evidence.
UNSCORED = frozenset({Kind.LIKERT})
SCALE: dict[int, str] = {
    1: gettext_noop("does not fit me at all"),
    2: gettext_noop("does not fit me"),
    3: gettext_noop("fits me in part"),
    4: gettext_noop("fits me"),
    5: gettext_noop("fits me fully"),
}


ONE_FIELD = frozenset({Kind.NUMERIC, Kind.SHORT_TEXT, Kind.ESSAY, Kind.UPLOAD, Kind.CHECKLIST})


class UnreadableAnswer(InvalidInput):
    """The answer has not the shape of its question, or names an option the question does not have."""

    code = "unreadable_answer"
    message = gettext_noop("We could not read this answer. Reload the page and choose again.")


class AnswerTooLong(UnreadableAnswer):
    """What was typed is longer than any answer to such a question."""

    code = "answer_too_long"
    message = gettext_noop(
        "This answer is longer than %(most)s characters, so it was not saved. Shorten it and save again."
    )


def field_prefix(position: int) -> str:
    """Return what stands before the names of the fields of a question that shares its page with others."""
    return f"s{position}-"


def fields_of(fields: Mapping[str, Sequence[str]], position: int) -> dict[str, Sequence[str]]:
    """Return the fields of one question of a page with several, by their own names."""
    prefix = field_prefix(position)
    return {name.removeprefix(prefix): values for name, values in fields.items() if name.startswith(prefix)}


def from_fields(fields: Mapping[str, Sequence[str]]) -> Answer:
    """Return the answer that a form without JavaScript sent, as lists of values by field name.

    Every part is there, whatever the kind of the question; `renamed` takes the one that counts.

    Raises:
        UnreadableAnswer: a place is no number that an order could have.

    """
    return {
        "choice": [value for value in fields.get(CHOICE_FIELD, ()) if value],
        "places": {name: typed_place(value) for name, value in prefixed(fields, PLACE_FIELD) if value.isdecimal()},
        "pairs": {name: value for name, value in prefixed(fields, PAIR_FIELD) if value},
        "number": last(fields, NUMBER_FIELD),
        "text": last(fields, TEXT_FIELD),
        "gaps": {name: value for name, value in prefixed(fields, GAP_FIELD) if value},
        "ratings": {name: typed_place(value) for name, value in prefixed(fields, SCALE_FIELD) if value.isdecimal()},
    }


def typed_place(value: str) -> int:
    """Return the place that was typed, of a bounded length: reading endless digits is refused by Python itself."""
    if len(value) > PLACE_DIGITS:
        raise UnreadableAnswer
    return int(value)


def last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the last value of a field, empty where it was not sent."""
    values = fields.get(name, ())
    return values[-1] if values else ""


def prefixed(fields: Mapping[str, Sequence[str]], prefix: str) -> list[tuple[str, str]]:
    """Return (rest of the name, last value) of the fields that begin with `prefix`."""
    return [
        (name.removeprefix(prefix), values[-1]) for name, values in fields.items() if name.startswith(prefix) and values
    ]


def renamed(kind: str, answer: Answer, options: Mapping[str, str], choices: Mapping[str, str]) -> Answer:
    """Return the answer with its options and choices renamed, in a form that compares equal when it means the same.

    Raises:
        UnreadableAnswer: the shape is wrong, or a name is missing from `options` or `choices`.

    """
    try:
        if kind == Kind.ORDERING:
            places = sorted_items(answer, "places")
            return {"places": {options[name]: place(number, len(options)) for name, number in places}}
        if kind == Kind.MATCHING:
            return {"pairs": {options[name]: choices[choice] for name, choice in sorted_items(answer, "pairs")}}
        if kind == Kind.CLOZE:
            gaps = [(options[name], typed(text, LONGEST_TEXT)) for name, text in sorted_items(answer, "gaps")]
            return {"gaps": {name: text for name, text in gaps if text}}
        if kind == Kind.LIKERT:
            told = sorted_items(answer, "ratings")
            return {"ratings": {options[name]: place(number, len(SCALE)) for name, number in told}}
        if kind in ONE_FIELD:
            return in_one_field(kind, answer)
        picks = answer.get("choice", [])
        if not isinstance(picks, list) or (kind != Kind.MULTIPLE and len(picks) > 1):
            raise UnreadableAnswer
        return {"choice": sorted({options[name] for name in picks})}
    except (KeyError, TypeError, AttributeError) as problem:
        raise UnreadableAnswer from problem


def in_one_field(kind: str, answer: Answer) -> Answer:
    """Return an answer that names no option: a number, a text, a file."""
    if kind == Kind.NUMERIC:
        return {"number": typed(answer.get("number", ""), LONGEST_NUMBER)}
    if kind == Kind.SHORT_TEXT:
        return {"text": typed(answer.get("text", ""), LONGEST_TEXT)}
    if kind == Kind.UPLOAD:
        return {name: str(answer[name]) for name in ("file", "name") if name in answer}
    most = LONGEST_APPOINTMENT if kind == Kind.CHECKLIST else LONGEST_ESSAY
    return {"text": with_lines(of_length(answer.get("text", ""), most))}


def typed(text: Any, most: int) -> str:
    """Return what was typed, as one line of at most `most` characters.

    Raises:
        AnswerTooLong: it is longer.

    """
    return without_controls(of_length(text, most))


def of_length(text: Any, most: int) -> str:
    """Return a text of at most `most` characters.

    Raises:
        AnswerTooLong: it is longer.

    """
    if not isinstance(text, str):
        raise UnreadableAnswer
    if len(text) > most:
        raise AnswerTooLong(most=most)
    return text


def sorted_items(answer: Answer, part: str) -> list[tuple[str, Any]]:
    """Return the pairs of one part of the answer, in order."""
    return sorted(answer.get(part, {}).items())


def place(number: Any, highest: int) -> int:
    """Return a place of an order after checking it."""
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= highest:
        raise UnreadableAnswer
    return number


def is_empty(answer: Answer) -> bool:
    """Whether nothing at all was given."""
    return not any(answer.values())


def is_complete(kind: str, answer: Answer | None, option_count: int) -> bool:
    """Whether nothing is left to fill in: a choice, a different place for each, a partner for each, a number, words."""
    if not answer:
        return False
    if kind == Kind.ORDERING:
        places = answer.get("places", {})
        return len(places) == option_count and len(set(places.values())) == option_count
    if kind == Kind.MATCHING:
        return len(answer.get("pairs", {})) == option_count
    if kind == Kind.LIKERT:
        return len(answer.get("ratings", {})) == option_count
    if kind == Kind.CLOZE:
        return len(answer.get("gaps", {})) == option_count
    if kind == Kind.NUMERIC:
        return read_number(answer.get("number", "")) is not None
    if kind in (Kind.SHORT_TEXT, Kind.ESSAY, Kind.CHECKLIST):
        return bool(answer.get("text", "").strip())
    if kind == Kind.UPLOAD:
        return bool(answer.get("file"))
    return bool(answer.get("choice"))
