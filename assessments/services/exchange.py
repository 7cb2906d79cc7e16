"""Brings items in and takes them out: preview, then confirm; every export is in the register.

Items of a person become drafts for a second reader; practice items are in use at once, because they certify nothing.
Without a person (the platform's own catalogue) every item is in use at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments import access
from assessments.authoring import ItemContent, UnusableItem
from assessments.exchange.entries import Entry, EntryRefused, Remark, Verdict, as_json, from_json, tidy
from assessments.exchange.formats import FORMATS, Plan
from assessments.models import CaseVersion, Item, ItemExport, ItemImport, ItemStatus, ItemUse, ItemVersion
from assessments.models.bank import content_of
from assessments.models.cases import case_content_of
from assessments.selectors.bank import BankFilter, newest_version
from assessments.selectors.cases import cases_named
from assessments.selectors.exchange import Finding, NoSuchFormat, export_plan, import_of, newest_of
from assessments.services.bank import CaseIsFixed, KindIsFixed, Placing, UnknownCase, add_item, change, on_newest_case
from assessments.services.blueprints import settle_placement
from assessments.services.cases import settle_case
from assessments.services.indicators import Known, known_framework, placed, where_it_stands, with_standing
from assessments.services.item_review import NotForEverybody, require_no_barrier
from assessments.services.pictures import keep_pictures
from assessments.stimuli import UnusableCase
from lms.competencies.models import Competency
from lms.errors import DomainError, gettext_noop
from lms.people.models import Unit, User

LONGEST_CODE = 60
LONGEST_SOURCE = 300
LONGEST_LANGUAGE = 5
KEPT_FOR = timedelta(days=1)

TWICE = gettext_noop("this code stands in the file twice; the first row was taken.")
BAD_CODE = gettext_noop("the code is missing or longer than 60 characters.")
NO_COMPETENCY = gettext_noop("it names no competency; choose one for the whole file on the page of the import.")
UNKNOWN_COMPETENCY = gettext_noop("the framework has no competency “%(code)s”.")
LONG_WORD = gettext_noop("the topic or the word of “not together with” is longer than 60 characters.")
LONG_SOURCE = gettext_noop("the source is longer than 300 characters.")
BAD_LANGUAGE = gettext_noop("the language is not known; write id or en.")
BAD_LEVEL = gettext_noop("the level must be a number from 1 to 5.")
BAD_USE = gettext_noop("the use “%(use)s” is not known; write ujian or latihan.")
OF_OTHERS = gettext_noop("this code belongs to an item of others; choose another code.")
IN_USE = gettext_noop("this code is an item in use; choose another code or change it by hand.")


class RowOutcome(StrEnum):
    """What an item of a file does to the bank."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Defaults:
    """Where items stand whose file does not say: competency and level, as they are written in a file."""

    competency: str = ""
    level: str = ""

    def fill(self, entry: Entry) -> Entry:
        """Return an entry with what its file did not say."""
        return replace(entry, competency=entry.competency or self.competency, level=entry.level or self.level)


@dataclass
class Imported:
    """What an import did: a finding for each item, and the items by code."""

    findings: list[Finding] = field(default_factory=list)
    outcomes: dict[str, RowOutcome] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)


def placing_from(entry: Entry, known: dict[str, Competency]) -> Placing:
    """Return where an entry places its item.

    Raises:
        EntryRefused: code, competency, level or use cannot be read.
    """
    if not entry.code or len(entry.code) > LONGEST_CODE:
        raise EntryRefused(BAD_CODE)
    competency = known.get(entry.competency)
    if competency is None and not entry.competency:
        raise EntryRefused(NO_COMPETENCY)
    if competency is None:
        raise EntryRefused(UNKNOWN_COMPETENCY, code=entry.competency[:LONGEST_CODE])
    if entry.level not in ("1", "2", "3", "4", "5"):
        raise EntryRefused(BAD_LEVEL)
    if entry.use not in ItemUse.values:
        raise EntryRefused(BAD_USE, use=entry.use[:LONGEST_CODE])
    if max(len(entry.topic), len(entry.enemies)) > LONGEST_CODE:
        raise EntryRefused(LONG_WORD)
    return Placing(competency, int(entry.level), entry.use, entry.topic, entry.enemies)


def content_in(entry: Entry) -> ItemContent:
    """Return what an entry asks.

    Raises:
        EntryRefused: it was refused when it was read, or is longer than the bank keeps.
    """
    if entry.refusal is not None:
        raise EntryRefused(entry.refusal.message, **entry.refusal.facts)
    assert entry.content is not None  # noqa: S101 - what was not refused is whole
    if len(entry.content.source) > LONGEST_SOURCE:
        raise EntryRefused(LONG_SOURCE)
    if len(entry.content.language) > LONGEST_LANGUAGE:
        raise EntryRefused(BAD_LANGUAGE)
    return entry.content


