"""The versions of the notice, and whether a person has read the newest."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from lms.errors import NotFound, gettext_noop
from lms.people.models import User
from lms.privacy.models import NoticeAcknowledgement, NoticeVersion, ProcessingPurpose


class NoSuchVersion(NotFound):
    """There is no version of this number."""

    code = "no_such_notice_version"
    message = gettext_noop("There is no version of the privacy notice with this number.")


def versions(*, on: date) -> QuerySet[NoticeVersion]:
    """Return the versions that hold or held on that day, the newest first."""
    return NoticeVersion.objects.filter(valid_from__lte=on).order_by("-number")


def newest(*, on: date) -> NoticeVersion | None:
    """Return the version that holds. One query."""
    return versions(on=on).first()


def version(number: int, *, on: date) -> NoticeVersion:
    """Return one version. One query.

    Raises:
        NoSuchVersion: there is none of this number.
    """
    found = versions(on=on).filter(number=number).first()
    if found is None:
        raise NoSuchVersion
    return found


def purposes(*, on: date) -> QuerySet[ProcessingPurpose]:
    """Return the purposes with their legal basis on that day. One query."""
    rows: QuerySet[ProcessingPurpose] = ProcessingPurpose.objects.in_force(on).order_by("pk")
    return rows


def unread(person: User, *, on: date) -> NoticeVersion | None:
    """Return the newest version if `person` has not read it. Two queries."""
    found = newest(on=on)
    if found is None or NoticeAcknowledgement.objects.filter(person=person, version=found).exists():
        return None
    return found


def gate(person: User, on: date) -> str | None:
    """Return where the person reads the notice, if it has changed since they last did."""
    return reverse("privacy:new_notice") if unread(person, on=on) else None
