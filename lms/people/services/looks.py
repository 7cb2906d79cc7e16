"""Grants to look, and the log of looks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from lms.people import access
from lms.people.models import Look, User, ViewGrant

# A second look at the same person for the same purpose within this time is the same look.
SAME_LOOK_MINUTES = 15


def allow_view(
    *,
    viewer: User,
    subject: User,
    purpose: str,
    source_kind: str,
    source_uuid: uuid.UUID,
    since: date,
    until: date | None = None,
) -> ViewGrant:
    """Let `viewer` see `subject` for a purpose; the same grant twice is one grant."""
    grant: ViewGrant
    grant, _created = ViewGrant.objects.update_or_create(
        viewer=viewer,
        subject=subject,
        purpose=purpose,
        source_uuid=source_uuid,
        defaults={"source_kind": source_kind, "valid_from": since, "valid_to": until},
    )
    return grant


def end_views(*, source_uuid: uuid.UUID, last_day: date) -> None:
    """End the grants that came from this source."""
    ViewGrant.objects.filter(source_uuid=source_uuid).update(valid_to=last_day)


def look_at(*, person: uuid.UUID, by: User, purpose: str, at: datetime) -> User:
    """Return the person after checking that `by` may see them, and log the look.

    Looking at oneself is not logged.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    found = access.require_may_view(by, person, on=timezone.localdate(at))
    if found != by:
        log_look(viewer=by, subject=found, purpose=purpose, at=at)
    return found


def look_at_as_hr(*, person: uuid.UUID, by: User, at: datetime) -> User:
    """Return the person after checking that `by` is HR for them, and log the look.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    if found != by:
        log_look(viewer=by, subject=found, purpose="hr_review", at=at)
    return found


def look_at_as_superior(*, person: uuid.UUID, by: User, at: datetime) -> User:
    """Return the person after checking that `by` leads them directly, and log the look.

    Raises:
        MayNotView: somebody else leads them, or there is no such person.
    """
    access.require_leads(by, person, on=timezone.localdate(at))
    return look_at(person=person, by=by, purpose="superior", at=at)


def log_look(*, viewer: User, subject: User, purpose: str, at: datetime) -> None:
    """Write one line into the log of looks, unless the same look was logged a moment ago."""
    recent = Look.objects.filter(
        viewer=viewer, subject=subject, purpose=purpose, at__gt=at - timedelta(minutes=SAME_LOOK_MINUTES)
    )
    if not recent.exists():
        Look.objects.create(viewer=viewer, subject=subject, purpose=purpose, at=at)


def log_looks_as_hr(*, people: Iterable[User], by: User, at: datetime) -> None:
    """Log that `by`, as HR, saw a page of people with their levels. Two queries, however many people."""
    log_looks(people={person.pk for person in people}, by=by, purpose="hr_review", at=at)


def log_looks(*, people: Iterable[int], by: User, purpose: str, at: datetime) -> None:
    """Log that `by` saw data of many people (ids) at once. Two queries, however many people."""
    seen = set(people) - {by.pk}
    since = at - timedelta(minutes=SAME_LOOK_MINUTES)
    recent = Look.objects.filter(viewer=by, subject__in=seen, purpose=purpose, at__gt=since)
    fresh = seen - set(recent.values_list("subject_id", flat=True))
    Look.objects.bulk_create(Look(viewer=by, subject_id=one, purpose=purpose, at=at) for one in sorted(fresh))
