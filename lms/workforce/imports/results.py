"""Goes through a file of results from elsewhere: a good line becomes one piece of evidence, none is overwritten."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone

from lms.competencies.models import Competency, Evidence, EvidenceKind, FrameworkStatus
from lms.competencies.services import Finding, Source, record_evidence
from lms.errors import gettext_noop
from lms.people import access
from lms.people.models import Role, User
from lms.workforce.imports import known
from lms.workforce.imports.planning import (
    CREATED,
    NIP_OF_ANOTHER,
    UNCHANGED,
    WRONG,
    PersonKnown,
    Surroundings,
)
from lms.workforce.imports.progress import Clock, count, keep, keep_wrong, one_chunk, refuse_wrong
from lms.workforce.imports.reading import MOST_HEADER_BYTES, WrongLine, header_of, records
from lms.workforce.imports.result_rows import LAYOUT, ResultRow, result_row
from lms.workforce.models import DataImport, ImportState

# Each line derives a level: a chunk stays well below the time for which a worker holds the file.
A_CHUNK = 200
SOURCE_KIND = "external_result"
Wrong = list[tuple[int, WrongLine]]
Settled = tuple[ResultRow, PersonKnown, Competency, uuid.UUID]

NOBODY_HERE = gettext_noop("Nobody in the part of the organisation you work for has this nip or pns_id.")
UNKNOWN_COMPETENCY = gettext_noop("There is no competency with this kode_kompetensi in a framework in use.")
SEVERAL_FRAMEWORKS = gettext_noop("Several frameworks in use have this kode_kompetensi; name the one in kerangka.")
OTHER_LEVEL = gettext_noop(
    "This result stands here with another level or last day. Evidence is not overwritten; a new report has its own "
    "number or date."
)
ONES_OWN = gettext_noop("This is your own result. Leave it to a colleague.")
LINE_TWICE = gettext_noop("The same result stands in line %(line)d already.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line."""

    row: ResultRow
    outcome: str
    person: PersonKnown
    competency: Competency
    source: uuid.UUID


def run(job: DataImport, *, now: Clock) -> None:
    """Check or apply the file from where it stands to its end."""
    scope = access.scope_paths(job.by, Role.HR, on=timezone.localdate(now()))
    around, competencies = Surroundings(scope, {}, {}), competencies_in_use()
    seen: dict[uuid.UUID, int] = {}
    for rows, wrong, last, lines in parsed_chunks(job, at=now()):
        at = now()
        decisions = decided(rows, wrong, around, competencies, seen, by=job.by)
        if last <= job.done_through:
            continue
        with one_chunk(job, through=last, at=at):
            refuse_wrong(job, wrong)
            fresh = [one for one in decisions if one.outcome == CREATED]
            if job.state == ImportState.APPLYING:
                write(fresh, by=job.by, at=at)
            else:
                keep(job, map(reported, fresh))
            keep_wrong(job, wrong)
            count(job, {**Counter(one.outcome for one in decisions), WRONG: len(wrong)}, lines=lines)


def competencies_in_use() -> dict[str, list[Competency]]:
    """Return the competencies of published frameworks by their code. One query."""
    found: dict[str, list[Competency]] = {}
    rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).select_related("framework")
    for one in rows.order_by("-framework__pk"):
        found.setdefault(one.code, []).append(one)
    return found


def parsed_chunks(job: DataImport, *, at: datetime) -> Iterator[tuple[list[ResultRow], Wrong, int, int]]:
    """Yield the good rows and the wrong lines of each chunk, with its last line and how many it has."""
    today = timezone.localdate(at)
    with job.file.open("rb") as stream:
        header = header_of(stream.read(MOST_HEADER_BYTES), LAYOUT)
        stream.seek(0)
        waiting = records(stream, header)
        while chunk := list(islice(waiting, A_CHUNK)):
            rows: list[ResultRow] = []
            wrong: Wrong = []
            for number, fields in chunk:
                try:
                    rows.append(result_row(number, fields, header, today=today))
                except WrongLine as problem:
                    wrong.append((number, problem))
            yield rows, wrong, chunk[-1][0], len(chunk)


