"""The file of a worksheet of needs: asked for with a purpose, made in the worker, gone when its link is over.

The row is the queue. A worker holds it by its lease and renews that with every chunk of people; what a killed worker
left is begun anew. Every person in the file can see in the log of looks that HR took it out.
"""

from __future__ import annotations

import csv
import io
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext

from lms.errors import Conflict
from lms.people import access
from lms.people import services as people
from lms.people.models import PeopleExport, Role, Unit, User
from lms.tables import Sheet, Value, write_xlsx
from lms.workforce.exports import in_csv
from lms.workforce.models import NeedSheet, SheetKind, SheetState, private_storage
from lms.workforce.people_list import provenance
from lms.workforce.plans import akpk
from lms.workforce.selectors.scope import unit_in_scope
from lms.workforce.signals import sheet_waits

log = structlog.get_logger("lms.workforce.sheets")

KIND = "hr_akpk"
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
A_SWEEP = 10
Clock = Callable[[], datetime]


class SheetInOtherHands(Conflict):
    """Another worker has the worksheet."""

    code = "sheet_in_other_hands"


def request_sheet(*, unit: uuid.UUID, kind: str, purpose: str, by: User, at: datetime) -> PeopleExport:
    """Write into the register that HR takes the needs of a unit out, and have the file made.

    Raises:
        NoScope, OutsideScope: `by` is not HR for the unit.
        PurposeMissing: no purpose that says anything.
    """
    on = timezone.localdate(at)
    place = unit_in_scope(by, unit, on=on)
    count = akpk.people_of(by, place, on=on).count()
    with transaction.atomic():
        export = people.record_export(
            by=by,
            kind=KIND,
            purpose=purpose,
            scope=place.name,
            people=count,
            filters={"unit": str(place.uuid)},
            at=at,
        )
        sheet = NeedSheet.objects.create(export=export, unit=place, kind=kind, next_try_at=at)
        transaction.on_commit(partial(sheet_waits.send, sender=NeedSheet, sheet_id=sheet.pk))
    return export


def carry_on(*, sheet_id: int, now: Clock) -> None:
    """Make one file; a second call, or one while another worker holds it, does nothing."""
    sheet = take(sheet_id=sheet_id, at=now())
    if sheet is None:
        return
    try:
        make(sheet, now=now)
    except SheetInOtherHands:
        log.warning("sheet in other hands", sheet_id=sheet_id)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("sheet stopped", sheet_id=sheet_id, problem=type(problem).__name__)
        give_back(sheet_id=sheet_id, problem=type(problem).__name__, at=now())


def carry_waiting(*, now: Clock) -> int:
    """Take up what a crash or a lost message left, and delete files whose link is over; return how many were tried."""
    forget_old(at=now())
    waiting = NeedSheet.objects.filter(state=SheetState.WAITING, next_try_at__lte=now())
    numbers = list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True)[:A_SWEEP])
    for number in numbers:
        carry_on(sheet_id=number, now=now)
    return len(numbers)


def forget_old(*, at: datetime) -> int:
    """Delete the files whose link is over; the register keeps who took them out. Return how many."""
    old = NeedSheet.objects.filter(export__expires_at__lte=at)
    for sheet in old:
        if sheet.file.name:
            private_storage().delete(sheet.file.name)
    count, _by_model = old.delete()
    return count


@transaction.atomic
def take(*, sheet_id: int, at: datetime) -> NeedSheet | None:
    """Take the row for one attempt; None where it is made, given up, or in other hands.

    Who asked for it must still be HR of the unit, and the link must still work.
    """
    rows = NeedSheet.objects.select_for_update(of=("self",)).select_related("export__by", "unit")
    sheet = rows.filter(pk=sheet_id, state=SheetState.WAITING, next_try_at__lte=at).first()
    if sheet is None:
        return None
    if sheet.attempts >= MOST_ATTEMPTS or not may_still(sheet, at=at):
        sheet.state = SheetState.FAILED
        sheet.save(update_fields=["state"])
        return None
    sheet.attempts, sheet.next_try_at, sheet.done = sheet.attempts + 1, at + LEASE, 0
    sheet.save(update_fields=["attempts", "next_try_at", "done"])
    return sheet


def may_still(sheet: NeedSheet, *, at: datetime) -> bool:
    """Whether who asked may have the file."""
    by = sheet.export.by
    if by is None or sheet.export.expires_at <= at:
        return False
    return access.lies_within(sheet.unit.path, access.scope_paths(by, Role.HR, on=timezone.localdate(at)))


