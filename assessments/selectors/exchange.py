"""What leaves the bank, and what waits to come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from wagtail.images.models import Image

from assessments import access
from assessments.exchange import kinds
from assessments.exchange.entries import Entry, Remark, tidy
from assessments.exchange.formats import FORMATS, Plan, plan
from assessments.exchange.package_pictures import LARGEST_BYTES, name_of, packed
from assessments.exchange.reading import MOST_ITEMS
from assessments.models import Item, ItemImport, ItemVersion
from assessments.models.bank import content_of
from assessments.selectors.bank import BankFilter, bank_list
from lms.errors import InvalidInput, NotFound, gettext_noop
from lms.people.access import Viewer


class NoSuchImport(NotFound):
    """There is no such import, it is over, or somebody else brought the file."""

    code = "no_such_import"
    message = gettext_noop("This import is no longer there. Bring the file again.")


class NoSuchFormat(InvalidInput):
    """No format has this name."""

    code = "no_such_format"
    message = gettext_noop("This format is not known. Choose one from the list.")


class TooManyItems(InvalidInput):
    """More items than one file takes."""

    code = "too_many_items"
    message = gettext_noop(
        "%(found)s items fit, but one file takes at most %(most)s. Narrow the list, for example to one competency."
    )


@dataclass(frozen=True)
class Finding:
    """What becomes of one item of a file: its verdict, what it does to the bank, and why."""

    place: int
    code: str
    shown: str
    verdict: str
    outcome: str
    remarks: tuple[Remark, ...]

    def as_json(self) -> list[Any]:
        """Return it as plain data."""
        told = [[one.message, one.facts] for one in self.remarks]
        return [self.place, self.code, self.shown, self.verdict, self.outcome, told]

    @classmethod
    def from_json(cls, told: list[Any]) -> Finding:
        """Return the finding that `as_json` made plain."""
        place, code, shown, verdict, outcome, remarks = told
        return cls(place, code, shown, verdict, outcome, tuple(Remark(*one) for one in remarks))


def items_to_export(viewer: Viewer, narrowed: BankFilter, *, on: date) -> list[Entry]:
    """Return the items that `viewer` may take out, with their keys, by code. At most five queries.

    Whoever reads the bank sees the keys of the items within reach there; only trainers take them out.

    Raises:
        NotATrainer: `viewer` does not write items.
        TooManyItems: one file does not take so many.
    """
    if not access.may_write(viewer, on=on):
        raise access.NotATrainer
    found = bank_list(viewer, narrowed, on=on).order_by("code")
    items = {item.pk: item for item in found[: MOST_ITEMS + 1]}
    if len(items) > MOST_ITEMS:
        raise TooManyItems(found=found.count(), most=MOST_ITEMS)
    versions = newest_of(items)
    return [entry_of(place, item, versions[pk]) for place, (pk, item) in enumerate(items.items(), start=1)]


def newest_of(items: Iterable[int]) -> dict[int, ItemVersion]:
    """Return the newest version of each item (by id), with its key. One query."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    rows = ItemVersion.objects.filter(item__in=list(items), pk=Subquery(newest)).select_related(
        "secret", "item", "indicator", "picture", "case_version__case", "case_version__picture"
    )
    return {row.item_id: row for row in rows}


def entry_of(place: int, item: Item, version: ItemVersion) -> Entry:
    """Return an item of the bank as an entry."""
    return Entry(
        place,
        code=item.code,
        content=tidy(content_of(version)),
        competency=item.competency.code,
        level=str(item.level),
        use=item.use,
        topic=item.topic,
        enemies=item.enemies,
        indicator=" ".join(version.indicator.text.split()) if version.indicator else "",
    )


def export_plan(viewer: Viewer, form: str, narrowed: BankFilter, *, on: date) -> Plan:
    """Return what an export would write, and what it would lose. At most six queries.

    Raises:
        NoSuchFormat: there is no such format.
        NotATrainer, TooManyItems: see `items_to_export`.
    """
    if form not in FORMATS:
        raise NoSuchFormat
    entries = items_to_export(viewer, narrowed, on=on)
    return plan(FORMATS[form], with_pictures(entries) if form == kinds.QTI else entries)


def with_pictures(entries: Sequence[Entry]) -> list[Entry]:
    """Return items with the files of their pictures; what cannot be read is not there. One query, and the files."""
    wanted = {one.content.picture.file for one in entries if one.content and one.content.picture}
    files: dict[str, str] = {}
    for image in Image.objects.filter(file_hash__in=wanted):
        with suppress(OSError), image.file.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
            if name_of(data) == image.file_hash:
                files[image.file_hash] = packed(data)
    return [
        replace(one, pictures={one.content.picture.file: files[one.content.picture.file]})
        if one.content and one.content.picture and one.content.picture.file in files
        else one
        for one in entries
    ]


def import_of(viewer: Viewer, number: UUID) -> ItemImport:
    """Return an import of `viewer`'s own. One query.

    Raises:
        NoSuchImport: there is none.
    """
    found: ItemImport | None = ItemImport.objects.filter(uuid=number, by=viewer.pk).defer("entries").first()
    if found is None:
        raise NoSuchImport
    return found
