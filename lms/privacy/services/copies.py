"""Copies of everything the platform holds about a person: asked for, made in the background, handed to nobody else.

The row is the queue. Two short transactions stand around the work: one takes the row, one keeps the files. A worker
that dies leaves a row whose `next_try_at` passes, and the sweep takes it again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from lms.errors import Conflict, NotFound, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.privacy.models import CopyState, DataCopy, private_storage
from lms.privacy.rendering import Booklet, to_pdf
from lms.privacy.selectors.copies import collect
from lms.privacy.signals import copy_requested

log = structlog.get_logger("privacy")

STAYS = timedelta(days=7)
# Collecting and drawing takes seconds; a row held longer than this was left by a process that died.
LEASE = timedelta(minutes=10)
PAUSE = timedelta(minutes=2)
MOST_ATTEMPTS = 4
A_SWEEP = 20

Renderer = Callable[[Booklet], bytes]


class CopyUnderWay(Conflict):
    """One copy at a time."""

    code = "copy_under_way"
    message = gettext_noop("A copy is being made already. We tell you when it is ready.")


class NoSuchCopy(NotFound):
    """There is no such copy, it is over, or it is somebody else's."""

    code = "no_such_copy"
    message = gettext_noop("This copy does not exist any more. Ask for a new one.")


def request_copy(*, by: User, at: datetime) -> DataCopy:
    """Ask for a copy of one's own data.

    Raises:
        CopyUnderWay: one is being made.
    """
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(person=by, requested_at=at, next_try_at=at)
            transaction.on_commit(partial(copy_requested.send, sender=DataCopy, copy_id=copy.pk))
    except IntegrityError:
        raise CopyUnderWay from None
    return copy


def make_copy(*, copy_id: int, at: datetime, render: Renderer = to_pdf) -> DataCopy | None:
    """Make one copy and return it; None where there is nothing to do. A second call does nothing."""
    copy = take(copy_id=copy_id, at=at)
    if copy is None:
        return None
    try:
        with override(copy.person.language), timezone.override(copy.person.time_zone):
            booklet = collect(copy.person, at=at, progress=partial(note_progress, copy_id=copy.pk))
            text = json.dumps(booklet.as_json(), ensure_ascii=False, indent=2).encode()
            return keep(copy, text=text, pdf=render(booklet), at=at)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("copy not made", copy=copy_id, problem=type(problem).__name__)
        return give_back(copy_id=copy_id, problem=problem, at=at)


def make_waiting_copies(*, at: datetime, render: Renderer = to_pdf) -> int:
    """Make the copies that are due; return how many were tried."""
    waiting = DataCopy.objects.filter(state__in=(CopyState.REQUESTED, CopyState.RUNNING), next_try_at__lte=at)
    numbers = list(waiting.order_by("attempts", "pk").values_list("pk", flat=True)[:A_SWEEP])
    for number in numbers:
        make_copy(copy_id=number, at=at, render=render)
    return len(numbers)


@transaction.atomic
def take(*, copy_id: int, at: datetime) -> DataCopy | None:
    """Take the row for one attempt; None where it is done, given up or in other hands."""
    copy = DataCopy.objects.select_for_update(of=("self",)).select_related("person").filter(pk=copy_id).first()
    if copy is None or not copy.is_under_way or copy.next_try_at > at:
        return None
    if copy.attempts >= MOST_ATTEMPTS:
        give_up(copy, at=at)
        return None
    copy.state, copy.attempts, copy.next_try_at = CopyState.RUNNING, copy.attempts + 1, at + LEASE
    copy.save(update_fields=["state", "attempts", "next_try_at"])
    return copy


def note_progress(done: int, total: int, *, copy_id: int) -> None:
    """Write down how far it is, for the page."""
    DataCopy.objects.filter(pk=copy_id).update(parts_done=done, parts_total=total)


def keep(copy: DataCopy, *, text: bytes, pdf: bytes, at: datetime) -> DataCopy:
    """Store both files and mark the copy ready, unless somebody else was faster; then the files go again."""
    storage = private_storage()
    names = [
        storage.save(f"copies/{copy.uuid}.json", ContentFile(text)),
        storage.save(f"copies/{copy.uuid}.pdf", ContentFile(pdf)),
    ]
    kept = False
    try:
        with transaction.atomic():
            found = DataCopy.objects.select_for_update(of=("self",)).select_related("person").get(pk=copy.pk)
            if found.state == CopyState.RUNNING:
                found.state, found.ready_at, found.expires_at, found.last_error = CopyState.READY, at, at + STAYS, ""
                found.json_file.name, found.pdf_file.name = names
                found.save()
                tell(found, kind="data_copy_ready", at=at)
                kept = True
    finally:
        if not kept:
            for name in names:
                storage.delete(name)
    return found


@transaction.atomic
def give_back(*, copy_id: int, problem: Exception, at: datetime) -> DataCopy:
    """Keep what went wrong; after a few attempts nobody tries again."""
    copy = DataCopy.objects.select_for_update(of=("self",)).select_related("person").get(pk=copy_id)
    copy.last_error, copy.next_try_at = type(problem).__name__, at + PAUSE
    copy.save(update_fields=["last_error", "next_try_at"])
    if copy.attempts >= MOST_ATTEMPTS:
        give_up(copy, at=at)
    return copy


def give_up(copy: DataCopy, *, at: datetime) -> None:
    """Mark the copy failed and say so."""
    copy.state = CopyState.FAILED
    copy.save(update_fields=["state"])
    tell(copy, kind="data_copy_failed", at=at)


def tell(copy: DataCopy, *, kind: str, at: datetime) -> None:
    """Tell the person what became of the copy."""
    until = copy.expires_at or at
    notify(
        person=copy.person,
        kind=kind,
        facts={"until": date_format(timezone.localtime(until), gettext("j F Y, H.i"))},
        url=reverse("privacy:my_data"),
        at=at,
        key=f"{kind}-{copy.uuid}",
    )


@transaction.atomic
def take_download(*, number: uuid.UUID, by: User, at: datetime) -> DataCopy:
    """Return a copy for its person, who takes it now.

    Raises:
        NoSuchCopy: over, somebody else's, or none.
    """
    mine = DataCopy.objects.filter(uuid=number, person=by, state=CopyState.READY, expires_at__gt=at)
    if not mine.update(downloads=F("downloads") + 1):
        raise NoSuchCopy
    return mine.get()
