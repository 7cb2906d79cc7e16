"""What a file says as a whole: who works here and is not in it, and who leads the units it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from lms.people import access
from lms.people.models import EmployeeNumber, Posting, PostingKind, SiasnPerson, Unit
from lms.workforce import services
from lms.workforce.imports import people, writing
from lms.workforce.imports.people_rows import kind_of
from lms.workforce.imports.planning import Surroundings, within
from lms.workforce.imports.progress import count, in_chunks, keep, one_chunk
from lms.workforce.imports.reading import WrongLine
from lms.workforce.models import DataImport, ImportState, Outcome

# Behind the last line of any file: the mark of a file that is finished as a whole.
WHOLE = 2_000_000_000


def close(job: DataImport, around: Surroundings, *, at: datetime) -> None:
    """List who is missing in the file (or end their postings, if that was chosen), and settle who leads."""
    if job.done_through == WHOLE:
        return
    with one_chunk(job, through=WHOLE, at=at):
        present, agencies, leaders = read_whole(job, around)
        missing = absent(job, around, present, agencies)
        if job.state == ImportState.WAITING:
            keep(job, map(reported, missing))
        else:
            settle_heads(leaders, at=at)
        if job.state == ImportState.APPLYING and job.ends_absent:
            writing.end([row["person_id"] for row in missing], at=at)
            services.mark_units({row["unit_id"] for row in missing}, at=at)
            count(job, {Outcome.ENDED: len(missing)}, lines=0)
        else:
            count(job, {Outcome.ABSENT: len(missing)}, lines=0)


def read_whole(job: DataImport, around: Surroundings) -> tuple[set[int], set[str], dict[int, int]]:
    """Return who stands in the file (wrong lines too), of which agencies, and who leads which unit.

    Two queries for each chunk of lines.
    """
    present: set[int] = set()
    agencies: set[str] = set()
    leaders: dict[int, int] = {}
    for chunk in in_chunks(identified(job)):
        ids = SiasnPerson.objects.filter(siasn_id__in=[line[0] for line in chunk])
        by_id = dict(ids.values_list("siasn_id", "person_id"))
        numbers = EmployeeNumber.objects.filter(digits__in=[line[1] for line in chunk], valid_to__isnull=True)
        present |= {*by_id.values(), *numbers.values_list("person_id", flat=True)}
        for siasn_id, _nip, code, leads in chunk:
            for unit in around.units.get(code, ()):
                if within(unit.path, around.scope):
                    agencies.add(unit.path[: Unit.steplen])
                    if leads and siasn_id in by_id:
                        leaders.setdefault(unit.pk, by_id[siasn_id])
    return present, agencies, leaders


def identified(job: DataImport) -> Iterator[tuple[str, str, str, bool]]:
    """Yield who a line is about and in which unit, be the rest of it right or wrong."""
    for header, _number, fields in people.lines_of(job):
        if fields is None:
            continue
        values = {name: fields[place].strip() for name, place in header.places.items()}
        nip = "".join(filter(str.isdigit, values["nip_baru"]))
        try:
            leads = kind_of(values["jenis_jabatan_nama"], values["jabatan_nama"])[1]
        except WrongLine:
            leads = False
        yield values["pns_id"], nip, values["unor_id"], leads


def absent(job: DataImport, around: Surroundings, present: set[int], agencies: set[str]) -> list[dict[str, Any]]:
    """Return who works in these agencies, as far as they lie in the scope, and is not in the file. One query.

    Whoever brought the file is never among them: nobody ends the own posting by leaving oneself out.
    """
    there = Posting.objects.filter(
        access.below(around.scope, "unit__path"),
        access.below(tuple(agencies), "unit__path"),
        kind=PostingKind.PRIMARY,
        valid_to__isnull=True,
    ).exclude(person=job.by)
    columns = ("person_id", "unit_id", "person__full_name", "position__title", "unit__name")
    return [row for row in there.order_by("pk").values(*columns) if row["person_id"] not in present]


def reported(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return the line of the report for somebody who is not in the file."""
    before = f"{row['position__title']} · {row['unit__name']}"[:400]
    return (0, Outcome.ABSENT, row["person_id"], row["person__full_name"], before, "", "", {})


def settle_heads(leaders: dict[int, int], *, at: datetime) -> None:
    """Let those with a structural post lead their unit where nobody does. Two queries for each chunk of units."""
    today = timezone.localdate(at)
    for chunk in in_chunks(leaders.items()):
        wanted = dict(chunk)
        led = set(led_units(wanted))
        open_ones = Posting.objects.filter(
            unit__in=wanted.keys() - led, person__in=wanted.values(), kind=PostingKind.PRIMARY, valid_to__isnull=True
        )
        rows = open_ones.filter(valid_from__lte=today).values_list("pk", "unit_id", "person_id")
        heads = [pk for pk, unit, person in rows if wanted[unit] == person]
        Posting.objects.filter(pk__in=heads).update(is_head=True)


def led_units(units: Iterable[int]) -> Iterable[int]:
    """Return the units that have a head. One query."""
    led = Posting.objects.filter(unit__in=list(units), is_head=True, kind=PostingKind.PRIMARY, valid_to__isnull=True)
    found: Iterable[int] = led.values_list("unit_id", flat=True)
    return found
