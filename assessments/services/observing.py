"""Looks at attempts that have ended for what stands out, and takes down what a reviewer says. No score changes here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments import access
from assessments.answers import RATED
from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptSource,
    AttemptState,
    ItemTime,
    Observation,
    ObservationPolicy,
    ObservationVerdict,
    ResponseEvent,
    ResponseEventKind,
)
from assessments.observing import Kept, Place, Rule, Timed, Usual, is_away, is_hasty, met, seconds_of, timed
from assessments.selectors.observations import NoSuchObservation
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.people.selectors import placement_of
from lms.people.services import log_look

log = structlog.get_logger("assessments")

LONGEST_REASON = 1000
MOST_AT_ONCE = 500
LOOK_PURPOSE = "observation"


class ObservationReviewed(Conflict):
    """Another reviewer was quicker."""

    code = "observation_reviewed"
    message = gettext_noop("Somebody has looked at this attempt already. Read what they say.")


class NoVerdict(InvalidInput):
    """Nothing was chosen, or nothing that there is."""

    code = "no_verdict"
    message = gettext_noop("Choose what you found.")


class WhyMissing(InvalidInput):
    """Whoever says what was found says why."""

    code = "why_missing"
    message = gettext_noop("Say in a sentence or two why. The person reads it.")


def observe_ended(*, at: datetime) -> int:
    """Look at every attempt that has ended and was not looked at; return how many. One failure stops no other."""
    waiting = Attempt.objects.filter(is_observed=True, observed_at__isnull=True)
    ended = waiting.filter(state__in=(AttemptState.RATING, AttemptState.SCORED)).order_by("pk")
    done = 0
    for number in ended.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        try:
            done += observe(attempt_id=number, at=at) is not None
        except Exception:
            log.exception("attempt could not be looked at", attempt=number)
    return done


@transaction.atomic
def observe(*, attempt_id: int, at: datetime) -> Observation | None:
    """Keep what stands out about one attempt, and forget where its answers came from; twice is once."""
    attempts = Attempt.objects.select_for_update(of=("self",)).select_related("person")
    attempt: Attempt | None = attempts.filter(pk=attempt_id, is_observed=True, observed_at__isnull=True).first()
    if attempt is None:
        return None
    policy: ObservationPolicy = ObservationPolicy.objects.newest_in_force(timezone.localdate(at))
    versions = scored_by_key(attempt)
    times = timed(seconds_in(attempt, versions), usual_times(versions), policy.rule)
    row = observation_of(attempt, times, policy.rule, at=at)
    learn_times(versions, times, policy.rule)
    AttemptSource.objects.filter(attempt=attempt).delete()
    attempt.observed_at = at
    attempt.save(update_fields=["observed_at"])
    return row


def observation_of(attempt: Attempt, times: tuple[Timed, ...], rule: Rule, *, at: datetime) -> Observation:
    """Write what the times and the places say."""
    sources = list(AttemptSource.objects.filter(attempt=attempt))
    together = met([Place(one.network, one.session, one.first_seen, one.last_seen) for one in sources])
    rapid = sum(1 for one in times if one.is_rapid)
    absences, absent = absences_in(sources)
    placement = placement_of(attempt.person, on=timezone.localdate(attempt.submitted_at or at))
    row: Observation = Observation.objects.create(
        attempt=attempt,
        agency=placement.agency if placement else None,
        made_at=at,
        times=[[one.position, round(one.second, 1), round(one.seconds, 1), round(one.threshold, 1)] for one in times],
        answer_count=len(times),
        rapid_count=rapid,
        absences=absences,
        absent_seconds=absent,
        network_count=len({one.network for one in sources}),
        met_from=together[0] if together else None,
        met_until=together[1] if together else None,
        is_hasty=is_hasty(len(times), rapid, rule),
        is_away=is_away(absences, absent, rule),
        is_elsewhere=together is not None,
    )
    return row


def absences_in(sources: Iterable[AttemptSource]) -> tuple[int, int]:
    """Return how often and how long the page was left: a browser tells the same counts through each of its networks."""
    counts: dict[str, tuple[int, int]] = {}
    for one in sources:
        times, seconds = counts.get(one.session, (0, 0))
        counts[one.session] = (max(times, one.absences), max(seconds, one.absent_seconds))
    return sum(times for times, _seconds in counts.values()), sum(seconds for _times, seconds in counts.values())


def scored_by_key(attempt: Attempt) -> dict[int, int]:
    """Return the versions of the questions that count and that a key scores, by position; nobody guesses an essay."""
    slots = AttemptSlot.objects.filter(attempt=attempt, is_pilot=False).exclude(item_version__item__kind__in=RATED)
    return dict(slots.values_list("position", "item_version_id"))


def seconds_in(attempt: Attempt, positions: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Return for each answered position when it was first answered, and the seconds spent. One query.

    An adaptive test knows when it asked; elsewhere the answers themselves tell, by when each was kept.
    """

    def since(moment: datetime) -> float:
        return (moment - attempt.started_at).total_seconds()

    known = set(positions)
    if attempt.measures:
        asked = AttemptSlot.objects.filter(attempt=attempt, answered_at__isnull=False, served_at__isnull=False)
        rows = asked.filter(response__isnull=False).values_list("position", "served_at", "answered_at")
        return {
            position: (since(answered), (answered - served).total_seconds())
            for position, served, answered in rows
            if position in known and served and answered
        }
    events = ResponseEvent.objects.filter(slot__attempt=attempt, kind=ResponseEventKind.SAVED)
    kept = [Kept(position, since(moment)) for position, moment in events.values_list("slot__position", "at")]
    return {position: found for position, found in seconds_of(kept).items() if position in known}


