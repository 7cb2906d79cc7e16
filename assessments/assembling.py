"""Parallel forms: equal in content, and as equal in difficulty as the bank allows. Pure; imports no Django.

Each cell's items are sorted by difficulty and cut into as many strata as the cell asks for items. In each stratum the
items that stand nearest to each other (difficulty and slope) are taken, one for each form; the hardest of them goes to
the form whose difficulties add up to least so far. No item is in two forms, and of items that give each other away one
at most is taken.

Source: the matched random subtests method, van der Linden, Linear Models for Optimal Test Design (2005), chapter 8, in
the simple form that needs no solver.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.blueprint_content import FormSpec
from lms.errors import Conflict, gettext_noop

CODES = "ABCD"
MOST_FORMS = len(CODES)


class TooFewForForms(Conflict):
    """A cell has too few items for so many forms without a common item."""

    code = "too_few_for_forms"
    message = gettext_noop(
        "Group %(number)s needs %(wanted)s different questions for %(forms)s forms, but the bank holds %(found)s. "
        "Add questions, ask for fewer, or make one form only."
    )


@dataclass(frozen=True)
class Candidate:
    """An item that could be taken: its id, slope (1/logit), difficulty (logits), and the word its enemies share."""

    item: int
    slope: float
    difficulty: float
    enemies: str = ""


@dataclass(frozen=True)
class Wanted:
    """How many items of each form a cell asks for, and which could be taken."""

    count: int
    candidates: tuple[Candidate, ...]


def assemble(cells: Sequence[Wanted], *, forms: int, seed: int) -> tuple[FormSpec, ...]:
    """Return parallel forms, each with the easiest question first; the same seed and bank give the same forms.

    The scarcest cell takes first, so that cells which share items do not starve each other.

    Raises:
        TooFewForForms: a cell cannot give so many forms different items.

    """
    dice = random.Random(seed)  # noqa: S311 - forms must be reproducible; it guards no secret
    taken: set[int] = set()
    words: set[str] = set()
    groups: list[tuple[Candidate, ...]] = []
    for place in sorted(range(len(cells)), key=lambda one: len(cells[one].candidates) - forms * cells[one].count):
        cell = cells[place]
        free = without_enemies([one for one in cell.candidates if one.item not in taken], words, dice)
        if len(free) < forms * cell.count:
            raise TooFewForForms(number=place + 1, wanted=forms * cell.count, forms=forms, found=len(free))
        for stratum in strata(free, cell.count):
            group = nearest(stratum, forms)
            groups.append(group)
            taken |= {one.item for one in group}
            words |= {one.enemies for one in group} - {""}
    return tuple(
        FormSpec(CODES[number], tuple(one.item for one in sorted(items, key=lambda one: one.difficulty)))
        for number, items in enumerate(shared_out(groups, forms))
    )


def without_enemies(candidates: Sequence[Candidate], words: set[str], dice: random.Random) -> list[Candidate]:
    """Return the candidates by difficulty; of enemies one, and none whose enemy was taken. Equals stand by chance."""
    shuffled = sorted(candidates, key=lambda one: one.item)
    dice.shuffle(shuffled)
    kept: list[Candidate] = []
    seen = set(words)
    for one in shuffled:
        if one.enemies and one.enemies in seen:
            continue
        seen.add(one.enemies)
        kept.append(one)
    return sorted(kept, key=lambda one: one.difficulty)


def strata(candidates: Sequence[Candidate], count: int) -> list[Sequence[Candidate]]:
    """Return `count` neighbouring parts of nearly equal size."""
    ends = [round(len(candidates) * number / count) for number in range(count + 1)]
    return [candidates[low:high] for low, high in pairwise(ends)]


def nearest(stratum: Sequence[Candidate], count: int) -> tuple[Candidate, ...]:
    """Return the `count` neighbours that differ least in difficulty and slope."""
    starts = range(len(stratum) - count + 1)
    best = min(starts, key=lambda start: spread(stratum[start : start + count]))
    return tuple(stratum[best : best + count])


def spread(group: Sequence[Candidate]) -> float:
    """Return how far items stand apart: the range of their difficulties and that of their slopes."""
    places = [one.difficulty for one in group]
    slopes = [one.slope for one in group]
    return max(places) - min(places) + max(slopes) - min(slopes)


def shared_out(groups: Sequence[tuple[Candidate, ...]], forms: int) -> list[list[Candidate]]:
    """Return the items of each form: the most uneven groups first, the hardest to the form that is easiest so far."""
    found: list[list[Candidate]] = [[] for _ in range(forms)]
    totals = [0.0] * forms
    for group in sorted(groups, key=spread, reverse=True):
        easiest_first = sorted(range(forms), key=lambda form: totals[form])
        for form, one in zip(easiest_first, sorted(group, key=lambda one: -one.difficulty), strict=True):
            found[form].append(one)
            totals[form] += one.difficulty
    return found


def form_for(test: str, person: int, codes: Sequence[str], used: Sequence[str]) -> str:
    """Return the code of the form that a person gets next.

    The first follows from a hash of test and person, so that forms are spread evenly and nobody chooses; afterwards it
    is the form the person had least often, in turn.
    """
    first = int.from_bytes(hashlib.sha256(f"{test}:{person}".encode()).digest()[:8], "big") % len(codes)
    in_turn = [*codes[first:], *codes[:first]]
    return min(in_turn, key=used.count)
