"""An import from upload to end: asked for, checked without a change, chosen, applied; the row is the queue.

A worker holds a row by its lease and renews it with every chunk of lines. What a killed worker left is taken up again
when the lease has passed, behind the last chunk that was finished.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Protocol

import structlog
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as note

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import Role, User
from lms.workforce.imports import people, people_rows, result_rows, results, unit_rows, units
from lms.workforce.imports.progress import HasWrongLines, StoppedElsewhere
from lms.workforce.imports.reading import Layout, check
from lms.workforce.models import (
    DataImport,
    ImportKind,
    ImportMode,
    ImportState,
    Outcome,
    private_storage,
)
from lms.workforce.models.imports import UNDER_WAY
from lms.workforce.selectors.imports import NoImportHere
from lms.workforce.selectors.scope import NoScope
from lms.workforce.signals import import_waits

log = structlog.get_logger("lms.workforce.imports")

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
MOST_WAITING = 3
LAYOUTS: dict[str, Layout] = {
    ImportKind.PEOPLE: people_rows.LAYOUT,
    ImportKind.UNITS: unit_rows.LAYOUT,
    ImportKind.RESULTS: result_rows.LAYOUT,
}
RUNS: dict[str, Callable[..., None]] = {
    ImportKind.PEOPLE: people.run,
    ImportKind.UNITS: units.run,
    ImportKind.RESULTS: results.run,
}
Clock = Callable[[], datetime]


class Upload(Protocol):
    """A file as a form hands it over."""

    size: int | None
    file: IO[bytes]


class AlreadyDecided(Conflict):
    """The import is not waiting for a choice."""

    code = "import_decided"
    message = gettext_noop("This import has moved on. The page shows where it is now.")


class HasWrong(InvalidInput):
    """All or none was chosen for a file with wrong lines."""

    code = "import_has_wrong"
    message = gettext_noop("The file has wrong lines. Correct it and upload it again, or apply the good lines only.")


class TooManyWaiting(Conflict):
    """A few at a time."""

    code = "imports_waiting"
    message = gettext_noop("Three of your files wait already. Apply or discard one of them first.")


def request_import(*, kind: str, upload: Upload, by: User, at: datetime) -> DataImport:
    """Keep a file whose beginning fits, and have it checked.

    Raises:
        NoScope: no HR officer.
        FileRefused: the file as a whole cannot be used; nothing is kept.
        TooManyWaiting: the person has three open ones.
    """
    if not access.scope_paths(by, Role.HR, on=timezone.localdate(at)):
        raise NoScope
    open_ones = DataImport.objects.filter(by=by, state__in=(*UNDER_WAY, ImportState.CHECKED))
    if open_ones.count() >= MOST_WAITING:
        raise TooManyWaiting
    header = check(upload.file, LAYOUTS[kind], size=upload.size or 0)
    upload.file.seek(0)
    number = uuid.uuid4()
    name = private_storage().save(f"imports/{number}.csv", File(upload.file))
    try:
        with transaction.atomic():
            job = DataImport.objects.create(
                uuid=number, kind=kind, by=by, file=name, dropped=header.dropped, next_try_at=at, requested_at=at
            )
            note(instance=job, action="workforce.import_check", user=by, data={"kind": kind})
            announce(job)
    except BaseException:
        private_storage().delete(name)
        raise
    return job


def announce(job: DataImport) -> None:
    """Have the worker look once this is committed."""
    transaction.on_commit(partial(import_waits.send, sender=DataImport, import_id=job.pk))


@transaction.atomic
def apply_import(*, number: uuid.UUID, mode: str, ends_absent: bool, by: User, at: datetime) -> DataImport:
    """Have a checked file applied.

    Raises:
        NoImportHere: none of this person.
        AlreadyDecided: it does not wait for a choice.
        HasWrong: all or none, and the file has wrong lines.
    """
    job = take_own(number, by=by)
    if job.wrong and mode == ImportMode.ALL:
        raise HasWrong
    job.state, job.mode, job.ends_absent = ImportState.APPLYING, mode, ends_absent
    job.next_try_at = at
    begin_anew(job)
    data = {"kind": job.kind, "mode": mode, "ends_absent": ends_absent}
    note(instance=job, action="workforce.import_apply", user=by, data=data)
    announce(job)
    return job


@transaction.atomic
def discard_import(*, number: uuid.UUID, by: User, at: datetime) -> DataImport:
    """Let a checked file go without a change.

    Raises:
        NoImportHere: none of this person.
        AlreadyDecided: it does not wait for a choice.
    """
    job = take_own(number, by=by)
    finish(job, ImportState.DISCARDED, at=at)
    job.results.all().delete()
    note(instance=job, action="workforce.import_discard", user=by, data={"kind": job.kind})
    return job


def take_own(number: uuid.UUID, *, by: User) -> DataImport:
    """Return a person's own import that waits for a choice, locked."""
    job = DataImport.objects.select_for_update(of=("self",)).filter(uuid=number, by=by).first()
    if job is None:
        raise NoImportHere
    if job.state != ImportState.CHECKED:
        raise AlreadyDecided
    return job


