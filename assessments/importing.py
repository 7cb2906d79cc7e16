r"""Imports items from a table: good rows go in, bad rows are reported by line with their reason.

The file is CSV in UTF-8 (with or without a byte order mark), separated by `;` or `,`, with this first line in any
order of columns (the English names work as well):

    kode         code         unique, such as PDP-01
    topik        topic        the course or subject, such as PDP-101; may be empty
    bukan bersama enemies     a word that questions share which give each other away; may be empty
    kompetensi   competency   code in the published framework, such as D2
    jenjang      level        1 to 5 (tingkat works as well)
    indikator    indicator    the sentence of the framework at this competency and level, or its number there; may be
                              empty: then the only one there is, else what stands already
    jenis        kind         single, multiple, true_false, ordering, matching, numeric, short_text, cloze,
                              situational, essay, upload, hotspot, likert, checklist;
                              or SC, MC, TF, OR, MT, NU, ST, CL, SJ, ES, UP, HS, LK, OB
    kegunaan     use          exam or practice (ujian, latihan); empty means exam
    soal         stem         the question
    pilihan      options      separated by " | "; for matching each is "left = right"; for situational "[0,5] action";
                              for hotspot "* name of the region = kotak 10 20 30 15" (see `assessments.regions`);
                              empty for numeric, short_text, cloze, essay, upload
    kunci        key          letters: "B", "A;B;D", for ordering "A>B>C";
                              empty for matching, situational, hotspot and likert;
                              for numeric "12,5 +- 0,1 GB";
                              for short_text the accepted answers, separated by " | ";
                              for cloze "a = accepted / another | b = accepted", with [[a]], [[b]] in the question
                              for checklist an observable behaviour each, separated by " | "
                              for essay and upload the rubric: "# criterion | 0 = lowest | 2 = highest | # another …"
    penilaian    scoring      for multiple: "semua" earns nothing in part; empty or "sebagian" earns a share
    penjelasan   rationale    why the key is right
    sumber       source       regulation and article, or "praktik"
    bahasa       language     empty means id
    kasus        case         code of the case that the question hangs on; may be empty
    judul kasus, teks kasus, sumber kasus, gambar kasus
                              the case itself, told once; rows below it name its code alone. A picture is the SHA-1 of a
                              file of the library, what is read in its place, and what it shows: "sha1 | text | words"
    gambar       picture      for hotspot: the picture, written alike

A text that holds one of the marks between spaces has a backslash before it: “a \| b” (see `exchange.table`).

`bank/soal.csv` beside this module is such a file. A row whose code exists changes that item; the same row again
changes nothing. Rows of a person become drafts for a second reader; practice rows are in use at once, because they
certify nothing. Without a person (the platform's own catalogue) every row is in use at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from assessments.exchange.entries import Entry, Verdict
from assessments.exchange.table import entries_of
from assessments.item_table import ItemRow, RowError
from assessments.reasons import reason_of
from assessments.services.exchange import RowOutcome, import_entries
from assessments.services.pictures import bring_pictures
from lms.people.models import Unit, User

__all__ = ["ImportReport", "ItemRow", "RowError", "RowOutcome", "import_items"]


# The pictures of the platform's own catalogue; they come into the library with it.
PICTURES = Path(__file__).parent / "bank" / "gambar"


@dataclass
class ImportReport:
    """What an import did: outcome by code in the order of the file, the items by code, and the refused rows."""

    outcomes: dict[str, RowOutcome] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def count(self, outcome: RowOutcome) -> int:
        """Return how many rows ended this way."""
        return sum(1 for one in self.outcomes.values() if one is outcome)

    @property
    def created(self) -> int:
        """Return how many items are new."""
        return self.count(RowOutcome.CREATED)

    @property
    def changed(self) -> int:
        """Return how many items changed."""
        return self.count(RowOutcome.CHANGED)

    @property
    def unchanged(self) -> int:
        """Return how many items were there already."""
        return self.count(RowOutcome.UNCHANGED)


def has_picture(entry: Entry) -> bool:
    """Whether a question, or the case it hangs on, shows a picture."""
    content = entry.content
    return content is not None and bool(content.picture or (content.case and content.case.picture))


def import_items(
    rows: Iterable[ItemRow], *, by: User | None, owner_unit: Unit | None = None, at: datetime
) -> ImportReport:
    """Import the good rows and report the bad ones; about ten queries a row that changes something.

    `by` None is the platform's own catalogue. A person's rows belong to the agency that person writes for, or to
    `owner_unit` where it is given and is one of theirs.

    Raises:
        NotATrainer: `by` does not write items.
    """
    entries = entries_of(rows)
    if by is None and any(has_picture(entry) for entry in entries):
        bring_pictures(PICTURES)
    done = import_entries(entries, by=by, owner_unit=owner_unit, at=at)
    refused = [finding for finding in done.findings if finding.verdict == Verdict.REFUSED]
    errors = [RowError(one.place, one.code, reason_of(one.remarks[0])) for one in refused]
    return ImportReport(done.outcomes, done.items, errors)
