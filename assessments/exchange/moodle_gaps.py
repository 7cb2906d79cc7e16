r"""Gaps inside a text as Moodle writes them, {1:SHORTANSWER:=accepted~=another}, and ours, [[a]]. Pure.

Source: docs.moodle.org, “Embedded Answers (Cloze) question type”: } # ~ / " \ are escaped with a backslash.
"""

from __future__ import annotations

import re
from fractions import Fraction

from assessments.authoring import ItemContent
from assessments.exchange import labels, remarks, shapes
from assessments.exchange.entries import EntryRefused, Remark
from assessments.exchange.labels import Labels
from assessments.notation import letter
from assessments.typed import GAP

TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
MINDS_CASE = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
NUMBERS = frozenset({"NUMERICAL", "NM"})
ONE_CHOICE = frozenset(
    {"MULTICHOICE", "MC", "MULTICHOICE_S", "MCS", "MULTICHOICE_V", "MCV", "MULTICHOICE_VS", "MCVS"}
    | {"MULTICHOICE_H", "MCH", "MULTICHOICE_HS", "MCHS"}
)
GAP_OF_MOODLE = re.compile(r"\{(\d{0,4}):([A-Z_]+):((?:\\.|[^}\\])*)\}", re.S)
ANSWERS = re.compile(r"(?:\\.|[^~\\])+", re.S)
ANSWER = re.compile(r"\s*(=|%[-0-9.]+%)?(.*)", re.S)
ESCAPED = re.compile(r"\\([}#~/\"\\{*])")
TO_ESCAPE = re.compile(r"([}#~/\"\\{*])")
WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*\*")

Gaps = tuple[str, dict[str, list[str]], list[Remark]]


def gaps_of(text: str, told: Labels) -> Gaps:
    """Return a text with our gaps, what each accepts, and what was lost.

    Raises:
        EntryRefused: a gap cannot be read, or is of a kind that cannot be typed.
    """
    found = list(GAP_OF_MOODLE.finditer(text))
    if not found:
        raise EntryRefused(remarks.BAD_GAP)
    names = shapes.gap_names(told, len(found))
    gaps: dict[str, list[str]] = {}
    lost: list[Remark] = []
    for name, gap in zip(names, found, strict=True):
        gaps[name], more = accepted_in(gap[2], gap[3])
        lost += more
    if len({gap[1] or "1" for gap in found}) > 1:
        lost.append(Remark(remarks.GAP_WEIGHTS))
    order = iter(names)
    return GAP_OF_MOODLE.sub(lambda _gap: f"[[{next(order)}]]", text), gaps, lost


def accepted_in(kind: str, inside: str) -> tuple[list[str], list[Remark]]:
    """Return what a gap accepts, and what was lost."""
    if kind not in TYPED | NUMBERS | ONE_CHOICE:
        raise EntryRefused(remarks.KIND, kind=kind[:60])
    accepted, lost = [], []
    for weight, raw in (ANSWER.findall(answer)[0] for answer in ANSWERS.findall(inside)):
        text, remark = without_feedback(raw)
        lost += [Remark(remarks.FEEDBACK)] if remark else []
        share = Fraction(1) if weight == "=" else shapes.percent(weight.strip("%")) if weight else Fraction(0)
        if share == 1 and kind in NUMBERS:
            number, _colon, tolerance = text.partition(":")
            lost += [Remark(remarks.NUMBER_GAP)] if tolerance.strip(" 0.,") else []
            text = shapes.canonical(number).replace(".", ",")
        if share == 1 and WILDCARD.search(raw) and kind not in ONE_CHOICE:
            lost.append(Remark(remarks.PATTERNS))
        elif share == 1:
            accepted.append(text)
        elif share > 0:
            lost.append(Remark(remarks.PARTIAL_ANSWERS))
    lost += [Remark(remarks.CHOICE_GAP)] if kind in ONE_CHOICE else []
    lost += [Remark(remarks.CASE)] if kind in MINDS_CASE else []
    return accepted, lost


def without_feedback(raw: str) -> tuple[str, bool]:
    """Return an answer of a gap without its remark, and whether it had one."""
    cut = re.search(r"(?<!\\)(?:\\\\)*#", raw)
    text = raw[: cut.end() - 1] if cut else raw
    return ESCAPED.sub(r"\1", text).strip(), bool(cut and raw[cut.end() :].strip())


def with_gaps(one: ItemContent) -> tuple[str, Labels]:
    """Return the text of a cloze with gaps as Moodle writes them, and the label with the names of ours."""
    gaps = one.key["gaps"]
    names = [option.id for option in one.options]
    text = GAP.sub(lambda gap: gap_for(gaps[gap[1]]), one.stem)
    by_letter = names == [letter(index) for index in range(len(names))]
    return text, {} if by_letter else {labels.GAPS: ";".join(names)}


def gap_for(accepted: list[str]) -> str:
    """Return a gap that accepts these texts."""
    return "{1:SHORTANSWER:" + "~".join("=" + TO_ESCAPE.sub(r"\\\1", text) for text in accepted) + "}"
