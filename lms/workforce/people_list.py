"""The list of HR's people as a table to take out: levels against the standard of the post, NIP masked, and a watermark.

The table is made anew at each download from what HR sees then; nothing lies on a disk.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from lms.competencies.models import Competency, PersonLevel
from lms.competencies.selectors import personnel_kinds
from lms.competencies.standards_in_force import AGENCY_OF_POSTING, Post, Required, requirements_for
from lms.people.models import EmployeeNumber, PeopleExport, User
from lms.people.nip import mask
from lms.workforce import selectors
from lms.workforce.exports import safe

KIND = "hr_people"
A_CHUNK = 500


class Echo:
    """A file that hands back what is written, so that a table of any length leaves line by line."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def lines_of(export: PeopleExport, *, by: User, on: date, at: datetime) -> Iterator[str]:
    """Yield the table. Four queries, and five for each 500 people."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for line in watermark(export, by=by, at=at):
        yield writer.writerow([safe(line)])
    columns = list(selectors.columns_of(""))
    heads = [gettext("Name"), gettext("NIP (masked)"), gettext("Post"), gettext("Unit")]
    yield writer.writerow([*heads, *(safe(f"{one.code} {one.name}") for one in columns)])
    named = selectors.people_in_scope(by, on=on, name=str(export.filters.get("name", "")))
    rows = named.annotate(agency=AGENCY_OF_POSTING).iterator(A_CHUNK)
    while chunk := list(islice(rows, A_CHUNK)):
        yield from lines_of_chunk(writer, chunk, columns, on=on)


def lines_of_chunk(
    writer: csv.writer,  # type: ignore[valid-type]
    chunk: list[Any],
    columns: list[Competency],
    *,
    on: date,
) -> Iterator[str]:
    """Yield the lines of some people. Four queries.

    A level that was not seen by anybody (a test taken alone) guides learning, and does not leave in a list.
    """
    people = [posting.person_id for posting in chunk]
    numbers = dict(EmployeeNumber.objects.on(on).filter(person__in=people).values_list("person_id", "digits"))
    rows = PersonLevel.objects.filter(person__in=people, decided_by__kind__in=personnel_kinds(on))
    levels = {
        (row.person_id, row.competency_id): row.level
        for row in rows
        if row.valid_until is None or row.valid_until >= on
    }
    posts = {posting.pk: Post(posting.position.kind, posting.position_id, posting.agency) for posting in chunk}
    required = requirements_for(posts.values(), on=on)
    for posting in chunk:
        wanted = required[posts[posting.pk]]
        cells = [against(levels.get((posting.person_id, one.pk)), wanted.get(one.pk)) for one in columns]
        digits = numbers.get(posting.person_id, "")
        who = [posting.person.display_name, mask(digits) if digits else "", posting.position.title, posting.unit.name]
        yield writer.writerow([*map(safe, who), *cells])  # type: ignore[attr-defined]


def against(level: int | None, required: Required | None) -> str:
    """Return the level and what the post asks for, "2 / 3"; empty where the post asks for nothing."""
    if required is None:
        return ""
    return f"{'–' if level is None else level} / {required.level}"


def watermark(export: PeopleExport, *, by: User, at: datetime) -> Iterable[str]:
    """Return the lines that say in the file itself whose it is, what is in it, what for, and until when."""
    whose, *rest = provenance(export, by=by, at=at)
    return (
        whose,
        gettext("Only levels that may enter personnel decisions are listed, none from tests taken alone."),
        *rest,
    )


def provenance(export: PeopleExport, *, by: User, at: datetime) -> tuple[str, ...]:
    """Return the lines that say whose a file is, what for, and until when."""
    made = date_format(timezone.localtime(at), gettext("j F Y, H.i"))
    until = date_format(timezone.localtime(export.expires_at), gettext("j F Y, H.i"))
    return (
        gettext("Taken out by %(name)s on %(made)s, number %(number)s")
        % {"name": by.display_name, "made": made, "number": export.uuid},
        gettext("Purpose: %(purpose)s") % {"purpose": export.purpose},
        gettext("Holds personal data: do not pass it on, and delete it by %(until)s") % {"until": until},
    )
