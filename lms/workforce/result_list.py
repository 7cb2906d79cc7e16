"""Supervised, valid results as a table to take out (hasil_asesmen.csv): the columns of the template, and a watermark.

The same file comes back through `/sdm/impor/` and changes nothing here. Each line bears the watermark in a column
that is not read; people are named by SIASN's id, never by NIP.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lms.competencies.models import Evidence, EvidenceKind
from lms.competencies.selectors import personnel_kinds
from lms.people.models import PeopleExport, SiasnPerson, User
from lms.workforce import selectors
from lms.workforce.exports import safe
from lms.workforce.imports.result_rows import COLUMNS, OWN
from lms.workforce.people_list import A_CHUNK, Echo, watermark

KIND = "hr_results"
WATERMARK_COLUMN = "keterangan"


def results_in_scope(viewer: User, *, on: date) -> QuerySet[Evidence]:
    """Return the evidence of the viewer's people that may enter personnel decisions. Four queries and the list.

    Tests taken alone, ratings and what is over or superseded are not among it.
    """
    people = selectors.people_in_scope(viewer, on=on).order_by().values("person_id")
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = Evidence.objects.filter(valid, person__in=people, level__isnull=False, superseded_at__isnull=True)
    rows = rows.filter(kind__in=personnel_kinds(on))
    return rows.select_related("competency__framework").order_by("person_id", "competency__code", "performed_on", "pk")


def lines_of(export: PeopleExport, *, by: User, on: date, at: datetime) -> Iterator[str]:
    """Yield the table. Five queries, and one for each 500 results."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow([*COLUMNS, WATERMARK_COLUMN])
    mark = safe(" · ".join(watermark(export, by=by, at=at)))
    rows = results_in_scope(by, on=on).iterator(A_CHUNK)
    while chunk := list(islice(rows, A_CHUNK)):
        ids = SiasnPerson.objects.filter(person__in={row.person_id for row in chunk})
        known = dict(ids.values_list("person_id", "siasn_id"))
        for row in chunk:
            yield writer.writerow([*map(safe, cells_of(row, known.get(row.person_id, ""))), mark])


def cells_of(row: Evidence, siasn_id: str) -> list[str]:
    """Return the cells of one result, in the order of the template."""
    said: dict[str, Any] = row.details or {}
    is_external = row.kind == EvidenceKind.EXTERNAL_RESULT
    report = str(said.get("report", "")) if is_external and "report" in said else f"{OWN}{row.uuid}"
    return [
        "",
        siasn_id,
        str(said.get("instrument") or row.source_title or gettext("test"))[:120],
        row.competency.framework.code,
        row.competency.code,
        str(row.level),
        f"{row.performed_on:%d-%m-%Y}",
        f"{row.valid_until:%d-%m-%Y}" if row.valid_until else "",
        report,
    ]
