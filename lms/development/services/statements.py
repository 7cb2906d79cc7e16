"""The yearly statement of hours: numbered, drawn as a PDF, and kept as what it said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from lms.development.models import HoursEntry, HoursStatement
from lms.development.rendering import StatementSheet, to_pdf
from lms.development.selectors.hours import entries_in, hours_of_year, totals_by_form
from lms.people.models import User
from lms.people.selectors import number_of, placement_of
from lms.rows import hold


@transaction.atomic
def yearly_statement(*, year: int, by: User, at: datetime) -> tuple[str, bytes]:
    """Return number and PDF of the own statement of a year; unchanged hours keep their number.

    Raises:
        NoSuchYear: it has not begun.
    """
    on = timezone.localdate(at)
    hold(User, by.pk)  # two downloads at once get one number
    entries = list(entries_in(by, year, viewer=by, on=on).order_by("performed_on", "pk"))
    hours = hours_of_year(by, viewer=by, on=on, year=year)
    kept = keep_statement(by, year, entries, hours.jp, at=at)
    placement, number = placement_of(by, on=on), number_of(by, viewer=by, on=on)
    sheet = StatementSheet(
        number=kept.number,
        made_at=timezone.localtime(kept.made_at),
        holder=by.display_name,
        nip=number.digits if number else "",
        post=placement.posting.position.title if placement else "",
        unit=", ".join(one.name for one in dict.fromkeys((placement.posting.unit, placement.agency)))
        if placement
        else "",
        hours=hours,
        entries=entries,
        totals=totals_by_form(by, year, viewer=by, on=on),
        rules=list({entry.rule_id: entry.rule for entry in entries}.values()),
    )
    return kept.number, to_pdf(sheet)


def keep_statement(
    person: User, year: int, entries: Sequence[HoursEntry], jp: Decimal, *, at: datetime
) -> HoursStatement:
    """Return the row of the statement with this content, made now if it is new."""
    said = "\n".join(f"{entry.uuid} {entry.jp} {entry.rule_id}" for entry in entries)
    fingerprint = hashlib.sha256(said.encode()).hexdigest()
    same = HoursStatement.objects.filter(person=person, year=year, content_sha256=fingerprint).first()
    if same is not None:
        return same
    row = HoursStatement(person=person, year=year, jp=jp, entries=len(entries), content_sha256=fingerprint, made_at=at)
    # The row's own id is the number: unique in any database, without a counter that two would wait for.
    row.number = f"sementara-{person.pk}-{fingerprint[:12]}"
    row.save()
    row.number = f"JP/{year}/{row.pk:06d}"
    row.save(update_fields=["number"])
    return row
