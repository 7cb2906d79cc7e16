"""The list of people most in need of support as a table to take out: no NIP, and a watermark."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.translation import gettext

from lms.people.models import PeopleExport, Unit, User
from lms.workforce import selectors
from lms.workforce.exports import safe
from lms.workforce.models import PersonState
from lms.workforce.people_list import A_CHUNK, Echo, provenance

KIND = "hr_support"


def levels(hundredths: int) -> str:
    """Return weighted levels as a person reads them."""
    return str(number_format(hundredths / 100, decimal_pos=1))


def lines_of(export: PeopleExport, unit: Unit, *, by: User, on: date, at: datetime) -> Iterator[str]:
    """Yield the table, the largest measured gap first. Three queries, however many people."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for line in [*provenance(export, by=by, at=at), gettext("For support in learning only; ranks nobody for a post.")]:
        yield writer.writerow([safe(line)])
    heads = [gettext("Name"), gettext("Unit"), gettext("Missing levels (weighted)"), gettext("Not assessed yet")]
    yield writer.writerow(heads)
    for row in selectors.in_need(by, unit, on=on).iterator(A_CHUNK):
        yield writer.writerow(cells_of(row))


def cells_of(row: PersonState) -> list[str]:
    """Return the cells of one person."""
    return [safe(row.person.display_name), safe(row.unit.name), levels(row.missing), str(row.unassessed)]