def begin_anew(job: DataImport) -> None:
    """Set everything counted back: the file is read from its first line."""
    for outcome in Outcome.values:
        setattr(job, outcome, 0)
    job.done_through, job.lines, job.attempts, job.last_error = 0, 0, 0, ""
    job.save()
    job.results.all().delete()


def finish(job: DataImport, state: str, *, at: datetime) -> None:
    """Close an import and delete its file once that is committed."""
    name = job.file.name
    job.state, job.finished_at, job.file = state, at, ""
    job.save(update_fields=["state", "finished_at", "file"])
    if name:
        transaction.on_commit(partial(private_storage().delete, name))


def carry_on(*, import_id: int, now: Clock) -> None:
    """Check or apply one file; a second call, or one while another worker holds it, does nothing."""
    job = take(import_id=import_id, at=now())
    if job is None:
        return
    try:
        if job.state == ImportState.APPLYING and job.mode == ImportMode.ALL:
            with transaction.atomic():
                RUNS[job.kind](job, now=now)
                settle(job, at=now())
        else:
            RUNS[job.kind](job, now=now)
            settle(job, at=now())
    except StoppedElsewhere:
        log.warning("import in other hands", import_id=import_id)
    except HasWrongLines:
        check_again(import_id=import_id, at=now())
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("import stopped", import_id=import_id, problem=type(problem).__name__)
        give_back(import_id=import_id, problem=type(problem).__name__, at=now())


def carry_waiting(*, now: Clock) -> int:
    """Take up what a crash or a lost message left; return how many were tried."""
    waiting = DataImport.objects.filter(state__in=UNDER_WAY, next_try_at__lte=now()).order_by("next_try_at", "pk")
    numbers = list(waiting.values_list("pk", flat=True)[:10])
    for number in numbers:
        carry_on(import_id=number, now=now)
    return len(numbers)


@transaction.atomic
def take(*, import_id: int, at: datetime) -> DataImport | None:
    """Take the row for one attempt; None where it is done, given up, or in other hands."""
    job = DataImport.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
    if job is None or not job.is_under_way or job.next_try_at > at:
        return None
    if job.attempts >= MOST_ATTEMPTS or job.by is None:
        finish(job, ImportState.FAILED, at=at)
        return None
    job.attempts, job.next_try_at = job.attempts + 1, at + LEASE
    job.save(update_fields=["attempts", "next_try_at"])
    return job


@transaction.atomic
def settle(job: DataImport, *, at: datetime) -> None:
    """Close what has come to its end: a check waits for a choice, an application is done and lets the file go."""
    found = DataImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if found.state == ImportState.WAITING:
        found.state, found.checked_at, found.attempts = ImportState.CHECKED, at, 0
        found.save(update_fields=["state", "checked_at", "attempts"])
    elif found.state == ImportState.APPLYING:
        finish(found, ImportState.DONE, at=at)
        counts = {outcome: getattr(found, outcome) for outcome in Outcome.values}
        note(instance=found, action="workforce.import_done", user=found.by, data={"kind": found.kind, **counts})


@transaction.atomic
def check_again(*, import_id: int, at: datetime) -> None:
    """Send a file back to the dry run: something changed since, and all or none was chosen."""
    job = DataImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    job.state, job.next_try_at = ImportState.WAITING, at
    begin_anew(job)
    announce(job)


@transaction.atomic
def give_back(*, import_id: int, problem: str, at: datetime) -> None:
    """Keep what went wrong; after a few attempts nobody tries again."""
    job = DataImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    job.last_error, job.next_try_at = problem, at + timedelta(minutes=1) * job.attempts
    job.save(update_fields=["last_error", "next_try_at"])
    if job.attempts >= MOST_ATTEMPTS:
        finish(job, ImportState.FAILED, at=at)
