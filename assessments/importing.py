"""Imports items from a table: good rows go in, bad rows are reported by line with their reason.

The file is CSV in UTF-8 (with or without a byte order mark), separated by `;` or `,`, with this first line in any
order of columns (the English names work as well):

    kode         code         unique, such as PDP-01
    topik        topic        the course or subject, such as PDP-101; may be empty
    bukan bersama enemies     a word that questions share which give each other away; may be empty
    kompetensi   competency   code in the published framework, such as D2
    jenjang      level        1 to 5 (tingkat works as well)
    jenis        kind         single, multiple, true_false, ordering, matching, numeric, short_text, cloze,
                              situational, essay, upload; or SC, MC, TF, OR, MT, NU, ST, CL, SJ, ES, UP
    kegunaan     use          exam or practice (ujian, latihan); empty means exam
    soal         stem         the question
    pilihan      options      separated by " | "; for matching each is "left = right"; for situational "[0,5] action";
                              empty for numeric, short_text, cloze, essay, upload
    kunci        key          letters: "B", "A;B;D", for ordering "A>B>C"; empty for matching and situational;
                              for numeric "12,5 +- 0,1 GB";
                              for short_text the accepted answers, separated by " | ";
                              for cloze "a = accepted / another | b = accepted", with [[a]], [[b]] in the question
                              for essay and upload the rubric: "# criterion | 0 = lowest | 2 = highest | # another …"
    penilaian    scoring      for multiple: "semua" earns nothing in part; empty or "sebagian" earns a share
    penjelasan   rationale    why the key is right
    sumber       source       regulation and article, or "praktik"
    bahasa       language     empty means id

`bank/soal.csv` beside this module is such a file. A row whose code exists changes that item; the same row again
changes nothing. Rows of a person become drafts for a second reader; practice rows are in use at once, because they
certify nothing. Without a person (the platform's own catalogue) every row is in use at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from assessments import access
from assessments.answers import RATED, Answer, Kind
from assessments.authoring import ItemContent, Part, UnusableItem, check
from assessments.item_table import ItemRow, RowError
from assessments.models import Item, ItemStatus, ItemUse
from assessments.notation import Written, letter, parts_from, with_all_or_nothing
from assessments.selectors.bank import newest_version
from assessments.services.bank import KindIsFixed, Placing, add_item, change
from assessments.services.blueprints import settle_placement
from lms.competencies.models import Competency
from lms.competencies.selectors import competencies_by_code
from lms.errors import DomainError, InvalidInput, gettext_noop
from lms.people.models import Unit, User
from lms.sentences import sentence

LONGEST_CODE = 60

KINDS: dict[str, str] = {
    **{kind.value: kind.value for kind in Kind},
    "sc": Kind.SINGLE,
    "mc": Kind.MULTIPLE,
    "tf": Kind.TRUE_FALSE,
    "or": Kind.ORDERING,
    "mt": Kind.MATCHING,
    "nu": Kind.NUMERIC,
    "st": Kind.SHORT_TEXT,
    "cl": Kind.CLOZE,
    "sj": Kind.SITUATIONAL,
    "pilihan tunggal": Kind.SINGLE,
    "pilihan jamak": Kind.MULTIPLE,
    "benar salah": Kind.TRUE_FALSE,
    "urutan": Kind.ORDERING,
    "menjodohkan": Kind.MATCHING,
    "angka": Kind.NUMERIC,
    "isian singkat": Kind.SHORT_TEXT,
    "teks rumpang": Kind.CLOZE,
    "penilaian situasi": Kind.SITUATIONAL,
    "es": Kind.ESSAY,
    "up": Kind.UPLOAD,
    "esai": Kind.ESSAY,
    "berkas": Kind.UPLOAD,
}
# Kinds whose key is written out as in the form; they have no options to name by letter.
KEY_IN_LINES = (Kind.NUMERIC, Kind.SHORT_TEXT, Kind.CLOZE, *RATED)
SCORINGS: dict[str, bool] = {"": False, "sebagian": False, "partial": False, "semua": True, "all": True}
USES: dict[str, str] = {
    "": ItemUse.EXAM,
    "exam": ItemUse.EXAM,
    "ujian": ItemUse.EXAM,
    "practice": ItemUse.PRACTICE,
    "latihan": ItemUse.PRACTICE,
}


class BadRow(InvalidInput):
    """One row cannot become an item; `reason` (already translated) says why."""

    code = "bad_row"
    message = gettext_noop("%(reason)s")


class RowOutcome(StrEnum):
    """What a good row did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


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


