"""One competency of a map split by a facet, and what of it is hidden so that no sum gives a few people away.

Rows and values are the points of a graph, hidden spots its lines. Every row adds up to what is known of everybody,
every value to its total: a hidden spot can be worked out exactly where it is on no circle of the graph (a bridge).
Spots are hidden, the smallest first, until no small one is a bridge; where that cannot be reached, the whole table is
hidden. Pure; imports no Django.

Source: Gusfield, A graph theoretic approach to statistical data security, SIAM Journal on Computing 17 (1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FEWEST_PEOPLE = 5
Value = str | int | None
Spot = tuple[int, Value]
Point = tuple[str, int | Value]


@dataclass
class Table:
    """Rows and their total across, values and everybody (`None`) down; `counts` of people by spot.

    `hidden` are the spots not shown. What is shown of everybody stays as it is: it was shown already.
    """

    rows: int
    values: list[Value]
    counts: dict[Spot, int]
    hidden: set[Spot]

    @property
    def total(self) -> int:
        """Return the place of the total row."""
        return self.rows

    def lines(self) -> Iterator[list[Spot]]:
        """Yield each sum: its parts, and last the spot they add up to."""
        for row in range(self.rows + 1):
            yield self.across(row)
        for value in self.values:
            yield self.down(value)

    def across(self, row: int) -> list[Spot]:
        """Return the spots of a row, that of everybody last."""
        return [*((row, value) for value in self.values), (row, None)]

    def down(self, value: Value) -> list[Spot]:
        """Return the spots of a value, that of the total row last."""
        return [(row, value) for row in range(self.rows + 1)]

    def people(self, spot: Spot) -> int:
        """Return how many people a spot counts."""
        return self.counts.get(spot, 0)

    def is_small(self, spot: Spot) -> bool:
        """Whether a spot tells of few people."""
        return 0 < self.people(spot) < FEWEST_PEOPLE

    def hide_until_safe(self) -> None:
        """Hide the small spots, and more until no sum and no chain of sums gives one away."""
        self.hidden |= {spot for spot in self.counts if self.is_small(spot) and spot[1] is not None}
        while sum(self.close(line) for line in self.lines()) or self.close_bridges():
            pass
        if any(self.is_small(spot) for spot in bridges(self.hidden)):
            self.hidden |= {spot for value in self.values for spot in self.down(value)}

    def close(self, line: list[Spot]) -> bool:
        """Hide more in a line where what is hidden could be worked out or tells of few; return whether it did."""
        hidden = [spot for spot in line if spot in self.hidden and self.people(spot)]
        if not hidden or (len(hidden) > 1 and self.tells_enough(line, hidden)):
            return False
        return self.hide_smallest(line)

    def tells_enough(self, line: list[Spot], hidden: list[Spot]) -> bool:
        """Whether what is hidden together counts enough people, or nobody can know how many."""
        return line[-1] in self.hidden or sum(map(self.people, hidden)) >= FEWEST_PEOPLE

    def hide_smallest(self, line: list[Spot]) -> bool:
        """Hide the smallest shown spot of a line, its sum last; return whether there was one."""
        free = [spot for spot in line if self.may_hide(spot)]
        if not free:
            return False
        self.hidden.add(min(free, key=lambda spot: (spot == line[-1], self.people(spot), repr(spot))))
        return True

    def may_hide(self, spot: Spot) -> bool:
        """Whether hiding a spot would keep anything: not where everybody of a shown row is of one value."""
        row, value = spot
        if value is None or spot in self.hidden or not self.people(spot):
            return False
        return (row, None) in self.hidden or self.people(spot) < self.people((row, None))

    def close_bridges(self) -> bool:
        """Hide one more spot beside each small one that can be worked out; return whether any was found."""
        found = [spot for spot in bridges(self.hidden) if self.is_small(spot)]
        hidden = sum(
            self.hide_smallest(self.across(row)) or self.hide_smallest(self.down(value)) for row, value in found
        )
        return hidden > 0


def bridges(spots: Iterable[Spot]) -> list[Spot]:
    """Return the spots that are on no circle of the graph they make, in order.

    One walk through the graph (Tarjan 1974): a line is a bridge where nothing below it reaches back above it.
    """
    graph: dict[Point, list[tuple[Point, Spot]]] = {}
    for row, value in sorted(spots, key=repr):
        ends: tuple[Point, Point] = ("row", row), ("value", value)
        graph.setdefault(ends[0], []).append((ends[1], (row, value)))
        graph.setdefault(ends[1], []).append((ends[0], (row, value)))
    order: dict[Point, int] = {}
    lowest: dict[Point, int] = {}
    found: list[Spot] = []
    for start in graph:
        if start not in order:
            walk(graph, start, order, lowest, found)
    return sorted(found, key=repr)


def walk(
    graph: dict[Point, list[tuple[Point, Spot]]],
    start: Point,
    order: dict[Point, int],
    lowest: dict[Point, int],
    found: list[Spot],
) -> None:
    """Walk one connected part of the graph, depth first, and note its bridges."""
    order[start] = lowest[start] = len(order)
    way: list[tuple[Point, Spot | None, Iterator[tuple[Point, Spot]]]] = [(start, None, iter(graph[start]))]
    while way:
        here, came_by, rest = way[-1]
        step = next(rest, None)
        if step is None:
            way.pop()
            if way and came_by is not None:
                above = way[-1][0]
                lowest[above] = min(lowest[above], lowest[here])
                if lowest[here] > order[above]:
                    found.append(came_by)
            continue
        there, spot = step
        if spot == came_by:
            continue
        if there in order:
            lowest[here] = min(lowest[here], order[there])
        else:
            order[there] = lowest[there] = len(order)
            way.append((there, spot, iter(graph[there])))
