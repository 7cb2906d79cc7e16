"""What a reader of totals is not shown, so that no number tells of a few people.

A cell of fewer than five people is hidden. If it were the only hidden one in its column, the total less the others
would give it away: so further rows of the column are hidden, the smallest first, until at least two rows with five
people together are. The same holds one level below: where a part is hidden in a column, its own page hides the total
of that column and enough of its rows that they do not add up to it. A mean over fewer than five people is left out.

Who reads totals of a whole may be HR of a part of it, and sees every number there. What then counts is what that person
does not know: the same rule holds for the counts less those of the own part (`unknown`), so that no subtraction of what
is known gives a few people away.

A map may also be narrowed to one kind of people. Then the maps of all its kinds add up to the map of everybody: the
same rule holds along that sum, and where chains of sums would give a cell away, more is hidden.

Source: the usual rule of primary and complementary suppression of tables, Hundepool et al., Handbook on Statistical
Disclosure Control, 2010, chapter 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from lms.workforce.maps import EMPTY, HIDDEN, GapMap, MapRow
from lms.workforce.tables import FEWEST_PEOPLE, Spot, Table, Value


def hide_small(found: GapMap, *, hidden_above: Set[int] = frozenset(), unknown: GapMap | None = None) -> GapMap:
    """Return the map as a reader of totals sees it; `hidden_above`: the columns hidden for this unit one level up.

    `unknown` has the same rows and counts only the people whom the reader does not see as HR; None: everybody.
    """
    unknown = unknown or found
    hidden: dict[int, frozenset[int]] = {}
    without_total = set(hidden_above)
    for column in (competency.pk for competency in found.competencies):
        people = [row.cells.get(column, EMPTY).required for row in unknown.rows]
        hidden[column], hides_total = column_to_hide(people, total_shown=column not in hidden_above)
        if hides_total or 0 < unknown.total.cells.get(column, EMPTY).required < FEWEST_PEOPLE:
            without_total.add(column)
    rows = [
        with_hidden(row, {column for column, places in hidden.items() if place in places})
        for place, row in enumerate(found.rows)
    ]
    shown = replace(found, rows=rows, total=with_hidden(found.total, without_total), opens_people=False)
    return without_means(shown, unknown)


def rows_to_hide(people: list[int], *, total_shown: bool) -> frozenset[int]:
    """Return the places of the rows to hide in a column, by how many people each row counts."""
    hidden = [place for place, count in enumerate(people) if 0 < count < FEWEST_PEOPLE]
    others = sorted((count, place) for place, count in enumerate(people) if count >= FEWEST_PEOPLE)
    if not hidden and total_shown:
        return frozenset()
    fewest_rows = 2 if total_shown else 1
    for _count, place in others:
        if len(hidden) >= fewest_rows and sum(people[each] for each in hidden) >= FEWEST_PEOPLE:
            break
        hidden.append(place)
    return frozenset(hidden)


def column_to_hide(people: list[int], *, total_shown: bool) -> tuple[frozenset[int], bool]:
    """Return the places of the rows to hide in a column, and whether the total would give one of them away."""
    places = rows_to_hide(people, total_shown=total_shown)
    protects = len(places) > 1 and sum(people[place] for place in places) >= FEWEST_PEOPLE
    return places, bool(places) and not protects


def with_hidden(row: MapRow, columns: Set[int]) -> MapRow:
    """Return the row with these columns hidden."""
    if not columns:
        return row
    return replace(row, cells={column: HIDDEN if column in columns else cell for column, cell in row.cells.items()})


def without_means(found: GapMap, unknown: GapMap) -> GapMap:
    """Return the map without the means of columns in which one is that of few people: the others would tell it."""
    pairs = zip([*found.rows, found.total], [*unknown.rows, unknown.total], strict=True)
    few = {
        column
        for row, counted in pairs
        for column, cell in row.cells.items()
        if not cell.is_hidden and 0 < counted.cells.get(column, EMPTY).assessed < FEWEST_PEOPLE
    }

    if not few:
        return found

    def plain(row: MapRow) -> MapRow:
        without = {column: replace(row.cells[column], hides_mean=True) for column in few & row.cells.keys()}
        return replace(row, cells=row.cells | without)

    return replace(found, rows=[plain(row) for row in found.rows], total=plain(found.total))


def hidden_columns(found: GapMap, path: str) -> frozenset[int]:
    """Return the columns hidden for the part with this path."""
    rows = (row for row in found.rows if row.unit is not None and row.unit.path == path and not row.is_own)
    return frozenset(column for row in rows for column, cell in row.cells.items() if cell.is_hidden)


def columns_hidden_for(
    part: str, required: Mapping[str, Mapping[int, int]], *, own: str, hidden_above: Set[int] = frozenset()
) -> frozenset[int]:
    """Return the columns that the map of a unit hides for one of its parts, without making the map.

    `required` holds by row (the path of a part, or `own`: the people of the unit itself) and column how many people
    count whom the reader does not see as HR.
    """
    rows = sorted(required, key=lambda path: (path == own, path))
    if part not in required:
        return frozenset()
    place = rows.index(part)
    columns = {column for row in required.values() for column in row}
    hidden = set()
    for column in columns:
        people = [required[path].get(column, 0) for path in rows]
        if place in column_to_hide(people, total_shown=column not in hidden_above)[0]:
            hidden.add(column)
    return frozenset(hidden)


def hide_among(
    whole: GapMap,
    shown: GapMap,
    parts: Mapping[Value, GapMap],
    *,
    hidden_above: Mapping[Value, Set[int]],
    unknown: tuple[GapMap, Mapping[Value, GapMap]] | None = None,
) -> dict[Value, GapMap]:
    """Return the maps of a facet's values as a reader of totals sees them beside the map of everybody.

    `whole` counts everybody and `shown` is what the reader sees of it; `hidden_above` are the columns hidden for this
    unit one level up, by value. `unknown` are `whole` and `parts` without those whom the reader sees as HR.
    """
    values = sorted(parts, key=repr)
    whole, counted = unknown or (whole, parts)
    hidden: dict[int, set[Spot]] = {}
    for column in (competency.pk for competency in whole.competencies):
        table = table_of(column, whole, shown, counted, values)
        for value in values:
            if column in hidden_above.get(value, ()):
                table.hidden.add((table.total, value))
        table.hide_until_safe()
        hidden[column] = table.hidden
    found = {}
    for value in values:
        rows = [
            with_hidden(row, {column for column, spots in hidden.items() if (place, value) in spots})
            for place, row in enumerate(parts[value].rows)
        ]
        total = {column for column, spots in hidden.items() if (len(rows), value) in spots}
        part = replace(parts[value], rows=rows, total=with_hidden(parts[value].total, total), opens_people=False)
        found[value] = without_means(part, counted.get(value, part))
    return found


def table_of(column: int, whole: GapMap, shown: GapMap, parts: Mapping[Value, GapMap], values: list[Value]) -> Table:
    """Return one competency as a table, with what is hidden of everybody."""
    table = Table(len(whole.rows), values, {}, set())
    for value, each in [(None, whole), *parts.items()]:
        for place, row in enumerate([*each.rows, each.total]):
            table.counts[place, value] = row.cells.get(column, EMPTY).required
    for place, row in enumerate([*shown.rows, shown.total]):
        if row.cells.get(column, EMPTY).is_hidden:
            table.hidden.add((place, None))
    return table