def content_from(row: ItemRow) -> ItemContent:
    """Return what a row asks, checked.

    Raises:
        BadRow: kind or key cannot be read.
        UnusableItem: it cannot be asked as it stands.
    """
    kind = KINDS.get(row.kind.strip().lower())
    if kind is None:
        raise BadRow(reason=gettext("the kind “%(kind)s” is not known.") % {"kind": row.kind})
    written = written_in(str(kind), row)
    is_whole = is_all_or_nothing(str(kind), row.scoring)
    return check(
        ItemContent(
            kind=str(kind),
            stem=row.stem,
            options=written.options,
            choices=written.choices,
            key=with_all_or_nothing(str(kind), written.key) if is_whole else written.key,
            rationale=row.rationale,
            source=row.source,
            language=row.language,
        )
    )


def is_all_or_nothing(kind: str, scoring: str) -> bool:
    """Whether part of an answer earns nothing; only a multiple choice can be scored so.

    Raises:
        BadRow: the word is not known, or does not fit the kind.
    """
    told = SCORINGS.get(scoring.strip().lower())
    if told is None or (told and kind != Kind.MULTIPLE):
        reason = gettext("the scoring “%(scoring)s” is not known; write sebagian or, for MC only, semua.")
        raise BadRow(reason=reason % {"scoring": scoring})
    return told


def written_in(kind: str, row: ItemRow) -> Written:
    """Return options, choices and key of a row."""
    if kind in KEY_IN_LINES:
        lines = [line.strip() for line in row.key.split(" | ")]
        return parts_from(kind, lines, stem=row.stem, language=row.language)
    if kind == Kind.SITUATIONAL:
        return parts_from(kind, row.options)
    lefts, rights = split_pairs(row.options) if kind == Kind.MATCHING else (row.options, ())
    options = tuple(Part(letter(index), text) for index, text in enumerate(lefts))
    choices = tuple(Part(str(index + 1), text) for index, text in enumerate(rights))
    return Written(options, choices, key_from(kind, row.key, [option.id for option in options]))


