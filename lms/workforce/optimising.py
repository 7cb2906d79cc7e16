"""Which courses for how many people close the most of a gap within a budget of hours. Pure; imports no Django.

A multiple-choice knapsack: each person of a kind takes one set of courses or none, the hours of all stay within the
budget their unit has, and the weighted levels closed are as many as can be. Solved as an integer programme by
branch and bound (HiGHS), which also proves how much more any plan could close at the most: its bound.

Source: Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004, chapter 11; Huangfu and Hall, Parallelizing the dual
revised simplex method, Mathematical Programming Computation 10 (2018), for the solver.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from lms.workforce.bundles import Bundle, Course, Gap, Group, Kinds, bundles_for, kinds_of, taken_apart

# The solver stops here and says how far from the best it may be.
SECONDS = 60.0


@dataclass(frozen=True)
class Choice:
    """So many people of one kind take one set of courses."""

    budget: str
    gaps: tuple[Gap, ...]
    bundle: Bundle
    people: int


@dataclass(frozen=True)
class Proposal:
    """What to take, and how good it is; `closed` and `bound` are weighted levels, `hours` JP, all in hundredths.

    No plan closes more than `bound` with the courses that were looked at. `gaps_kept`: only so many gaps of a person
    were looked at, None for all. `left_out` counts the kinds of people for whom not every useful course was looked at.
    """

    choices: list[Choice]
    closed: int
    hours: int
    bound: int
    kinds: int
    gaps_kept: int | None = None
    left_out: int = 0
    ran_out_of_time: bool = False

    @property
    def is_best(self) -> bool:
        """Whether it is proven that nothing better exists among what was looked at."""
        return self.closed >= self.bound

    @property
    def below_bound(self) -> float:
        """Return by how much the best possible plan may be better, as a share (0 to 1) of the bound."""
        return (self.bound - self.closed) / self.bound if self.bound else 0.0


@dataclass(frozen=True)
class Column:
    """One variable of the programme: how many people of a group (by its place) take a bundle."""

    group: int
    bundle: Bundle
    most: int


def propose(
    groups: Iterable[Group], courses: Sequence[Course], budgets: Mapping[str, int], *, seconds: float = SECONDS
) -> Proposal:
    """Return the choice of courses that closes most within the budgets (hundredths of a JP, by name).

    A budget that is not named is empty. The same input gives the same proposal unless the solver runs out of time.
    """
    courses = sorted(courses, key=lambda course: course.key)
    kinds = kinds_of(groups, courses)
    columns, left_out = columns_of(kinds, courses, budgets)
    if not columns:
        return Proposal([], 0, 0, 0, len(kinds.groups), kinds.gaps_kept, left_out)
    counts, bound, in_time = solve(columns, kinds.groups, budgets, seconds=seconds)
    choices = [
        Choice(kinds.groups[column.group].budget, kinds.groups[column.group].gaps, column.bundle, count)
        for column, count in zip(columns, counts, strict=True)
        if count
    ]
    closed = sum(choice.people * choice.bundle.closed for choice in choices)
    hours = sum(choice.people * choice.bundle.hours for choice in choices)
    return Proposal(
        choices, closed, hours, max(bound, closed), len(kinds.groups), kinds.gaps_kept, left_out, not in_time
    )


def columns_of(kinds: Kinds, courses: Sequence[Course], budgets: Mapping[str, int]) -> tuple[list[Column], int]:
    """Return the variables, and for how many kinds some useful course was not looked at."""
    known: dict[tuple[Gap, ...], tuple[list[Bundle], bool]] = {}
    columns, left_out = [], 0
    for place, group in enumerate(kinds.groups):
        if group.gaps not in known:
            known[group.gaps] = bundles_for(group.gaps, courses)
        bundles, all_looked_at = known[group.gaps]
        left_out += not all_looked_at
        for bundle in bundles:
            affordable = group.people if not bundle.hours else budgets.get(group.budget, 0) // bundle.hours
            if affordable > 0:
                columns.append(Column(place, bundle, min(group.people, affordable)))
    return columns, left_out


def solve(
    columns: Sequence[Column], groups: Sequence[Group], budgets: Mapping[str, int], *, seconds: float
) -> tuple[list[int], int, bool]:
    """Return how many people take each column, the most that any choice closes, and whether that was settled in time.

    One row for each group (nobody takes two sets) and one for each budget.
    """
    row_of_budget = {name: len(groups) + place for place, name in enumerate(sorted({one.budget for one in groups}))}
    numbers = np.arange(len(columns))
    in_group = np.array([column.group for column in columns])
    in_budget = np.array([row_of_budget[groups[column.group].budget] for column in columns])
    hours = np.array([column.bundle.hours for column in columns], dtype=float)
    entries = np.concatenate([np.ones(len(columns)), hours])
    places = (np.concatenate([in_group, in_budget]), np.concatenate([numbers, numbers]))
    rows = len(groups) + len(row_of_budget)
    matrix = coo_array((entries, places), shape=(rows, len(columns))).tocsr()
    most = [group.people for group in groups] + [budgets.get(name, 0) for name in row_of_budget]
    gain = np.array([column.bundle.closed for column in columns], dtype=float)
    found = milp(
        -gain,
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, np.array([column.most for column in columns], dtype=float)),
        constraints=LinearConstraint(matrix, -np.inf, np.array(most, dtype=float)),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    counts = [0] * len(columns) if found.x is None else [round(number) for number in found.x]
    dual = found.mip_dual_bound
    ceiling = sum(column.most * column.bundle.closed for column in columns)
    # What is closed is a whole number: a bound between two of them is the lower one.
    bound = ceiling if dual is None or not math.isfinite(dual) else min(ceiling, math.floor(-dual * (1 + 1e-9) + 1e-6))
    return counts, bound, found.status == 0


def all_that_can_be_closed(groups: Iterable[Group], courses: Sequence[Course]) -> int:
    """Return what remains to be won when everybody takes everything: weighted levels, in hundredths."""
    return sum(group.people * max_closed(group.gaps, courses) for group in groups)


def max_closed(gaps: Iterable[Gap], courses: Sequence[Course]) -> int:
    """Return how much of one person's gaps all courses together close."""
    return sum(max((course.closes(gap) for course in courses), default=0) for gap in gaps)


