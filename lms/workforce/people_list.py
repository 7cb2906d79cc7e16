"""The list of HR's people as a table to take out: levels against the standard of the post, NIP masked, and a watermark.

The table is made anew at each download from what HR sees then; nothing lies on a disk.
"""

from __future__ import annotations

import csv
import io
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
LONG = "long"
Levels = dict[tuple[int, int], tuple[int | None, date | None]]
NOT_SHOWN: tuple[int | None, date | None] = (None, None)


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
    is_long = export.filters.get("shape") == LONG
    told = (
        (gettext("Competency"), gettext("Level"), gettext("Required level"), gettext("Valid until")) if is_long else ()
    )
    yield writer.writerow([*heads, *(told or (safe(f"{one.code} {one.name}") for one in columns))])
    named = selectors.people_in_scope(by, on=on, name=str(export.filters.get("name", "")))
    rows = named.annotate(agency=AGENCY_OF_POSTING).iterator(A_CHUNK)
    while chunk := list(islice(rows, A_CHUNK)):
        yield from (lines_by_competency if is_long else lines_of_chunk)(writer, chunk, columns, on=on)


def lines_of_chunk(
    writer: csv.writer,  # type: ignore[valid-type]
    chunk: list[Any],
    columns: list[Competency],
    *,
    on: date,
) -> Iterator[str]:
    """Yield the lines of some people. Four queries."""
    levels, required, whose = told_of(chunk, on=on)
    for posting in chunk:
        wanted = required[posting.pk]
        found = (levels.get((posting.person_id, one.pk), NOT_SHOWN)[0] for one in columns)
        cells = [against(level, wanted.get(one.pk)) for level, one in zip(found, columns, strict=True)]
        yield writer.writerow([*whose[posting.pk], *cells])  # type: ignore[attr-defined]


def lines_by_competency(
    _writer: csv.writer,  # type: ignore[valid-type]
    chunk: list[Any],
    columns: list[Competency],
    *,
    on: date,
) -> Iterator[str]:
    """Yield a line for each person and competency that the post asks for, all in one text. Four queries."""
    levels, required, whose = told_of(chunk, on=on)
    names = [(one.pk, safe(f"{one.code} {one.name}")) for one in columns]
    text = io.StringIO()
    lines = csv.writer(text)
    for posting in chunk:
        wanted, who = required[posting.pk], whose[posting.pk]
        for competency, name in names:
            if competency in wanted:
                level, until = levels.get((posting.person_id, competency), NOT_SHOWN)
                lines.writerow((*who, name, "–" if level is None else level, wanted[competency].level, until or ""))
    yield text.getvalue()


def told_of(chunk: list[Any], *, on: date) -> tuple[Levels, dict[int, dict[int, Required]], dict[int, list[str]]]:
    """Return levels, what each post (by its posting) requires, and the cells that say who somebody is. Four queries.

    A level that was not seen by anybody (a test taken alone) guides learning, and does not leave in a list.
    """
    people = [posting.person_id for posting in chunk]
    numbers = dict(EmployeeNumber.objects.on(on).filter(person__in=people).values_list("person_id", "digits"))
    rows = PersonLevel.objects.filter(person__in=people, decided_by__kind__in=personnel_kinds(on))
    levels = {
        (person, competency): (level, until)
        for person, competency, level, until in rows.values_list("person_id", "competency_id", "level", "valid_until")
        if until is None or until >= on
    }
    posts = {posting.pk: Post(posting.position.kind, posting.position_id, posting.agency) for posting in chunk}
    required = requirements_for(posts.values(), on=on)
    whose = {posting.pk: [*map(safe, who_is(posting, numbers.get(posting.person_id, "")))] for posting in chunk}
    return levels, {pk: required[post] for pk, post in posts.items()}, whose


def who_is(posting: Any, digits: str) -> tuple[str, str, str, str]:
    """Return name, masked NIP, post and unit."""
    number = mask(digits) if digits else ""
    return posting.person.display_name, number, posting.position.title, posting.unit.name


def against(level: int | None, required: Required | None) -> str:
    """Return the level and what the post asks for, "2 / 3"; empty where the post asks for nothing."""
    if required is None:
        return ""
    return f"{'–' if level is None else level} / {required.level}"


def watermark(export: PeopleExport, *, by: User, at: datetime, levels: bool = True) -> Iterable[str]:
    """Return the lines that say in the file itself whose it is, what is in it, what for, and until when.

    `levels`: the file lists levels, of those that may enter personnel decisions.
    """
    whose, *rest = provenance(export, by=by, at=at)
    which = gettext("Only levels that may enter personnel decisions are listed, none from tests taken alone.")
    return (whose, *((which,) if levels else ()), *rest)


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
