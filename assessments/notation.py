"""How an author writes options and key, line by line, and how they are read back. Pure; imports no Django.

    single, multiple, true_false   an option a line, with a star (*) before what is right
    ordering                       the lines in the right order
    matching                       left = right
    numeric                        number ± tolerance unit, such as 12,5 ± 0,1 GB; “+-” does for “±”
    short_text                     an accepted answer a line
    cloze                          gap = accepted answer / another one; the gaps stand as [[a]] in the question
    situational                    [weight] action, such as [0,5] Melapor kepada atasan
    hotspot                        * region = shape and numbers (see `regions`), with a star before the right one
    likert                         a statement a line; nothing is right
    checklist                      an observable behaviour a line
    essay, upload                  # criterion, and below it its grades from the lowest: points = how to recognise it

What cannot be read becomes a content that cannot be asked; `authoring` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assessments.answers import RATED, UNSCORED, Answer, Kind
from assessments.authoring import ItemContent, Part
from assessments.regions import canonical_outline
from assessments.rubrics import seen_in
from assessments.typed import canonical_number, gaps_in, shown_number

KEY_MARK = "*"
PAIR_MARK = " = "
TOLERANCE_MARK = "±"
ACCEPTED_MARK = " / "
CRITERION_MARK = "#"
# Before a name that begins like a mark, so that it is read as a name.
SHIELD = "\\"
# What a screen reader calls a gap, in the language of the item.
GAP_LABELS = {"id": "Isian %d", "en": "Gap %d"}


class Written(NamedTuple):
    """What the lines of an author say."""

    options: tuple[Part, ...]
    choices: tuple[Part, ...]
    key: Answer


def letter(index: int) -> str:
    """Return the id of an option by its place (0 is a, 1 is b)."""
    return chr(ord("a") + index)


def lines_of(content: ItemContent) -> list[str]:
    """Return the lines of the options, with the key as the author marks it."""
    if content.kind == Kind.ORDERING:
        places = content.key["places"]
        return [option.text for option in sorted(content.options, key=lambda option: places[option.id])]
    if content.kind == Kind.MATCHING:
        partners = {choice.id: choice.text for choice in content.choices}
        return [f"{option.text}{PAIR_MARK}{partners[content.key['pairs'][option.id]]}" for option in content.options]
    if content.kind == Kind.NUMERIC:
        return [line_of_number(content.key)]
    if content.kind == Kind.SHORT_TEXT:
        return list(content.key["accepted"])
    if content.kind == Kind.CLOZE:
        gaps = content.key["gaps"]
        return [f"{option.id}{PAIR_MARK}{ACCEPTED_MARK.join(gaps[option.id])}" for option in content.options]
    if content.kind == Kind.SITUATIONAL:
        weights = content.key["weights"]
        return [f"[{shown_number(weights[option.id])}] {option.text}" for option in content.options]
    if content.kind in (*UNSCORED, Kind.CHECKLIST):
        return [option.text for option in content.options]
    if content.kind == Kind.HOTSPOT:
        return lines_of_regions(content)
    if content.kind in RATED:
        return [line for option in content.options for line in lines_of_criterion(option, content.key)]
    right = set(content.key["choice"])
    return [f"{KEY_MARK} {option.text}" if option.id in right else option.text for option in content.options]


def lines_of_regions(content: ItemContent) -> list[str]:
    """Return the regions of a picture as their author writes them."""
    outlines = {choice.id: choice.text for choice in content.choices}
    stars = dict.fromkeys(content.key.get("choice", []), f"{KEY_MARK} ")
    names = {one.id: shielded_name(one.text) for one in content.options}
    return [f"{stars.get(one, '')}{name}{PAIR_MARK}{outlines.get(one, '')}" for one, name in names.items()]


def shielded_name(name: str) -> str:
    """Return the name of a region so that its beginning is not taken for the star of the key."""
    return f"{SHIELD}{name}" if name.startswith((KEY_MARK, SHIELD)) else name


def bare_name(told: str) -> str:
    """Return the name that `shielded_name` told."""
    return told[1:] if told.startswith((SHIELD + KEY_MARK, SHIELD + SHIELD)) else told


def lines_of_criterion(option: Part, key: Answer) -> list[str]:
    """Return a criterion and its grades as their author writes them."""
    grades = [f"{shown_number(points)}{PAIR_MARK}{text}" for points, text in key["criteria"][option.id]]
    return [f"{CRITERION_MARK} {option.text}", *grades]


def line_of_number(key: Answer) -> str:
    """Return the key of a number as its author writes it; no tolerance is not written."""
    tolerance = f"{TOLERANCE_MARK} {shown_number(key['tolerance'])}" if key["tolerance"] != "0" else ""
    return " ".join(part for part in (shown_number(key["number"]), tolerance, key["unit"]) if part)


def with_all_or_nothing(kind: str, key: Answer) -> Answer:
    """Return the key of a multiple choice of which part earns nothing; of any other kind as it is."""
    return {**key, "all_or_nothing": True} if kind == Kind.MULTIPLE else key


def parts_from(kind: str, lines: Sequence[str], *, stem: str = "", language: str = "id") -> Written:
    """Return options, choices and key that the lines of an author say; `stem` holds the gaps of a cloze."""
    if kind == Kind.NUMERIC:
        return number_from(" ".join(lines))
    if kind == Kind.SHORT_TEXT:
        return Written((), (), {"accepted": [line for line in lines if line]})
    if kind == Kind.CLOZE:
        return gaps_from(lines, gaps_in(stem), GAP_LABELS.get(language, GAP_LABELS["en"]))
    if kind == Kind.CHECKLIST:
        return checklist_from(lines, language)
    if kind in RATED:
        return rubric_from(lines)
    choices: tuple[Part, ...] = ()
    if kind in UNSCORED:
        return Written(tuple(Part(letter(index), line) for index, line in enumerate(lines)), (), {})
    if kind == Kind.HOTSPOT:
        return regions_from(lines)
    if kind == Kind.SITUATIONAL:
        return judgement_from(lines)
    if kind == Kind.MATCHING:
        pairs = [line.partition(PAIR_MARK) for line in lines]
        lines = [left.strip() for left, _mark, _right in pairs]
        choices = tuple(Part(str(index), right.strip()) for index, (_left, _mark, right) in enumerate(pairs, start=1))
    texts = [line.removeprefix(KEY_MARK).strip() for line in lines]
    options = tuple(Part(letter(index), text) for index, text in enumerate(texts))
    return Written(options, choices, key_of_lines(kind, lines))


def key_of_lines(kind: str, lines: Sequence[str]) -> Answer:
    """Return the key that the order, the pairs or the stars of the lines give."""
    names = [letter(index) for index in range(len(lines))]
    if kind == Kind.ORDERING:
        return {"places": {name: place for place, name in enumerate(names, start=1)}}
    if kind == Kind.MATCHING:
        return {"pairs": {name: str(place) for place, name in enumerate(names, start=1)}}
    return {"choice": [name for name, line in zip(names, lines, strict=True) if line.startswith(KEY_MARK)]}


def number_from(line: str) -> Written:
    """Return the number, its tolerance and its unit; without a tolerance only the number itself is right."""
    told, mark, rest = line.replace("+/-", TOLERANCE_MARK).replace("+-", TOLERANCE_MARK).partition(TOLERANCE_MARK)
    number, _space, unit = told.strip().partition(" ")
    tolerance = "0"
    if mark:
        number = told
        tolerance, _space, unit = rest.strip().partition(" ")
    unit = unit.strip()
    key = {"number": canonical_number(number) or "", "tolerance": canonical_number(tolerance) or "", "unit": unit}
    return Written((Part(letter(0), unit),) if unit else (), (), key)


def gaps_from(lines: Sequence[str], names: Sequence[str], label: str) -> Written:
    """Return the gaps in the order of the text, and what each accepts; a gap named twice keeps both lines."""
    gaps: dict[str, list[str]] = {}
    for line in lines:
        name, _mark, accepted = line.partition(PAIR_MARK)
        texts = [text.strip() for text in accepted.split(ACCEPTED_MARK)]
        gaps.setdefault(name.strip(), []).extend(text for text in texts if text)
    options = tuple(Part(name, label % number) for number, name in enumerate(names, start=1))
    return Written(options, (), {"gaps": gaps})


def judgement_from(lines: Sequence[str]) -> Written:
    """Return the actions and their weights; a line without a weight that can be read has none."""
    options: list[Part] = []
    weights: dict[str, str] = {}
    for index, line in enumerate(lines):
        weight, bracket, action = line.removeprefix("[").partition("]")
        number = canonical_number(weight) if bracket and line.startswith("[") else None
        options.append(Part(letter(index), line if number is None else action.strip()))
        if number is not None:
            weights[letter(index)] = number
    return Written(tuple(options), (), {"weights": weights})


def regions_from(lines: Sequence[str]) -> Written:
    """Return the names of the regions, under the same ids their outlines, and which is right."""
    parted = [line.removeprefix(KEY_MARK).rpartition(PAIR_MARK.rstrip()) for line in lines]
    names = tuple(Part(letter(index), bare_name(name.strip())) for index, (name, _mark, _outline) in enumerate(parted))
    outlines = tuple(
        Part(letter(index), canonical_outline(outline)) for index, (_name, _mark, outline) in enumerate(parted)
    )
    return Written(names, outlines, key_of_lines(Kind.HOTSPOT, lines))


def checklist_from(lines: Sequence[str], language: str) -> Written:
    """Return the behaviours, each a criterion that was not done, partly done or done."""
    options = tuple(Part(letter(index), line) for index, line in enumerate(lines))
    return Written(options, (), {"criteria": {option.id: seen_in(language) for option in options}})


def rubric_from(lines: Sequence[str]) -> Written:
    """Return the criteria of a rubric and their grades; a grade before any criterion is none."""
    options: list[Part] = []
    criteria: dict[str, list[list[str]]] = {}
    for line in lines:
        if line.startswith(CRITERION_MARK):
            options.append(Part(letter(len(options)), line.removeprefix(CRITERION_MARK).strip()))
            criteria[options[-1].id] = []
        elif options:
            points, _mark, text = line.partition("=")
            criteria[options[-1].id].append([canonical_number(points) or "", text.strip()])
    return Written(tuple(options), (), {"criteria": criteria})
