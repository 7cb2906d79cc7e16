"""The formats, and what an export would lose before anybody downloads it. Pure; imports no Django."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.answers import RATED, Kind
from assessments.exchange import (
    gift,
    kinds,
    moodle,
    moodle_writing,
    pasted,
    qti,
    qti_writing,
    remarks,
    shapes,
    table,
    word,
)
from assessments.exchange.entries import Entry, FileRefused, Remark
from assessments.exchange.reading import MOST_ITEMS, require_size
from lms.errors import gettext_noop


@dataclass(frozen=True)
class Format:
    """One format: its name in addresses, what people call it, its files, and how it is read and written."""

    name: str
    label: str
    suffix: str
    content_type: str
    largest_mb: int
    reader: Callable[[bytes], list[Entry]]
    write: Callable[[Sequence[Entry]], bytes]
    most_items: int = MOST_ITEMS

    def read(self, data: bytes) -> list[Entry]:
        """Return what a file holds, within the bounds of the format.

        Raises:
            FileRefused: it is too large, holds nothing or too much, or cannot be read.
        """
        require_size(data, self.largest_mb)
        entries = self.reader(data)
        if not entries:
            raise FileRefused(remarks.EMPTY)
        if len(entries) > self.most_items:
            raise FileRefused(remarks.TOO_MANY, most=self.most_items)
        return entries


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        # Lines beyond the most rows are listed one by one, so the table may be longer than what is read of it.
        Format(kinds.CSV, gettext_noop("CSV table"), "csv", "text/csv", 2, table.read, table.write, 10**6),
        Format(kinds.WORD, gettext_noop("Word document"), "docx", word.MEDIA_TYPE, 10, word.read, word.write),
        Format(kinds.TEXT, gettext_noop("Plain text"), "txt", "text/plain", 2, pasted.read, pasted.write),
        Format(kinds.GIFT, "GIFT", "gift", "text/plain", 2, gift.read, gift.write),
        Format(kinds.MOODLE, "Moodle XML", "xml", "application/xml", 20, moodle.read, moodle_writing.write),
        Format(kinds.QTI, gettext_noop("QTI 3.0 package"), "zip", "application/zip", 20, qti.read, qti_writing.write),
    )
}


@dataclass(frozen=True)
class Plan:
    """What an export would write: the items that go, and of each what is lost or why it stays."""

    format: Format
    entries: tuple[Entry, ...]

    @property
    def kept(self) -> list[Entry]:
        """Return the items that go."""
        return [entry for entry in self.entries if entry.refusal is None]

    @property
    def data(self) -> bytes:
        """Return the file."""
        return self.format.write(self.kept)


def plan(form: Format, entries: Sequence[Entry]) -> Plan:
    """Return what an export would write; each item is written and read back before anything is promised of it."""
    return Plan(form, tuple(judged(form, entry) for entry in entries))


def judged(form: Format, entry: Entry) -> Entry:
    """Return an item with what this format loses of it."""
    one = entry.content
    assert one is not None  # noqa: S101 - items of the bank are whole
    if form.name not in kinds.HOLDERS.get(one.kind, frozenset()):
        return with_refusal(entry, remarks.CANNOT_HOLD)
    if one.case is not None and form.name not in (kinds.CSV, kinds.QTI):
        return with_refusal(entry, remarks.NO_PLACE_FOR_CASE)
    if form.name == kinds.QTI and (stays := what_stays(entry)):
        return with_refusal(entry, stays)
    try:
        back = form.reader(form.write([entry]))
    except FileRefused:
        back = []
    if len(back) != 1 or back[0].content is None or back[0].code != entry.code:
        return with_refusal(entry, remarks.DOES_NOT_RETURN)
    lost = [Remark(remarks.CHANGES)] if not back[0].says_the_same(entry) else []
    return with_losses(entry, [*lost, *(Remark(message) for message in lost_elsewhere(form.name, entry))])


def what_stays(entry: Entry) -> str:
    """Return why an item cannot go into a package with what it stands upon, or nothing."""
    one = entry.content
    assert one is not None  # noqa: S101
    if one.case is not None and one.case.picture is not None:
        return remarks.CASE_PICTURE_OUT
    return remarks.PICTURE_STAYS if one.picture is not None and one.picture.file not in entry.pictures else ""


def with_refusal(entry: Entry, message: str) -> Entry:
    """Return an item that stays."""
    return Entry(**{**entry.__dict__, "refusal": Remark(message)})


def with_losses(entry: Entry, lost: Sequence[Remark]) -> Entry:
    """Return an item with what it loses."""
    return Entry(**{**entry.__dict__, "losses": tuple(lost)})


def lost_elsewhere(name: str, entry: Entry) -> list[str]:
    """Return what other programs do not see of an item in this format, although ours reads it back."""
    one = entry.content
    assert one is not None  # noqa: S101
    if name not in (kinds.GIFT, kinds.MOODLE, kinds.QTI):
        return []
    found = {
        remarks.ALL_OR_NOTHING_OUT: name != kinds.QTI and bool(one.key.get("all_or_nothing")),
        remarks.RUBRIC_OUT: one.kind in RATED,
        remarks.WEIGHTS_OUT: one.kind == Kind.SITUATIONAL,
        remarks.ORDER_AS_PAIRS: name == kinds.GIFT and one.kind == Kind.ORDERING,
        remarks.ORDER_OUT: name == kinds.QTI and one.kind == Kind.ORDERING,
        remarks.UNIT_OUT: name == kinds.GIFT and one.kind == Kind.NUMERIC and bool(one.key["unit"]),
        remarks.LABELS_OUT: name != kinds.QTI and one.kind == Kind.TRUE_FALSE and not shapes.is_plain_true_false(one),
    }
    return [message for message, holds in found.items() if holds]
