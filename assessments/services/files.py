"""Files handed in as answers: stored where no address leads, given out only to their person and to the raters.

A new file replaces the earlier one as the answer. The file is written before the row that names it: what a crash
leaves is a file that nobody names, never an answer without its file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction

from assessments.answers import Answer, Kind, UnreadableAnswer
from assessments.models import AnswerFile, AttemptSlot, Response, ResponseEventKind, private_storage
from assessments.selectors.attempts import NoSuchAttempt
from assessments.services.answering import Change, SavedPage, require_open, save_page, write
from assessments.services.sources import Seen
from lms.errors import gettext_noop
from lms.people.models import User
from lms.uploads import LOOKED_AT_BYTES, OFFICE_FILES, PICTURES, TEXT_FILES, is_what_it_says

LARGEST_ANSWER_FILE = 10 * 1024 * 1024
LONGEST_NAME = 120
ANSWER_ENDINGS = ("pdf", *OFFICE_FILES, *TEXT_FILES, *PICTURES)


class UnusableFile(UnreadableAnswer):
    """The file cannot be an answer: too large, empty, of a kind that raters cannot open, or not what its name says."""

    code = "unusable_file"
    message = gettext_noop(
        "This file was not taken in. Choose a PDF, an Office document, a text or a picture (JPEG, PNG) up to 10 MB."
    )


def attach_file(*, person: User, attempt: UUID, position: int, file: File[bytes], at: datetime) -> AnswerFile:
    """Make a file the answer to a question of the person's running attempt. Seven queries.

    Raises:
        NoSuchAttempt: it is not this person's, or the number asks for no file.
        AttemptClosed, AnswerTooLate: it has ended.
        UnusableFile: it is no file that can be an answer; the earlier one stays.

    """
    require_usable(file)
    place = save_bytes(file)
    try:
        return name_it(person, attempt, position, file, place, at=at)
    except BaseException:
        private_storage().delete(place)
        raise


def save_page_with_files(
    *,
    person: User,
    attempt: UUID,
    answers: Mapping[int, tuple[int, Answer]],
    files: Mapping[int, File[bytes]],
    at: datetime,
    seen: Seen | None = None,
) -> SavedPage:
    """Keep the answers of one page and the files that were handed in with them, both by their number.

    A file that cannot be an answer is refused alone: everything else is kept.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed, AnswerTooLate: it has ended.

    """
    page = save_page(person=person, attempt=attempt, answers=answers, at=at, seen=seen)
    for position, file in files.items():
        try:
            attach_file(person=person, attempt=attempt, position=position, file=file, at=at)
        except UnusableFile as problem:
            page.unreadable[position] = problem
    return page


def require_usable(file: File[bytes]) -> None:
    """Refuse what no rater could open."""
    if not file.name or not 0 < file.size <= LARGEST_ANSWER_FILE:
        raise UnusableFile
    beginning = file.read(LOOKED_AT_BYTES)
    file.seek(0)
    if file.name.rpartition(".")[2].lower() not in ANSWER_ENDINGS or not is_what_it_says(file.name, beginning):
        raise UnusableFile


def save_bytes(file: File[bytes]) -> str:
    """Store the bytes under a name of our own and return it."""
    ending = str(file.name).rpartition(".")[2].lower()
    return private_storage().save(f"jawaban/{uuid4().hex}.{ending}", file)


@transaction.atomic
def name_it(person: User, attempt: UUID, position: int, file: File[bytes], place: str, *, at: datetime) -> AnswerFile:
    """Write which file it is, and that it is the answer now."""
    row = require_open(person, attempt, at=at)
    slots = AttemptSlot.objects.filter(attempt=row, position=position, item_version__item__kind=Kind.UPLOAD)
    slot = slots.select_related("response").first()
    if slot is None:
        raise NoSuchAttempt
    kept = AnswerFile.objects.create(
        slot=slot,
        file=place,
        name=shortened(str(file.name)),
        size=file.size,
        sha256=fingerprint(file),
        uploaded_at=at,
    )
    stored: Response | None = getattr(slot, "response", None)
    answer = {"file": str(kept.uuid), "name": kept.name}
    write([Change(slot, ResponseEventKind.SAVED, stored.seq + 1 if stored else 1, answer)], at=at)
    transaction.on_commit(partial(drop_replaced, slot.pk, kept.pk))
    return kept


def drop_replaced(slot_id: int, kept_id: int) -> None:
    """Delete the files that a newer one replaced: what was handed in by mistake is nobody's to keep."""
    for old in AnswerFile.objects.filter(slot=slot_id).exclude(pk=kept_id):
        private_storage().delete(str(old.file.name))
        old.delete()


def shortened(name: str) -> str:
    """Return the name of a file without its folders, cut before its ending where it is long."""
    last = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    stem, _dot, ending = last.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def fingerprint(file: File[bytes]) -> str:
    """Return the SHA-256 of the bytes, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
