"""Publishes versions of the notice and writes down who has read them."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.errors import InvalidInput, gettext_noop
from lms.people.models import User
from lms.privacy.access import require_officer_of_all
from lms.privacy.models import NoticeAcknowledgement, NoticeVersion
from lms.privacy.selectors import notices


class NoticeIncomplete(InvalidInput):
    """A notice needs headings with text under them, and says what has changed."""

    code = "notice_incomplete"
    message = gettext_noop("Say what has changed, and write each part as a line that begins with ## and text below it.")


class NoticeTooEarly(InvalidInput):
    """A version holds from today or later."""

    code = "notice_too_early"
    message = gettext_noop("A new version holds from today or a later day.")


@transaction.atomic
def acknowledge(*, by: User, at: datetime) -> None:
    """Write down that `by` has read the newest version; twice is once."""
    version = notices.newest(on=timezone.localdate(at))
    if version is not None:
        NoticeAcknowledgement.objects.get_or_create(person=by, version=version, defaults={"at": at})


@transaction.atomic
def publish_notice(*, change: str, text: str, valid_from: date, by: User, at: datetime) -> NoticeVersion:
    """Publish the next version; everybody reads it at the next visit from that day on.

    Raises:
        NotTheOfficer: `by` is no officer of every agency there is, as the notice is for everybody.
        NoticeIncomplete, NoticeTooEarly: what was typed does not do.
    """
    require_officer_of_all(by, on=timezone.localdate(at))
    blocks = blocks_of(text)
    if not blocks or not change.strip():
        raise NoticeIncomplete
    if valid_from < timezone.localdate(at):
        raise NoticeTooEarly
    last = NoticeVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return NoticeVersion.objects.create(
        number=last + 1,
        valid_from=valid_from,
        change=change.strip(),
        blocks=blocks,
        published_by=by,
        published_at=at,
    )


def blocks_of(text: str) -> list[dict[str, str]]:
    """Return the parts of a text in which each heading is a line that begins with ##."""
    parts = re.split(r"^##\s*(.+?)\s*$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    return [
        {"title": title, "text": body.strip()}
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
        if body.strip()
    ]
