"""The arithmetic of a 360-degree rating: which groups may be shown, their figures, and the level that follows.

Pure. Observations are whole numbers: 0 not seen yet, 1 sometimes, 2 often, 3 always; what a rater could not judge is
left out. A *cell* is what one group said about one indicator.

What keeps the single rater unknown:

1. Peers and subordinates are shown as groups. A group smaller than `group_size` is never shown by itself: where one of
   the two is too small, both become one group; where that one is too small as well, it is left out.
2. A cell with fewer answers than `group_size` is left out, even where the group is large enough.
3. Every other figure (mean, spread, level, error, gap) is computed from the cells shown, and from nothing else. Each
   answer lies in one cell of one group, so that no figure can be taken from another to find a smaller group.

The superior's rating is not anonymous and forms a group of one. Self-rating is shown beside the others and counts in
nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What a rater is to the one who is rated."""

    SELF = "self"
    SUPERIOR = "superior"
    PEER = "peer"
    SUBORDINATE = "subordinate"


class Group(StrEnum):
    """Whose answers are shown together."""

    SELF = "self"
    SUPERIOR = "superior"
    PEERS = "peers"
    SUBORDINATES = "subordinates"
    PEERS_AND_SUBORDINATES = "peers_and_subordinates"


NOT_ANONYMOUS = frozenset({Group.SELF, Group.SUPERIOR})


class Without(StrEnum):
    """Why there is no level."""

    NO_SUPERIOR = "no_superior"
    TOO_FEW = "too_few"


class Gap(StrEnum):
    """How the person's own view lies against that of the others."""

    BLIND_SPOT = "blind_spot"
    HIDDEN_STRENGTH = "hidden_strength"
    ALIKE = "alike"


@dataclass(frozen=True)
class Rules:
    """The rule in force: see the dated policy `MultiraterRule`.

    `reaches` is the mean observation (0 to 3) at which a level counts as shown; `error_floor` in levels; `notable_gap`
    in steps of the scale of observations.
    """

    group_size: int = 3
    raters_needed: int = 3
    reaches: float = 2.0
    error_floor: float = 0.5
    notable_gap: float = 0.75


@dataclass(frozen=True)
class Sheet:
    """What one rater handed in about one competency: observation by indicator, and a comment."""

    relation: Relation
    observed: Mapping[int, int]
    comment: str = ""


@dataclass(frozen=True)
class Cell:
    """What one group said about one indicator: how many answered, the sum, and the sum of squares."""

    indicator: int
    answers: int
    total: int
    squares: int

    @property
    def mean(self) -> float:
        """Return the mean observation, 0 to 3."""
        return self.total / self.answers


@dataclass(frozen=True)
class GroupFigures:
    """One group that may be shown: how many raters, its cells, and its comments without order or name."""

    group: Group
    raters: int
    cells: tuple[Cell, ...]
    comments: tuple[str, ...] = ()

    @property
    def mean(self) -> float:
        """Return the mean of all answers shown, 0 to 3."""
        return mean_of(self.cells)

    @property
    def spread(self) -> float | None:
        """Return how far answers lie from the group's mean on the same indicator; None for a single rater."""
        return spread_of(self.cells)


@dataclass(frozen=True)
class Outcome:
    """What comes out for one competency. `raters` counts those behind the level, never the person's own rating."""

    groups: tuple[GroupFigures, ...]
    level: int | None
    standard_error: float | None
    raters: int
    without: Without | None

    def group(self, wanted: Group) -> GroupFigures | None:
        """Return the figures of one group, if it is shown."""
        return next((one for one in self.groups if one.group is wanted), None)


def mean_of(cells: Iterable[Cell]) -> float:
    """Return the mean observation over all answers of some cells."""
    rows = list(cells)
    return sum(cell.total for cell in rows) / sum(cell.answers for cell in rows)


def spread_of(cells: Iterable[Cell]) -> float | None:
    """Return the standard deviation within indicators, pooled (n - 1 each); None where no cell holds two answers."""
    rows = [cell for cell in cells if cell.answers > 1]
    freedom = sum(cell.answers - 1 for cell in rows)
    if not freedom:
        return None
    within = sum(cell.squares - cell.total**2 / cell.answers for cell in rows)
    return math.sqrt(max(0.0, within) / freedom)


def partition(sheets: Iterable[Sheet], group_size: int) -> dict[Group, list[Sheet]]:
    """Return the sheets by the group in which they may be shown; sheets without any observation count nowhere."""
    by_relation: dict[Relation, list[Sheet]] = {relation: [] for relation in Relation}
    for sheet in sheets:
        if sheet.observed:
            by_relation[sheet.relation].append(sheet)
    found = {Group.SELF: by_relation[Relation.SELF], Group.SUPERIOR: by_relation[Relation.SUPERIOR]}
    peers, subordinates = by_relation[Relation.PEER], by_relation[Relation.SUBORDINATE]
    if all(not some or len(some) >= group_size for some in (peers, subordinates)):
        found |= {Group.PEERS: peers, Group.SUBORDINATES: subordinates}
    elif len(peers) + len(subordinates) >= group_size:
        found[Group.PEERS_AND_SUBORDINATES] = peers + subordinates
    return {group: some for group, some in found.items() if some}


