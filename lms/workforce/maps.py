"""The map of gaps as numbers: cells, rows and totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lms.competencies.gap import Reason
from lms.competencies.models import Competency
from lms.people.models import Unit

REASONS = tuple(Reason)


@dataclass(frozen=True)
class Cell:
    """Counts of one competency over a part of the organisation, and what follows from them.

    `by_reason` holds every reason, in the order of `REASONS`.
    """

    by_reason: dict[Reason, int]
    missing_levels: int
    is_hidden: bool = False
    hides_mean: bool = False

    @property
    def required(self) -> int:
        """Return how many people's posts require the competency."""
        return sum(self.by_reason.values())

    @property
    def assessed(self) -> int:
        """Return how many of them have a valid level."""
        return self.by_reason[Reason.MET] + self.by_reason[Reason.MEASURED_BELOW]

    @property
    def met(self) -> int:
        """Return how many meet the standard of their post."""
        return self.by_reason[Reason.MET]

    @property
    def share_met(self) -> float | None:
        """Return the share (0 to 1) that meets it, of all whose post requires it; None where nothing can measure it."""
        can_be_met = self.required > self.by_reason[Reason.NO_INSTRUMENT]
        return self.met / self.required if can_be_met else None

    @property
    def share_assessed(self) -> float | None:
        """Return the share (0 to 1) that has a valid level."""
        return self.assessed / self.required if self.required else None

    @property
    def mean_gap(self) -> float | None:
        """Return the mean number of missing levels over those who have a valid level."""
        return self.missing_levels / self.assessed if self.assessed and not self.hides_mean else None

    def plus(self, other: Cell) -> Cell:
        """Return both together."""
        together = {reason: self.by_reason[reason] + other.by_reason[reason] for reason in REASONS}
        return Cell(together, self.missing_levels + other.missing_levels)


EMPTY = Cell(dict.fromkeys(REASONS, 0), 0)
HIDDEN = Cell(dict.fromkeys(REASONS, 0), 0, is_hidden=True)


@dataclass(frozen=True)
class MapRow:
    """One row of the map: a unit below with everything under it, or the people directly in the unit itself."""

    unit: Unit | None
    is_own: bool
    headcount: int
    cells: dict[int, Cell]

    @property
    def total(self) -> Cell:
        """Return all competencies of the row together."""
        return add_up(self.cells.values())

    @property
    def has_people(self) -> bool:
        """Whether anybody works there."""
        return self.headcount > 0


@dataclass(frozen=True)
class GapMap:
    """The map of a unit: its rows, the competencies as columns, the total, and when it was computed.

    `unit` None: the rows are the parts at the top of a scope that has several. `opens_people`: the reader may go on
    from a cell to the people behind it.
    """

    unit: Unit | None
    path: tuple[Unit, ...]
    competencies: list[Competency]
    rows: list[MapRow]
    total: MapRow
    computed_at: datetime | None
    opens_people: bool = True

    @property
    def shown_columns(self) -> list[int] | None:
        """Return the ids of the competencies whose total the reader sees; None where that is all."""
        if self.opens_people:
            return None
        return [column for column, cell in self.total.cells.items() if not cell.is_hidden]

    @property
    def hides_anything(self) -> bool:
        """Whether some cell is hidden, because it would tell of few people."""
        return any(cell.is_hidden for row in [*self.rows, self.total] for cell in row.cells.values())

    @property
    def reasons(self) -> list[tuple[Reason, int]]:
        """Return how many requirements stand at each reason, over all competencies."""
        return list(self.total.total.by_reason.items())


def add_up(cells: Iterable[Cell]) -> Cell:
    """Return all cells together."""
    kept = list(cells)
    if not kept:
        return EMPTY
    people = zip(*(cell.by_reason.values() for cell in kept), strict=True)
    return Cell(dict(zip(REASONS, map(sum, people), strict=True)), sum(cell.missing_levels for cell in kept))


def share(cell: Cell, measure: str) -> float | None:
    """Return what tints the cell, 0 (worst) to 1 (best), under a measure; None without data."""
    if measure == "dinilai":
        return cell.share_assessed
    if measure == "kesenjangan":
        # A mean of two missing levels or more is as pale as it gets.
        return None if cell.mean_gap is None else max(0.0, 1 - cell.mean_gap / 2)
    return cell.share_met


@dataclass(frozen=True)
class TrendPoint:
    """One month of a unit's trend: shares (0 to 1) of all requirements."""

    day: date
    cell: Cell
