"""Goes through a file of people, line by line: says what it would do, or does it.

The file is read once. What holds for it as a whole, such as who is missing in it, is gathered on the way (`Whole`); of
lines that an earlier attempt finished only that is looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from lms.bulk import Growing, without_collector
from lms.people import access
from lms.people.models import EmployeeNumber, Posting, Role, SiasnPerson, User
from lms.workforce.imports import closing, known, writing
from lms.workforce.imports.closing import Whole
from lms.workforce.imports.people_rows import LAYOUT, PersonRow, person_row
from lms.workforce.imports.planning import (
    CHANGED,
    UNCHANGED,
    WRONG,
    Decision,
    PersonKnown,
    Surroundings,
    decide,
    note_line,
)
from lms.workforce.imports.progress import Clock, count, in_chunks, keep, keep_wrong, one_chunk, refuse_wrong
from lms.workforce.imports.reading import MOST_HEADER_BYTES, Header, WrongLine, header_of, picked, records
from lms.workforce.models import DataImport, ImportState

Wrong = list[tuple[int, WrongLine]]


def run(job: DataImport, *, now: Clock) -> None:
    """Check or apply the file from where it stands to its end."""
    with without_collector():
        go_through(job, now=now)


def go_through(job: DataImport, *, now: Clock) -> None:
    """Take chunk after chunk, and then the file as a whole."""
    scope = access.scope_paths(job.by, Role.HR, on=timezone.localdate(now()))
    around, positions, whole = known.surroundings(scope), dict[tuple[str, str], int](), Whole()
    growing = Growing(User, EmployeeNumber, SiasnPerson, Posting)
    for rows, wrong, last, lines in parsed_chunks(job, around, whole):
        if last <= job.done_through:
            whole.present |= known.named([row.siasn_id for row in rows], [row.nip for row in rows])
            continue
        at = now()
        made: list[int] = []
        with one_chunk(job, through=last, at=at):
            decisions = decided(rows, wrong, around)
            whole.present |= {who.pk for found in (around.by_siasn, around.by_nip) for who in found.values()}
            refuse_wrong(job, wrong)
            if job.state == ImportState.APPLYING:
                made = writing.write(decisions, positions, at=at)
                whole.present.update(made)
            else:
                keep(job, map(reported, (one for one in decisions if one.outcome != UNCHANGED)))
            keep_wrong(job, wrong)
            counts = Counter(one.outcome for one in decisions)
            count(job, {**counts, WRONG: len(wrong)}, lines=lines)
        growing.note(len(made))
    closing.close(job, around, whole, at=now())


def lines_of(job: DataImport) -> Iterator[tuple[Header, int, list[str] | None]]:
    """Yield the header with each line of the file."""
    with job.file.open("rb") as stream:
        header = header_of(stream.read(MOST_HEADER_BYTES), LAYOUT)
        stream.seek(0)
        for number, fields in records(stream, header):
            yield header, number, fields


def parsed_chunks(
    job: DataImport, around: Surroundings, whole: Whole
) -> Iterator[tuple[list[PersonRow], Wrong, int, int]]:
    """Yield the good rows and the wrong lines of each chunk, with its last line and how many it has."""
    for chunk in in_chunks(lines_of(job)):
        rows: list[PersonRow] = []
        wrong: Wrong = []
        for header, number, fields in chunk:
            values: dict[str, str] = {}
            try:
                values = picked(fields, header)
                row = person_row(number, values)
                note_line(row, around)
                whole.note(row)
                rows.append(row)
            except WrongLine as problem:
                whole.note_wrong(values)
                wrong.append((number, problem))
        yield rows, wrong, chunk[-1][1], len(chunk)


def decided(rows: list[PersonRow], wrong: Wrong, around: Surroundings) -> list[Decision]:
    """Return what the rows do; those that cannot be applied join the wrong ones."""
    known.look_up(rows, around)
    decisions = []
    for row in rows:
        try:
            decisions.append(decide(row, around))
        except WrongLine as problem:
            wrong.append((row.line, problem))
    return decisions


def reported(one: Decision) -> tuple[object, ...]:
    """Return the line of the report for a decision."""
    row, who = one.row, one.person
    before, after = said(one, who) if who else ("", f"{row.title} · {one.unit.name}")
    return (row.line, one.outcome, who.pk if who else None, row.name, before[:400], after[:400], "", {})


def said(one: Decision, who: PersonKnown) -> tuple[str, str]:
    """Return what was and what would be."""
    row = one.row
    if one.outcome == CHANGED:
        old = (who.title_before, who.name, who.title_after, who.grade)
        new = (row.title_before, row.name, row.title_after, row.grade)
        if old == new:
            return "", "NIP" if who.nip != row.nip else "pns_id"
        return " · ".join(filter(None, old)), " · ".join(filter(None, new))
    was = f"{who.position[0]} · {who.unit_name}" if who.posting else ""
    return was, f"{row.title} · {one.unit.name}" if row.in_service else ""
