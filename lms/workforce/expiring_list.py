"""The list of evidence that ends soon as a table to take out: no NIP, and a watermark."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from django.utils.formats import date_format
from django.utils.translation import gettext

from lms.people.models import PeopleExport, Unit, User
from lms.people.services import log_looks_as_hr
from lms.workforce import selectors
from lms.workforce.exports import safe
from lms.workforce.people_list import A_CHUNK, Echo, watermark
from lms.workforce.selectors.expiring import ExpiringRow

KIND = "hr_expiring"


def lines_of(export: PeopleExport, unit: Unit, *, by: User, on: date, at: datetime) -> Iterator[str]:
    """Yield the table, what ends first at the top; who stands in it can see that. Three queries for each 500 rows."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for line in [*watermark(export, by=by, at=at, levels=False), gettext("For planning renewals only.")]:
        yield writer.writerow([safe(line)])
    heads = [gettext("Name"), gettext("Unit"), gettext("Competency"), gettext("Level"), gettext("Required")]
    yield writer.writerow([*heads, gettext("Evidence"), gettext("Valid until"), gettext("Renewed by")])
    rows = selectors.expiring(by, unit, on=on, days=int(export.filters["days"])).iterator(A_CHUNK)
    while chunk := list(islice(rows, A_CHUNK)):
        log_looks_as_hr(people=[level.person for level in chunk], by=by, at=at)
        for row in selectors.as_expiring_rows(chunk):
            yield writer.writerow(cells_of(row))


def cells_of(row: ExpiringRow) -> list[str]:
    """Return the cells of one level."""
    level = row.level
    what = f"{level.competency.code} {level.competency.name}"
    kind = level.decided_by.get_kind_display() if level.decided_by else ""
    until = date_format(level.valid_until, "Y-m-d") if level.valid_until else ""
    renewed = ", ".join(row.tests) if row.is_renewed_by_test else kind
    who = [level.person.display_name, row.state.unit.name, what]
    return [*map(safe, who), str(level.level), str(row.required), safe(kind), until, safe(renewed)]
