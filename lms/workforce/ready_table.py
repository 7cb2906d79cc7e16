"""The list of people ready for a post as a table to take out: no NIP, and a watermark."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.translation import gettext

from lms.people.models import PeopleExport, User
from lms.people.services import log_looks_as_hr
from lms.workforce import selectors
from lms.workforce.exports import safe
from lms.workforce.people_list import Echo, watermark
from lms.workforce.selectors.ready_entries import EntryRow


def lines_of(export: PeopleExport, *, by: User, on: date, at: datetime) -> Iterator[str]:
    """Yield the table; who stands in it can see that. Seven queries, however many people."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    ranked = gettext("Ranked by the match with the post.") if selectors.may_rank(on) else gettext("Ranks nobody.")
    for line in [*watermark(export, by=by, at=at), f"{gettext('Post')}: {export.filters['post']}", ranked]:
        yield writer.writerow([safe(line)])
    heads = [gettext("Name"), gettext("Post today"), gettext("Unit"), gettext("Match (JPM), percent"), gettext("Band")]
    yield writer.writerow([*heads, gettext("Not assessed yet"), gettext("Remark")])
    entries = list(selectors.entries_on(export, by, on=on))
    log_looks_as_hr(people=[entry.person for entry in entries], by=by, at=at)
    for row in selectors.as_entries(entries, on=on):
        yield writer.writerow(cells_of(row))


def cells_of(row: EntryRow) -> list[str]:
    """Return the cells of one person; no percent and no band while something was not assessed."""
    percent = "" if row.entry.unassessed else number_format(row.entry.percent, decimal_pos=2)
    band = f"{row.band.name} ({row.band.code.upper()})" if row.band else ""
    post = (row.posting.position.title, row.posting.unit.name) if row.posting else ("", "")
    words = [safe(text) for text in (row.entry.person.display_name, *post)]
    return [*words, str(percent), safe(band), str(row.entry.unassessed), remark_of(row)]


def remark_of(row: EntryRow) -> str:
    """Return what speaks against an entry, in words."""
    if row.entry.is_withdrawn:  # type: ignore[attr-defined]
        return gettext("evidence taken out since: no longer ready")
    return gettext("contested") if row.entry.is_contested else ""  # type: ignore[attr-defined]