def decided(
    rows: list[ResultRow],
    wrong: Wrong,
    around: Surroundings,
    competencies: dict[str, list[Competency]],
    seen: dict[uuid.UUID, int],
    *,
    by: User | None,
) -> list[Decision]:
    """Return what the rows do; those that cannot be applied join the wrong ones. Seven queries."""
    known.look_up(rows, around)
    settled: list[Settled] = []
    for row in rows:
        try:
            person, competency = person_of(row, around, by=by), competency_of(row, competencies)
            source = row.source_of(person.pk, competency.pk)
            first = seen.setdefault(source, row.line)
            if first != row.line:
                raise WrongLine(LINE_TWICE, line=first)
            settled.append((row, person, competency, source))
        except WrongLine as problem:
            wrong.append((row.line, problem))
    standing = standing_of(settled)
    decisions = []
    for row, person, competency, source in settled:
        try:
            decisions.append(Decision(row, outcome_of(row, standing.get(source)), person, competency, source))
        except WrongLine as problem:
            wrong.append((row.line, problem))
    return decisions


def standing_of(settled: list[Settled]) -> dict[uuid.UUID, Evidence]:
    """Return the evidence that stands here by the id of the result that says it again. Two queries."""
    sources = [source for *_rest, source in settled]
    found = {one.source_uuid: one for one in Evidence.objects.filter(source_kind=SOURCE_KIND, source_uuid__in=sources)}
    named = {row.own_evidence: (person.pk, about.pk, source) for row, person, about, source in settled}
    for one in Evidence.objects.filter(uuid__in=[number for number in named if number]):
        person, about, source = named[one.uuid]
        if (one.person_id, one.competency_id) == (person, about):
            found[source] = one
    return found


def outcome_of(row: ResultRow, standing: Evidence | None) -> str:
    """Return what a line does, given the result that stands here.

    Raises:
        WrongLine: it says something else than what stands here.
    """
    if standing is None:
        return CREATED
    if standing.level != row.level or (row.valid_until and standing.valid_until != row.valid_until):
        raise WrongLine(OTHER_LEVEL)
    return UNCHANGED


def person_of(row: ResultRow, around: Surroundings, *, by: User | None) -> PersonKnown:
    """Return whom a line means, if the officer works for them.

    Raises:
        WrongLine: nobody here, two people, or the officer.
    """
    by_siasn, by_nip = around.by_siasn.get(row.siasn_id), around.by_nip.get(row.nip)
    if by_siasn and row.nip and (by_nip is None or by_nip.pk != by_siasn.pk):
        raise WrongLine(NIP_OF_ANOTHER)
    found = by_siasn or (by_nip if not row.siasn_id or not (by_nip and by_nip.siasn_id) else None)
    if found is None or not found.path or not access.lies_within(found.path, around.scope):
        raise WrongLine(NOBODY_HERE)
    if by is not None and found.pk == by.pk:
        raise WrongLine(ONES_OWN)
    return found


def competency_of(row: ResultRow, competencies: dict[str, list[Competency]]) -> Competency:
    """Return the competency that a line means.

    Raises:
        WrongLine: there is none, or several frameworks have one.
    """
    found = competencies.get(row.competency, [])
    if row.framework:
        found = [one for one in found if one.framework.code == row.framework]
    if not found:
        raise WrongLine(UNKNOWN_COMPETENCY)
    if len(found) > 1:
        raise WrongLine(SEVERAL_FRAMEWORKS)
    return found[0]


def reported(one: Decision) -> tuple[object, ...]:
    """Return the line of the report for a decision."""
    row = one.row
    said = f"{one.competency.code} {one.competency.name}: {row.level} · {row.instrument} · {row.performed_on:%d-%m-%Y}"
    return (row.line, one.outcome, one.person.pk, one.person.name, "", said[:400], "", {})


def write(decisions: list[Decision], *, by: User | None, at: datetime) -> None:
    """Write the evidence of lines, in the order of the people's ids: two files take their locks in turn."""
    people = User.objects.in_bulk([one.person.pk for one in decisions])
    for one in sorted(decisions, key=lambda each: (each.person.pk, each.row.line)):
        row = one.row
        finding = Finding(
            competency=one.competency,
            kind=EvidenceKind.EXTERNAL_RESULT,
            level=row.level,
            performed_on=row.performed_on,
            valid_until=row.valid_until,
            details={"instrument": row.instrument, "report": row.report},
        )
        source = Source(SOURCE_KIND, one.source, row.instrument)
        record_evidence(person=people[one.person.pk], findings=[finding], source=source, by=by, at=at)