def split_pairs(options: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the left and the right sides of “left = right”."""
    if not all(" = " in option for option in options):
        raise BadRow(reason=gettext("each option of a matching question reads “left = right”."))
    pairs = [option.split(" = ", 1) for option in options]
    return tuple(left.strip() for left, _ in pairs), tuple(right.strip() for _, right in pairs)


def key_from(kind: str, text: str, ids: list[str]) -> Answer:
    """Return the key that the letters name."""
    if kind == Kind.MATCHING:
        return {"pairs": {name: str(index + 1) for index, name in enumerate(ids)}}
    letters = [part.strip().lower() for part in text.replace(">", ";").replace(",", ";").split(";") if part.strip()]
    unknown = [one for one in letters if one not in ids]
    if unknown:
        told = gettext("the key names option “%(letter)s”, which is not there.")
        raise BadRow(reason=told % {"letter": unknown[0].upper()})
    if kind == Kind.ORDERING:
        return {"places": {name: index + 1 for index, name in enumerate(letters)}}
    return {"choice": sorted(set(letters))}


def import_items(
    rows: Iterable[ItemRow], *, by: User | None, owner_unit: Unit | None = None, at: datetime
) -> ImportReport:
    """Import the good rows and report the bad ones; about ten queries a row that changes something.

    `by` None is the platform's own catalogue. A person's rows belong to the agency that person writes for, or to
    `owner_unit` where it is given and is one of theirs.

    Raises:
        NotATrainer: `by` does not write items.
    """
    unit = owner_unit if by is None else access.agency_to_write_for(by, on=timezone.localdate(at))
    known = competencies_by_code()
    report = ImportReport()
    for row in rows:
        try:
            if row.code in report.outcomes:
                raise BadRow(reason=gettext("this code stands in the file twice; the first row was taken."))
            with transaction.atomic():
                item, outcome = import_row(row, known, unit=unit, by=by, at=at)
            report.outcomes[row.code], report.items[row.code] = outcome, item.uuid
        except DomainError as problem:
            report.errors.append(RowError(row.line, row.code, reason_of(problem)))
    settle_placement()
    return report


def reason_of(problem: DomainError) -> str:
    """Return why a row was refused, in the reader's language."""
    if isinstance(problem, UnusableItem):
        return gettext(problem.facts["reason"])
    return sentence(problem)


def placing_from(row: ItemRow, known: dict[str, Competency]) -> Placing:
    """Return where a row places its item.

    Raises:
        BadRow: code, competency, level or use cannot be read.
    """
    if not row.code or len(row.code) > LONGEST_CODE:
        raise BadRow(reason=gettext("the code is missing or longer than 60 characters."))
    competency = known.get(row.competency)
    if competency is None:
        raise BadRow(reason=gettext("the framework has no competency “%(code)s”.") % {"code": row.competency})
    if str(row.level) not in ("1", "2", "3", "4", "5"):
        raise BadRow(reason=gettext("the level must be a number from 1 to 5."))
    use = USES.get(str(row.use).strip().lower())
    if use is None:
        raise BadRow(reason=gettext("the use “%(use)s” is not known; write ujian or latihan.") % {"use": row.use})
    return Placing(competency, int(row.level), str(use), row.topic, row.enemies)


def import_row(
    row: ItemRow, known: dict[str, Competency], *, unit: Unit | None, by: User | None, at: datetime
) -> tuple[Item, RowOutcome]:
    """Make the item of one row what the row says, and say what that took."""
    placing, content = placing_from(row, known), content_from(row)
    item: Item | None = Item.objects.select_for_update().filter(code=row.code).first()
    if item is None:
        item, outcome = (
            add_item(code=row.code, placing=placing, content=content, unit=unit, by=by, at=at),
            RowOutcome.CREATED,
        )
    else:
        outcome = update_item(item, placing, content, by=by, at=at)
    if by is None or placing.use == ItemUse.PRACTICE:
        put_into_use(item)
    return item, outcome


def update_item(item: Item, placing: Placing, content: ItemContent, *, by: User | None, at: datetime) -> RowOutcome:
    """Change an item that is there already, if that is `by`'s to do."""
    if by is not None and not access.may_edit(by, item, on=timezone.localdate(at)):
        raise BadRow(reason=gettext("this code belongs to an item of others; choose another code."))
    if by is not None and item.status == ItemStatus.ACTIVE and placing.moves(item):
        raise BadRow(reason=gettext("this code is an item in use; choose another code or change it by hand."))
    try:
        changed = change(item, placing=placing, content=content, by=by, at=at)
    except KindIsFixed as problem:
        raise BadRow(reason=sentence(problem)) from problem
    return RowOutcome.CHANGED if changed else RowOutcome.UNCHANGED


def put_into_use(item: Item) -> None:
    """Let the newest version be asked without a second reader (see the docstring of the module)."""
    if item.status in (ItemStatus.SUSPENDED, ItemStatus.RETIRED):
        return
    newest = newest_version(item)
    if item.status != ItemStatus.ACTIVE or item.approved_id != newest.pk:
        item.approved, item.status = newest, ItemStatus.ACTIVE
        item.save(update_fields=["approved", "status"])
