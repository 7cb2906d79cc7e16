"""Notes where answers of a running attempt come from, and how often its page was out of sight, beside the answers.

What is noted is a hash of the network and of the session, made for one attempt alone; the address is kept nowhere.
The cache spares the answers their query: a source is written once a minute, and at once when an absence was added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from assessments.models import Attempt, AttemptSource
from assessments.selectors.attempts import NoSuchAttempt
from lms.people.models import User

SEEN_EVERY = timedelta(minutes=1)
KEPT_SECONDS = 120
# Beyond these a browser tells nonsense; the columns hold them.
MOST_ABSENCES, MOST_ABSENT_SECONDS = 9_999, 86_400


@dataclass(frozen=True)
class Seen:
    """Where a request came from, by hashes, and the absences that its page has counted so far, with their seconds."""

    network: str
    session: str
    absences: int = 0
    absent_seconds: int = 0


def note_seen(attempt: Attempt, seen: Seen | None, *, at: datetime) -> None:
    """Note where an answer came from, under the attempt's lock. Mostly no query, two where a source is new."""
    if seen is None or not attempt.is_observed:
        return
    key = f"seen:{attempt.pk}:{seen.network}:{seen.session}:{seen.absences}"
    before: datetime | None = cache.get(key)
    if before is not None and before <= at < before + SEEN_EVERY:
        return
    write_source(attempt, seen, at=at)
    cache.set(key, at, KEPT_SECONDS)


def write_source(attempt: Attempt, seen: Seen, *, at: datetime) -> None:
    """Write a source. Counts only rise: each tab counts for itself, and what arrives late was told before."""
    absences = min(seen.absences, MOST_ABSENCES)
    seconds = min(seen.absent_seconds, MOST_ABSENT_SECONDS)
    which = {"attempt": attempt, "network": seen.network, "session": seen.session}
    known = AttemptSource.objects.filter(**which).update(
        last_seen=at,
        absences=Greatest("absences", Value(absences)),
        absent_seconds=Greatest("absent_seconds", Value(seconds)),
    )
    if not known:
        AttemptSource.objects.create(**which, first_seen=at, last_seen=at, absences=absences, absent_seconds=seconds)


@transaction.atomic
def note_absence(*, person: User, attempt: UUID, seen: Seen, at: datetime) -> None:
    """Note what a page tells while it is left; nothing where the attempt has ended or is not observed.

    Raises:
        NoSuchAttempt: it is not this person's.

    """
    row: Attempt | None = Attempt.objects.select_for_update().filter(uuid=attempt, person=person).first()
    if row is None:
        raise NoSuchAttempt
    if row.is_running:
        note_seen(row, seen, at=at)