def make(sheet: NeedSheet, *, now: Clock) -> None:
    """Write the file and keep it."""
    at = now()
    by = sheet.export.by
    assert by is not None  # noqa: S101 - `take` has asked
    with tempfile.TemporaryFile() as target, translation.override("id"):
        before = [*provenance(sheet.export, by=by, at=at), ranks_nobody()]
        rows = rows_of(sheet, by=by, on=timezone.localdate(at), now=now)
        table = Sheet(f"AKPK {sheet.unit.name}", akpk.heading(), rows, before, akpk.WIDTHS)
        count = write_xlsx(table, target=target, made_at=at) if sheet.kind == SheetKind.XLSX else as_csv(table, target)
        target.seek(0)
        keep(sheet, target, count, at=now())


def ranks_nobody() -> str:
    """Return the sentence that goes with every list of needs."""
    return gettext("For support in learning only; ranks nobody for a post.")


def as_csv(table: Sheet, target: IO[bytes]) -> int:
    """Write the table as CSV, line by line, and return how many rows it has."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerows([in_csv(line)] for line in table.before)
    writer.writerow([in_csv(head) for head in table.heading])
    count = 0
    for row in table.rows:
        writer.writerow([in_csv(value) for value in row])
        count += 1
    text.detach()
    return count


def rows_of(sheet: NeedSheet, *, by: User, on: date, now: Clock) -> Iterator[list[Value]]:
    """Yield the needs chunk by chunk; each chunk is noted as looked at, and counted as done."""
    facts = akpk.facts_of(sheet.unit)
    for chunk in akpk.chunks_of(akpk.people_of(by, sheet.unit, on=on)):
        yield from akpk.lines_of_chunk(chunk, facts, on=on)
        people.log_looks_as_hr(people=[posting.person for posting in chunk], by=by, at=now())
        hold(sheet, len(chunk), at=now())


def hold(sheet: NeedSheet, people_done: int, *, at: datetime) -> None:
    """Renew the lease and say how far the file is.

    Raises:
        SheetInOtherHands: another worker has gone on with it.
    """
    mine = NeedSheet.objects.filter(pk=sheet.pk, state=SheetState.WAITING, attempts=sheet.attempts)
    if not mine.update(next_try_at=at + LEASE, done=F("done") + people_done):
        raise SheetInOtherHands


def keep(sheet: NeedSheet, target: IO[bytes], count: int, *, at: datetime) -> None:
    """Keep the file, and say that it is ready."""
    name = private_storage().save(f"akpk/{sheet.export.uuid}.{sheet.kind}", File(target))
    mine = NeedSheet.objects.filter(pk=sheet.pk, state=SheetState.WAITING, attempts=sheet.attempts)
    if not mine.update(state=SheetState.DONE, file=name, lines=count, finished_at=at, last_error=""):
        private_storage().delete(name)
        raise SheetInOtherHands


@transaction.atomic
def give_back(*, sheet_id: int, problem: str, at: datetime) -> None:
    """Keep what went wrong; after a few attempts nobody tries again."""
    sheet = NeedSheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
    sheet.last_error, sheet.next_try_at = problem, at + timedelta(minutes=1) * sheet.attempts
    if sheet.attempts >= MOST_ATTEMPTS:
        sheet.state = SheetState.FAILED
    sheet.save(update_fields=["last_error", "next_try_at", "state"])


class SheetNotReady(Conflict):
    """The file is not made yet, or could not be."""

    code = "sheet_not_ready"


def hand_out(*, number: uuid.UUID, by: User, at: datetime) -> NeedSheet:
    """Return a worksheet with its file to who asked for it, and count the download.

    Raises:
        NoSuchExport: the link is over, or somebody else's.
        NoScope, OutsideScope: the role has ended.
        SheetNotReady: there is no file.
    """
    sheet = sheet_for(number=number, by=by, at=at)
    if sheet.state != SheetState.DONE:
        raise SheetNotReady
    people.take_export(number=number, kind=KIND, by=by, at=at)
    return sheet


def sheet_for(*, number: uuid.UUID, by: User, at: datetime) -> NeedSheet:
    """Return a worksheet to who asked for it, while the link works and the role holds.

    Raises:
        NoSuchExport: the link is over, or somebody else's.
        NoScope, OutsideScope: the role has ended.
    """
    export = people.find_export(number=number, kind=KIND, by=by, at=at)
    unit: Unit = unit_in_scope(by, uuid.UUID(str(export.filters["unit"])), on=timezone.localdate(at))
    sheet: NeedSheet = NeedSheet.objects.select_related("export").get(export=export, unit=unit)
    return sheet