def usual_times(versions: dict[int, int]) -> dict[int, Usual]:
    """Return the usual time of each question, by position. One query."""
    rows = ItemTime.objects.filter(item_version__in=versions.values())
    known = {row.item_version_id: Usual(row.count, row.seconds) for row in rows}
    return {position: known.get(version, Usual()) for position, version in versions.items()}


def learn_times(versions: dict[int, int], times: tuple[Timed, ...], rule: Rule) -> None:
    """Add the times of an attempt to the usual times of its questions. Three queries."""
    seconds = {versions[one.position]: min(one.seconds, rule.longest_seconds) for one in times}
    ItemTime.objects.bulk_create((ItemTime(item_version_id=version) for version in seconds), ignore_conflicts=True)
    # In one order, so that two workers do not wait for each other.
    rows = list(ItemTime.objects.select_for_update().filter(item_version__in=seconds).order_by("pk"))
    for row in rows:
        row.count += 1
        row.seconds += seconds[row.item_version_id]
    ItemTime.objects.bulk_update(rows, ["count", "seconds"])


@transaction.atomic
def review_observation(*, number: UUID, by: User, verdict: str, reason: str, at: datetime) -> Observation:
    """Say what was found about an attempt; a supervised sitting that is asked for is told to the person.

    Raises:
        NoSuchObservation: it is not `by`'s to look at.
        ObservationReviewed: somebody was quicker.
        NoVerdict, WhyMissing: it says not what, or not why.

    """
    visible = access.observations_reviewable_by(by, on=timezone.localdate(at)).filter(uuid=number).values("pk")
    rows = Observation.objects.select_for_update(of=("self",)).select_related("attempt__person", "attempt__blueprint")
    row: Observation | None = rows.filter(pk__in=visible).first()
    if row is None:
        raise NoSuchObservation
    if not row.is_open:
        raise ObservationReviewed
    if verdict not in ObservationVerdict.values:
        raise NoVerdict
    if not reason.strip():
        raise WhyMissing
    row.verdict, row.reason = verdict, reason.strip()[:LONGEST_REASON]
    row.reviewed_by, row.reviewed_at = by, at
    row.save(update_fields=["verdict", "reason", "reviewed_by", "reviewed_at"])
    if row.asks_retake:
        tell_person(row, at=at)
    return row


def tell_person(row: Observation, *, at: datetime) -> None:
    """Tell the person that a supervised sitting is asked for; the words of the reviewer stand on the page only."""
    notify(
        person=row.attempt.person,
        kind="supervised_sitting_asked",
        facts={"title": row.attempt.blueprint.title},
        url=reverse("assessments:result", args=[row.attempt.uuid]),
        at=at,
        key=f"supervised_sitting_asked:{row.uuid}",
    )


@transaction.atomic
def name_behind(*, number: UUID, by: User, at: datetime) -> User:
    """Return whose attempt it is, to a reviewer who has to know; the look is logged and the person finds it.

    A `ViewGrant` was rejected: it would open every page about the person, where only the name is needed.

    Raises:
        NoSuchObservation: it is not `by`'s to look at.

    """
    rows = access.observations_reviewable_by(by, on=timezone.localdate(at)).select_related("attempt__person")
    row: Observation | None = rows.filter(uuid=number).first()
    if row is None:
        raise NoSuchObservation
    log_look(viewer=by, subject=row.attempt.person, purpose=LOOK_PURPOSE, at=at)
    return row.attempt.person


def take_back(attempt: Attempt, *, reason: str, by: User, at: datetime) -> None:
    """Take back that a supervised sitting was asked for, after an objection; nothing where there is no such request."""
    Observation.objects.filter(attempt=attempt, verdict=ObservationVerdict.RETAKE).update(
        verdict=ObservationVerdict.NO_ISSUE, reason=reason[:LONGEST_REASON], reviewed_by=by, reviewed_at=at
    )
