"""The register of files with data of several people: who took what out, why, and until when the link works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from lms.errors import InvalidInput, NotFound, gettext_noop
from lms.people.models import PeopleExport, User

LINK_HOLDS = timedelta(hours=24)
SHORTEST_PURPOSE, LONGEST_PURPOSE = 10, 200


class PurposeMissing(InvalidInput):
    """Nobody takes people's data out without saying why."""

    code = "export_purpose_missing"
    message = gettext_noop("Write what the list is for, in at least %(least)s characters. The officer reads it.")


class NoSuchExport(NotFound):
    """The link is over, or it is somebody else's."""

    code = "no_such_export"
    message = gettext_noop("This link no longer works. Make the list again.")


def record_export(
    *,
    by: User,
    kind: str,
    purpose: str,
    scope: str,
    people: int,
    at: datetime,
    filters: dict[str, Any] | None = None,
    holds: timedelta = LINK_HOLDS,
) -> PeopleExport:
    """Write into the register that `by` takes out a list of `people` people.

    Raises:
        PurposeMissing: no purpose that says anything.
    """
    plain = " ".join(purpose.split())
    if len(plain) < SHORTEST_PURPOSE:
        raise PurposeMissing(least=SHORTEST_PURPOSE)
    return PeopleExport.objects.create(
        by=by,
        kind=kind,
        purpose=plain[:LONGEST_PURPOSE],
        scope=scope[:200],
        filters=filters or {},
        people=people,
        made_at=at,
        expires_at=at + holds,
    )


def find_export(*, number: Any, kind: str, by: User, at: datetime) -> PeopleExport:
    """Return the row behind a link that still works.

    Raises:
        NoSuchExport: it is over, of another kind, or somebody else's (the three are not told apart).
    """
    found = PeopleExport.objects.filter(uuid=number, kind=kind, by=by, expires_at__gt=at).first()
    if found is None:
        raise NoSuchExport
    return found


def take_export(*, number: Any, kind: str, by: User, at: datetime) -> PeopleExport:
    """Return the row behind a link that still works, and count the download.

    Raises:
        NoSuchExport: it is over, of another kind, or somebody else's (the three are not told apart).
    """
    mine = PeopleExport.objects.filter(uuid=number, kind=kind, by=by, expires_at__gt=at)
    if not mine.update(downloads=F("downloads") + 1):
        raise NoSuchExport
    return mine.get()