def require_may_become(item: Item, placing: Placing, content: ItemContent, *, may_edit: bool, by: User | None) -> None:
    """Refuse what may not be made of an item that is there already.

    Raises:
        EntryRefused: it belongs to others, is in use elsewhere in the framework, or is another kind of question.
    """
    if not may_edit:
        raise EntryRefused(OF_OTHERS)
    if by is not None and item.status in (ItemStatus.ACTIVE, ItemStatus.PILOT) and placing.moves(item):
        raise EntryRefused(IN_USE)
    if content.kind != item.kind:
        raise EntryRefused(KindIsFixed.message)
    if (content.case.code if content.case else None) != (item.case.code if item.case else None):
        raise EntryRefused(CaseIsFixed.message)


def as_written(content: ItemContent, stored: ItemContent) -> ItemContent:
    """Return the stored wording where a file differs only in how lines end."""
    return stored if tidy(stored) == content else content


def refused(entry: Entry, problem: EntryRefused | DomainError) -> Finding:
    """Return that an item does not come in."""
    if isinstance(problem, EntryRefused):
        remark = problem.remark
    elif isinstance(problem, (UnusableItem, UnusableCase, NotForEverybody)):
        remark = Remark(problem.facts["reason"])
    else:
        remark = Remark(problem.message, dict(problem.facts))
    return Finding(entry.place, entry.code, entry.shown, Verdict.REFUSED, "", (remark,))


def taken(entry: Entry, outcome: RowOutcome) -> Finding:
    """Return that an item comes in, and what it loses."""
    return Finding(entry.place, entry.code, entry.shown, entry.verdict, outcome, entry.losses)


def import_entries(
    entries: Iterable[Entry], *, by: User | None, owner_unit: Unit | None = None, at: datetime
) -> Imported:
    """Import what can be imported and say of the rest why not; about ten queries an item that changes something.

    `by` None is the platform's own catalogue. A person's items belong to the agency that person writes for.

    Raises:
        NotATrainer: `by` does not write items.
    """
    unit = owner_unit if by is None else access.agency_to_write_for(by, on=timezone.localdate(at))
    known = known_framework()
    done = Imported()
    for entry in entries:
        try:
            if entry.code in done.outcomes:
                raise EntryRefused(TWICE)
            with transaction.atomic():
                content_in(entry)
                entry, placing = placed(entry, placing_from(entry, known.competencies), known)
                item, outcome = import_entry(entry, placing, known, unit=unit, by=by, at=at)
        except (EntryRefused, DomainError) as problem:
            done.findings.append(refused(entry, problem))
        else:
            done.outcomes[entry.code], done.items[entry.code] = outcome, item.uuid
            done.findings.append(taken(entry, outcome))
    settle_placement()
    return done


def import_entry(
    entry: Entry, placing: Placing, known: Known, *, unit: Unit | None, by: User | None, at: datetime
) -> tuple[Item, RowOutcome]:
    """Make the item of one entry what the file says, and say what that took."""
    content = content_in(entry)
    keep_pictures(entry.pictures, by=by)
    settle_case(content.case, unit=unit, by=by, at=at)
    content, _case = on_newest_case(content)
    item: Item | None = Item.objects.select_for_update().filter(code=entry.code).first()
    if item is None:
        item = add_item(code=entry.code, placing=placing, content=content, unit=unit, by=by, at=at)
        outcome = RowOutcome.CREATED
    else:
        may_edit = by is None or access.may_edit(by, item, on=timezone.localdate(at))
        newest = newest_version(item)
        placing = where_it_stands(placing, item, newest, known)
        require_may_become(item, placing, content, may_edit=may_edit, by=by)
        content, placing = as_written(content, content_of(newest)), with_standing(placing, newest)
        is_changed = change(item, placing=placing, content=content, by=by, at=at)
        outcome = RowOutcome.CHANGED if is_changed else RowOutcome.UNCHANGED
    if by is None or placing.use == ItemUse.PRACTICE:
        require_no_barrier(content)
        put_into_use(item)
    return item, outcome


def put_into_use(item: Item) -> None:
    """Let the newest version be asked without a second reader (see the docstring of the module)."""
    if item.status in (ItemStatus.SUSPENDED, ItemStatus.RETIRED, ItemStatus.PILOT):
        return
    newest = newest_version(item)
    if item.status != ItemStatus.ACTIVE or item.approved_id != newest.pk:
        item.approved, item.status = newest, ItemStatus.ACTIVE
        item.save(update_fields=["approved", "status"])