def cells_of(sheets: Sequence[Sheet], at_least: int) -> tuple[Cell, ...]:
    """Return the cells of some sheets that hold at least so many answers, by indicator."""
    answers: dict[int, list[int]] = {}
    for sheet in sheets:
        for indicator, observed in sheet.observed.items():
            answers.setdefault(indicator, []).append(observed)
    return tuple(
        Cell(indicator, len(given), sum(given), sum(one**2 for one in given))
        for indicator, given in sorted(answers.items())
        if len(given) >= at_least
    )


def figures_of(group: Group, sheets: Sequence[Sheet], group_size: int) -> GroupFigures | None:
    """Return what may be shown of one group; None where no cell is large enough.

    Comments stand in the order of the alphabet, which says nothing about who wrote when.
    """
    cells = cells_of(sheets, 1 if group in NOT_ANONYMOUS else group_size)
    if not cells:
        return None
    comments = sorted({sheet.comment.strip() for sheet in sheets} - {""}, key=lambda text: (text.casefold(), text))
    return GroupFigures(group, len(sheets), cells, tuple(comments))


def outcome_of(sheets: Sequence[Sheet], levels: Mapping[int, int], rules: Rules) -> Outcome:
    """Return everything that may be shown of one competency, and the level.

    `levels` holds the level (1 to 5) of each indicator of the competency.
    """
    parts = partition(sheets, rules.group_size).items()
    groups = tuple(found for group, some in parts if (found := figures_of(group, some, rules.group_size)))
    others = tuple(one for one in groups if one.group is not Group.SELF)
    raters = sum(one.raters for one in others)
    if all(one.group is not Group.SUPERIOR for one in others):
        return Outcome(groups, None, None, raters, Without.NO_SUPERIOR)
    cells = pooled(others)
    level = level_of(cells, levels, rules) if raters >= rules.raters_needed else None
    if level is None:
        return Outcome(groups, None, None, raters, Without.TOO_FEW)
    return Outcome(groups, level, error_of(cells, raters, rules), raters, None)


def pooled(groups: Iterable[GroupFigures]) -> tuple[Cell, ...]:
    """Return the cells of several groups put together by indicator: each rater counts the same."""
    sums: dict[int, tuple[int, int, int]] = {}
    for cell in (cell for group in groups for cell in group.cells):
        answers, total, squares = sums.get(cell.indicator, (0, 0, 0))
        sums[cell.indicator] = (answers + cell.answers, total + cell.total, squares + cell.squares)
    return tuple(Cell(indicator, *sums[indicator]) for indicator in sorted(sums))


def level_of(cells: Sequence[Cell], levels: Mapping[int, int], rules: Rules) -> int | None:
    """Return the highest level at which, and at all below it, the indicators were seen often enough on average.

    0 where level 1 is not reached; None where too few could judge it. A level that too few could judge ends the climb.
    """
    reached: int | None = None
    for level in sorted(set(levels.values())):
        here = [cell for cell in cells if levels.get(cell.indicator) == level and cell.answers >= rules.raters_needed]
        if not here:
            return reached
        if mean_of(here) < rules.reaches:
            return reached or 0
        reached = level
    return reached


def error_of(cells: Sequence[Cell], raters: int, rules: Rules) -> float:
    """Return the standard error of the level, in levels: raters' disagreement, never below the floor.

    One step of the scale of observations is taken as one level; this is a convention, not a measurement.
    """
    return max(rules.error_floor, (spread_of(cells) or 0.0) / math.sqrt(raters))


def gap_between(own: float, others: float, rules: Rules) -> Gap:
    """Return how the own view lies against the others'."""
    difference = own - others
    if difference >= rules.notable_gap:
        return Gap.BLIND_SPOT
    return Gap.HIDDEN_STRENGTH if difference <= -rules.notable_gap else Gap.ALIKE


def next_in_circle(person: int, others: Iterable[int], draw: str, most: int) -> list[int]:
    """Return those who follow `person` in a circle drawn by lot, at most so many.

    Everybody of a unit stands in the same circle for the same draw: each is asked as often as the next one.
    """
    circle = sorted({person, *others}, key=lambda one: hashlib.sha256(f"{draw}:{one}".encode()).digest())
    start = circle.index(person)
    return (circle[start + 1 :] + circle[:start])[:most]