def equal_shares(groups: Iterable[Group], courses: Sequence[Course], *, hours_each: int) -> tuple[int, int]:
    """Return what is closed, and in how many hours, if everybody gets the same hours and spends them best.

    Exact for each person: the sets of courses of independent gaps are put together hour by hour.
    """
    known: dict[tuple[Gap, ...], tuple[int, int]] = {}
    parts: dict[tuple[Gap, ...], list[Bundle]] = {}
    closed = hours = 0
    for group in groups:
        if group.gaps not in known:
            known[group.gaps] = best_for_one(group.gaps, courses, hours_each, parts)
        closed += group.people * known[group.gaps][0]
        hours += group.people * known[group.gaps][1]
    return closed, hours


def best_for_one(
    gaps: tuple[Gap, ...], courses: Sequence[Course], hours_each: int, parts: dict[tuple[Gap, ...], list[Bundle]]
) -> tuple[int, int]:
    """Return the most one person closes within their hours, and the fewest hours that takes."""
    points = [Bundle(0, 0, ())]
    for part in taken_apart(gaps, courses):
        if part not in parts:
            parts[part] = bundles_for(part, courses)[0]
        more = [
            Bundle(point.hours + bundle.hours, point.closed + bundle.closed, ())
            for point in points
            for bundle in parts[part]
            if point.hours + bundle.hours <= hours_each
        ]
        points = frontier([*points, *more])
    best = points[-1]
    return best.closed, best.hours


def frontier(points: Iterable[Bundle]) -> list[Bundle]:
    """Return the points that close more than every shorter one, the shortest first."""
    found: list[Bundle] = []
    for point in sorted(points, key=lambda one: (one.hours, -one.closed)):
        if not found or point.closed > found[-1].closed:
            found.append(point)
    return found