def preview(entries: Iterable[Entry], *, by: User, at: datetime) -> list[Finding]:
    """Return what an import would do, and do nothing. At most fourteen queries, whatever the length of the file.

    Raises:
        NotATrainer: `by` does not write items.
    """
    today = timezone.localdate(at)
    access.agency_to_write_for(by, on=today)
    known = known_framework()
    told = list(entries)
    rows = Item.objects.filter(code__in={entry.code for entry in told}).select_related("case", "competency")
    items = {item.code: item for item in rows}
    versions = newest_of(item.pk for item in items.values())
    cases = cases_named({entry.content.case.code for entry in told if entry.content and entry.content.case})
    seen_cases: set[str] = set()
    own = set(access.agencies_of(by, access.AUTHORS, on=today).values_list("pk", flat=True))
    found: list[Finding] = []
    seen: set[str] = set()
    for entry in told:
        try:
            if entry.code in seen:
                raise EntryRefused(TWICE)
            content = content_in(entry)
            entry, placing = placed(entry, placing_from(entry, known.competencies), known)
            content = on_known_case(content, cases, seen_cases)
            outcome = RowOutcome.CREATED
            if item := items.get(entry.code):
                placing = where_it_stands(placing, item, versions[item.pk], known)
                require_may_become(item, placing, content, may_edit=by.is_superuser or item.unit_id in own, by=by)
                outcome = outcome_for(item, placing, content, versions[item.pk])
        except EntryRefused as problem:
            found.append(refused(entry, problem))
        else:
            seen.add(entry.code)
            found.append(taken(entry, outcome))
    return found


def on_known_case(content: ItemContent, cases: dict[str, CaseVersion], told: set[str]) -> ItemContent:
    """Return a content with its case as the file or the bank tells it; `told` keeps what the file told.

    Raises:
        EntryRefused: neither knows the case.
    """
    case = content.case
    if case is None:
        return content
    if not case.is_reference:
        told.add(case.code)
        return content
    if case.code not in cases:
        raise EntryRefused(UnknownCase.message, code=case.code)
    return replace(content, case=case_content_of(cases[case.code]))


def outcome_for(item: Item, placing: Placing, content: ItemContent, newest: ItemVersion) -> RowOutcome:
    """Return whether an item would change."""
    placing, stored = with_standing(placing, newest), content_of(newest)
    stays = not placing.moves(item) and (item.topic, item.enemies) == (placing.topic, placing.enemies)
    stays = stays and not placing.fills(newest) and not placing.says_otherwise(item, newest)
    is_same = stays and as_written(content, stored).sha256 == stored.sha256
    return RowOutcome.UNCHANGED if is_same else RowOutcome.CHANGED


def open_import(*, data: bytes, form: str, defaults: Defaults, by: User, at: datetime) -> ItemImport:
    """Read a file and keep what it holds until `by` confirms, a day at most; the bank does not change.

    Raises:
        NotATrainer: `by` does not write items.
        NoSuchFormat: there is no such format.
        FileRefused: the file as a whole cannot be read; the message says why.
    """
    access.agency_to_write_for(by, on=timezone.localdate(at))
    if form not in FORMATS:
        raise NoSuchFormat
    entries = [defaults.fill(entry) for entry in FORMATS[form].read(data)]
    findings = preview(entries, by=by, at=at)
    with transaction.atomic():
        ItemImport.objects.filter(created_at__lt=at - KEPT_FOR).delete()
        ItemImport.objects.filter(by=by, confirmed_at=None).delete()
        made: ItemImport = ItemImport.objects.create(
            by=by,
            format=form,
            entries=[as_json(entry) for entry in entries],
            findings=[finding.as_json() for finding in findings],
            created_at=at,
        )
    return made


def confirm_import(*, number: UUID, by: User, at: datetime) -> ItemImport:
    """Carry out an import that `by` looked at; a second click changes nothing.

    What cannot be imported any more, because the bank has moved on, is reported instead.

    Raises:
        NoSuchImport: it is over, or somebody else's.
        NotATrainer: `by` does not write items any more.
    """
    access.agency_to_write_for(by, on=timezone.localdate(at))
    waiting = import_of(by, number)
    if ItemImport.objects.filter(pk=waiting.pk, confirmed_at=None).update(confirmed_at=at):
        done = import_entries([from_json(told) for told in waiting.entries], by=by, at=at)
        waiting.findings, waiting.entries = [finding.as_json() for finding in done.findings], []
        waiting.confirmed_at = waiting.finished_at = at
        waiting.save()
        log(instance=waiting, action="assessments.import", user=by, data={"items": len(done.outcomes)})
    return waiting


def discard_import(*, number: UUID, by: User) -> None:
    """Forget a file that `by` brought and did not confirm.

    Raises:
        NoSuchImport: it is over, or somebody else's.
    """
    import_of(by, number).delete()


@transaction.atomic
def export_items(*, form: str, narrowed: BankFilter, by: User, at: datetime) -> Plan:
    """Return the items that `by` takes out with their keys, and write that into the register and the log.

    Raises:
        NotATrainer, NoSuchFormat, TooManyItems: see `export_plan`.
    """
    planned = export_plan(by, form, narrowed, on=timezone.localdate(at))
    kept = len(planned.kept)
    export = ItemExport.objects.create(
        by=by,
        format=form,
        filters={name: value for name, value in asdict(narrowed).items() if value},
        items=kept,
        left_out=len(planned.entries) - kept,
        at=at,
    )
    log(instance=export, action="assessments.export", user=by, data={"items": kept, "format": form})
    return planned
