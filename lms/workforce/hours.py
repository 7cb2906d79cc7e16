"""Hours (JP) of a year as HR sees them by unit: counts of PNS and PPPK, and what a reader of totals is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lms.people.models import Unit
from lms.workforce.disclosure import column_to_hide
from lms.workforce.tables import FEWEST_PEOPLE

PNS = ("pns_met", "pns_below", "pns_none")
PPPK = ("pppk_none", "pppk_below", "pppk_at", "pppk_above")
UNKNOWN = ("unknown",)
HOURS = (*PNS, *PPPK, *UNKNOWN)
NOBODY = (0,) * len(HOURS)
GROUPS: dict[str, tuple[str, ...]] = {"pns": PNS, "pppk": PPPK, "unknown": UNKNOWN}


@dataclass(frozen=True)
class HoursCell:
    """Where the people of one kind of employee stand with their hours; the counts in the order of `GROUPS`."""

    counts: tuple[int, ...]
    is_hidden: bool = False

    @property
    def people(self) -> int:
        """Return how many people there are, signed in or not."""
        return sum(self.counts)

    @property
    def share_first(self) -> float | None:
        """Return the share (0 to 1) of the first count, for PNS of those at or above the floor; None without people."""
        return self.counts[0] / self.people if self.people else None


@dataclass(frozen=True)
class HoursRow:
    """One unit with everything below it, or the people directly in the unit itself; `unit` None: the total of all."""

    unit: Unit | None
    is_own: bool
    people: int
    cells: dict[str, HoursCell]

    @property
    def pns(self) -> HoursCell:
        """Return the permanent civil servants."""
        return self.cells["pns"]

    @property
    def pppk(self) -> HoursCell:
        """Return the employees with a work agreement."""
        return self.cells["pppk"]

    @property
    def unknown(self) -> HoursCell:
        """Return the people without a NIP."""
        return self.cells["unknown"]


@dataclass(frozen=True)
class HoursTable:
    """The hours of a part of the organisation: its rows, their total, and when it was counted longest ago."""

    unit: Unit | None
    path: tuple[Unit, ...]
    year: int
    rows: list[HoursRow]
    total: HoursRow
    computed_at: datetime | None
    opens_people: bool = True

    @property
    def hides_anything(self) -> bool:
        """Whether some cell is hidden, because it would tell of few people."""
        return any(cell.is_hidden for row in [*self.rows, self.total] for cell in row.cells.values())

    def hidden_of(self, path: str) -> frozenset[str]:
        """Return the kinds of employee hidden for the part with this path."""
        rows = (row for row in self.rows if row.unit is not None and row.unit.path == path and not row.is_own)
        return frozenset(kind for row in rows for kind, cell in row.cells.items() if cell.is_hidden)


def cells_of(counts: Sequence[int]) -> dict[str, HoursCell]:
    """Return the counts of a row, in the order of `HOURS`, by kind of employee."""
    by_name = dict(zip(HOURS, counts, strict=True))
    return {kind: HoursCell(tuple(by_name[name] for name in names)) for kind, names in GROUPS.items()}


def added(rows: Iterable[HoursRow]) -> dict[str, HoursCell]:
    """Return the cells of rows added up."""
    kept = list(rows)
    return {
        kind: HoursCell(tuple(sum(row.cells[kind].counts[place] for row in kept) for place in range(len(names))))
        for kind, names in GROUPS.items()
    }


def hide_small(
    found: HoursTable, *, hidden_above: Iterable[str] = (), unknown: Mapping[str, Sequence[int]] | None = None
) -> HoursTable:
    """Return the table as a reader of totals sees it; `hidden_above`: the kinds hidden for this unit one level up.

    The counts of one kind add up down the column, as those of a competency do on the map: the same rule hides them.
    `unknown` holds the counts of those whom the reader does not see as HR, by path of the row; None: of everybody.
    """
    counted = [row.cells if unknown is None else cells_of(unknown.get(path_of(row), NOBODY)) for row in found.rows]
    hidden: set[tuple[int, str]] = set()
    without_total = set(hidden_above)
    for kind in GROUPS:
        people = [cells[kind].people for cells in counted]
        places, hides_total = column_to_hide(people, total_shown=kind not in without_total)
        hidden |= {(place, kind) for place in places}
        if hides_total or 0 < sum(people) < FEWEST_PEOPLE:
            without_total.add(kind)
    rows = [with_hidden(row, {kind for at, kind in hidden if at == place}) for place, row in enumerate(found.rows)]
    return replace(found, rows=rows, total=with_hidden(found.total, without_total), opens_people=False)


def path_of(row: HoursRow) -> str:
    """Return the tree path of a row's unit, empty for a total."""
    return row.unit.path if row.unit else ""


def with_hidden(row: HoursRow, kinds: Iterable[str]) -> HoursRow:
    """Return the row with these kinds of employee hidden: of them not even the counts are kept."""
    gone = set(kinds)
    return replace(
        row,
        cells={
            kind: HoursCell((0,) * len(cell.counts), is_hidden=True) if kind in gone else cell
            for kind, cell in row.cells.items()
        },
    )
