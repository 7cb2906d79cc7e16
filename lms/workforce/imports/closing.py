"""What a file says as a whole: who works here and is not in it, and who leads the units it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from lms.bulk import Among
from lms.people import access
from lms.people.models import Posting, PostingKind, SiasnPerson, Unit
from lms.workforce import services
from lms.workforce.imports import known, writing
from lms.workforce.imports.people_rows import PersonRow, kind_of
from lms.workforce.imports.planning import Surroundings, within
from lms.workforce.imports.progress import count, in_chunks, keep, one_chunk
from lms.workforce.imports.reading import WrongLine
from lms.workforce.models import DataImport, ImportState, Outcome

# Behind the last line of any file: the mark of a file that is finished as a whole.
WHOLE = 2_000_000_000


@dataclass
class Whole:
    """What a file says as a whole, gathered line by line, be the line right or wrong.

    `present` are the ids of those who stand in it as far as they were looked up; `doubtful` the SIASN ids and NIP of
    wrong lines; `codes` the units it names; `leading` who stands with a leading post in which unit (codes, SIASN ids).
    """

    present: set[int] = field(default_factory=set)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    leading: list[tuple[str, str]] = field(default_factory=list)

    def note(self, row: PersonRow) -> None:
        """Remember the unit of a good line, and who would lead it."""
        self.codes.add(row.unit)
        if row.leads:
            self.leading.append((row.unit, row.siasn_id))

    def note_wrong(self, values: dict[str, str]) -> None:
        """Remember whom a wrong line is about, as far as it has the columns of the first (`values`)."""
        if not values:
            return
        self.doubtful.append((values["pns_id"], "".join(filter(str.isdigit, values["nip_baru"]))))
        self.codes.add(values["unor_id"])
        try:
            if kind_of(values["jenis_jabatan_nama"], values["jabatan_nama"])[1]:
                self.leading.append((values["unor_id"], values["pns_id"]))
        except WrongLine:
            return


def close(job: DataImport, around: Surroundings, whole: Whole, *, at: datetime) -> None:
    """List who is missing in the file (or end their postings, if that was chosen), and settle who leads."""
    if job.done_through == WHOLE:
        return
    with one_chunk(job, through=WHOLE, at=at):
        missing = absent(job, around, whole)
        if job.state == ImportState.WAITING:
            for chunk in in_chunks(missing):
                keep(job, map(reported, details_of(chunk)))
        else:
            settle_heads(leaders_of(around, whole), at=at)
        if job.state == ImportState.APPLYING and job.ends_absent:
            writing.end([person for _posting, person, _unit in missing], at=at)
            services.mark_units({unit for _posting, _person, unit in missing}, at=at)
            count(job, {Outcome.ENDED: len(missing)}, lines=0)
        else:
            count(job, {Outcome.ABSENT: len(missing)}, lines=0)


def absent(job: DataImport, around: Surroundings, whole: Whole) -> list[tuple[int, int, int]]:
    """Return posting, person and unit (ids) of those who work in the file's agencies and are not in it.

    Only as far as they lie in the scope. Whoever brought the file is never among them: nobody ends the own posting by
    leaving oneself out. One query, and two for each chunk of wrong lines.
    """
    present = set(whole.present)
    for chunk in in_chunks(whole.doubtful):
        present |= known.named([siasn_id for siasn_id, _nip in chunk], [nip for _siasn_id, nip in chunk])
    here = (unit.path for code in whole.codes for unit in around.units.get(code, ()))
    agencies = {path[: Unit.steplen] for path in here if within(path, around.scope)}
    there = Posting.objects.filter(
        access.below(around.scope, "unit__path"),
        access.below(tuple(sorted(agencies)), "unit__path"),
        kind=PostingKind.PRIMARY,
        valid_to__isnull=True,
    ).exclude(person=job.by)
    rows = there.order_by("pk").values_list("pk", "person_id", "unit_id")
    return [row for row in rows.iterator(20_000) if row[1] not in present]


def details_of(missing: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Return what the report says of some who are missing. One query."""
    rows = Posting.objects.filter(Among("pk", [posting for posting, _person, _unit in missing]))
    return list(rows.order_by("pk").values("person_id", "person__full_name", "position__title", "unit__name"))


def leaders_of(around: Surroundings, whole: Whole) -> dict[int, int]:
    """Return who leads which unit by the file (ids); of several the first. One query for each chunk of them."""
    leaders: dict[int, int] = {}
    for chunk in in_chunks(whole.leading):
        rows = SiasnPerson.objects.filter(Among("siasn_id", [siasn_id for _code, siasn_id in chunk]))
        by_id = dict(rows.values_list("siasn_id", "person_id"))
        for code, siasn_id in chunk:
            for unit in around.units.get(code, ()) if siasn_id in by_id else ():
                if within(unit.path, around.scope):
                    leaders.setdefault(unit.pk, by_id[siasn_id])
    return leaders


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
