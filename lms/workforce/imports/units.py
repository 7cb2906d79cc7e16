"""Goes through a table of units from the top down: says what it would do, or does it. A table is one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lms.errors import gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, UnitLevel
from lms.workforce import services
from lms.workforce.imports.closing import WHOLE
from lms.workforce.imports.planning import UNIT_ELSEWHERE, within
from lms.workforce.imports.progress import Clock, count, keep, keep_wrong, one_chunk, refuse_wrong
from lms.workforce.imports.reading import MOST_HEADER_BYTES, WrongLine, header_of, records
from lms.workforce.imports.unit_rows import ABOVE_ITSELF, LAYOUT, UnitRow, in_order, unit_row
from lms.workforce.models import DataImport, ImportState, Outcome

NO_UNIT_ABOVE = gettext_noop("There is no unit with this diatasan_id, neither here nor in the file.")
NEW_AGENCY = gettext_noop("A new agency is brought in only by who works for every agency.")
ONLY_BELOW = gettext_noop("The unit is the top of an agency here; a file does not put it below another.")

Wrong = list[tuple[int, WrongLine]]


@dataclass
class Tree:
    """Units by their codes; those that a dry run would make have no row and no path of their own yet."""

    scope: tuple[str, ...]
    units: dict[str, Unit]
    paths: dict[str, str]
    nameless: dict[tuple[str, str], Unit]  # without a code, by the path above and the name


def run(job: DataImport, *, now: Clock) -> None:
    """Check or apply the table."""
    if job.done_through == WHOLE:
        return
    at = now()
    tree = tree_of(access.scope_paths(job.by, Role.HR, on=timezone.localdate(at)))
    rows, wrong, lines = parsed(job)
    with one_chunk(job, through=WHOLE, at=at):
        counts: Counter[str] = Counter()
        report: list[tuple[object, ...]] = []
        for row in in_order(rows, wrong):
            try:
                outcome, before, after = go_through(row, tree, at=at, applies=job.state == ImportState.APPLYING)
            except WrongLine as problem:
                wrong.append((row.line, problem))
                continue
            counts[outcome] += 1
            if outcome != Outcome.UNCHANGED:
                report.append((row.line, outcome, None, row.name, before[:400], after[:400], "", {}))
        refuse_wrong(job, wrong)
        if job.state == ImportState.WAITING:
            keep(job, report)
        keep_wrong(job, wrong)
        count(job, {**counts, Outcome.WRONG: len(wrong)}, lines=lines)


def tree_of(scope: tuple[str, ...]) -> Tree:
    """Return the units by their codes, and those that have none yet. One query."""
    units: dict[str, Unit] = {}
    nameless: dict[tuple[str, str], Unit] = {}
    for unit in Unit.objects.order_by("-path"):
        if unit.code:
            units[unit.code] = unit
        else:
            nameless[unit.path[: -Unit.steplen], unit.name] = unit
    return Tree(scope, units, {code: unit.path for code, unit in units.items()}, nameless)


def parsed(job: DataImport) -> tuple[list[UnitRow], Wrong, int]:
    """Return the rows of the table, its wrong lines, and how many lines it has."""
    rows: list[UnitRow] = []
    wrong: Wrong = []
    with job.file.open("rb") as stream:
        header = header_of(stream.read(MOST_HEADER_BYTES), LAYOUT)
        stream.seek(0)
        for number, fields in records(stream, header):
            try:
                rows.append(unit_row(number, fields, header))
            except WrongLine as problem:
                wrong.append((number, problem))
    return rows, wrong, len(rows) + len(wrong)


def go_through(row: UnitRow, tree: Tree, *, at: datetime, applies: bool) -> tuple[str, str, str]:
    """Make, change or move one unit (or only say so); return what was done, what was, and what is.

    Raises:
        WrongLine: it lies elsewhere, or nowhere.
    """
    above = above_of(row, tree)
    unit = tree.units.get(row.code)
    if unit is None and (found := tree.nameless.get((above, row.name))) and within(found.path, tree.scope):
        return adopt(row, found, tree, applies=applies)
    if unit is None:
        if applies:
            tree.units[row.code] = add(row, tree.units.get(row.above))
            tree.paths[row.code] = tree.units[row.code].path
            services.mark_units([tree.units[row.code].pk], at=at)
        else:
            tree.paths[row.code] = f"{above}~"
        return Outcome.CREATED, "", row.name
    if not within(unit.path, tree.scope):
        raise WrongLine(UNIT_ELSEWHERE)
    return compare(row, unit, above, tree, at=at, applies=applies)


def above_of(row: UnitRow, tree: Tree) -> str:
    """Return the path of the unit above; empty for an agency."""
    if not row.above or row.above == row.code:
        known = tree.nameless.get(("", row.name))
        is_here = row.code in tree.paths or (known is not None and within(known.path, tree.scope))
        if not is_here and tree.scope != access.NATION:
            raise WrongLine(NEW_AGENCY)
        return ""
    path = tree.paths.get(row.above)
    if path is None:
        raise WrongLine(NO_UNIT_ABOVE)
    if not within(path, tree.scope) and row.code not in tree.paths:
        raise WrongLine(UNIT_ELSEWHERE)
    return path


def adopt(row: UnitRow, unit: Unit, tree: Tree, *, applies: bool) -> tuple[str, str, str]:
    """Give a unit that has no code yet, with the same name in the same place, the code of its line."""
    del tree.nameless[unit.path[: -Unit.steplen], unit.name]
    tree.units[row.code], tree.paths[row.code] = unit, unit.path
    if applies:
        values = {"code": row.code, "region": row.region or unit.region}
        Unit.objects.filter(pk=unit.pk).update(**values)
    return Outcome.CHANGED, unit.name, f"{unit.name} · unor_id"


def add(row: UnitRow, above: Unit | None) -> Unit:
    """Make a unit."""
    values = {"name": row.name, "short_name": row.short_name or row.name[:60], "code": row.code, "region": row.region}
    if above is None:
        root: Unit = Unit.add_root(level=row.level or 0, **values)
        return root
    level = row.level if row.level is not None else min(above.level + 1, UnitLevel.SECTION)
    made: Unit = Unit.objects.get(pk=above.pk).add_child(level=level, **values)
    return made


def compare(row: UnitRow, unit: Unit, above: str, tree: Tree, *, at: datetime, applies: bool) -> tuple[str, str, str]:
    """Bring a unit up to its line; what the table leaves empty stays."""
    top = unit.path[: -Unit.steplen]
    wanted = {
        "name": row.name,
        "short_name": row.short_name or unit.short_name,
        "level": unit.level if row.level is None else row.level,
        "region": row.region or unit.region,
    }
    changed = [name for name, value in wanted.items() if getattr(unit, name) != value]
    # Who sees only a part of an agency says nothing about what lies above it.
    moves = above != top and within(top, tree.scope) and bool(above)
    if above and not top:
        raise WrongLine(ONLY_BELOW)
    if moves and not within(above, tree.scope):
        raise WrongLine(UNIT_ELSEWHERE)
    if moves and within(above, (unit.path,)):
        raise WrongLine(ABOVE_ITSELF)
    before = unit.name
    if applies and changed:
        Unit.objects.filter(pk=unit.pk).update(**{name: wanted[name] for name in changed})
    if applies and moves:
        move(unit, row.above, tree, at=at)
    if moves:
        return Outcome.MOVED, before, row.name
    return (Outcome.CHANGED if changed else Outcome.UNCHANGED), before, row.name


def move(unit: Unit, above: str, tree: Tree, *, at: datetime) -> None:
    """Hang a unit with all below it under another, and have both agencies counted anew."""
    old = unit.path[: Unit.steplen]
    Unit.objects.get(pk=unit.pk).move(Unit.objects.get(pk=tree.units[above].pk), "last-child")
    fresh = tree_of(tree.scope)
    tree.units, tree.paths = fresh.units, fresh.paths
    agencies = (old, tree.units[above].path[: Unit.steplen])
    services.mark_units(Unit.objects.filter(access.below(agencies)).values_list("pk", flat=True), at=at)
