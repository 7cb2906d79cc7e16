"""What the result of a seat counts as: carried into its evidence, decided by HR where something happened there."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log as log_action

from assessments.models import Attempt, AttemptState, CompetencyScore, Seat, SeatStanding, Sitting, SittingState
from assessments.services.scoring import findings_of, slots_to_score, source_of
from assessments.services.sitting_notices import facts_of
from assessments.signals import sitting_signed
from assessments.sitting_access import NoSuchSeat, sitting_for_hr
from lms.competencies.services import replace_evidence
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User

log = structlog.get_logger("assessments")

BATCH = 200


class SeatDecided(Conflict):
    """Nothing is left to decide about it."""

    code = "seat_decided"
    message = gettext_noop("This seat has been decided already, or its room is not signed yet.")


class NoReasonForSeat(InvalidInput):
    """The person reads why."""

    code = "no_reason_for_seat"
    message = gettext_noop("Say in a sentence why; the person reads it.")


@transaction.atomic
def decide_seat(*, number: UUID, seat: UUID, supervised: bool, why: str, by: User, at: datetime) -> Seat:
    """Decide whether a result counts as supervised although something happened; the person is told why.

    The score stays: as unsupervised it goes on to guide learning, and ranks nobody.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: out of reach, or the own seat.
        NoReasonForSeat: nothing is said.
        SeatDecided: there is nothing to decide.

    """
    if not why.strip():
        raise NoReasonForSeat
    sitting = sitting_for_hr(by, number, on=timezone.localdate(at))
    rows = Seat.objects.select_for_update(of=("self",)).select_related("person", "sitting__blueprint")
    row: Seat | None = rows.filter(sitting=sitting, uuid=seat).exclude(person=by).first()
    if row is None:
        raise NoSuchSeat
    if not row.is_in_doubt:
        raise SeatDecided
    row.standing = SeatStanding.SUPERVISED if supervised else SeatStanding.UNSUPERVISED
    row.decided_by, row.decided_at, row.decided_why, row.settled_at = by, at, why.strip(), None
    row.save(update_fields=["standing", "decided_by", "decided_at", "decided_why", "settled_at"])
    tell(row, at=at)
    log_action(instance=sitting, action="assessments.sitting.decide", user=by)
    transaction.on_commit(partial(sitting_signed.send, sender=Sitting, sitting_id=sitting.pk))
    return row


def tell(seat: Seat, *, at: datetime) -> None:
    """Tell the person what was decided."""
    notify(
        person=seat.person,
        kind="seat_decided",
        facts={"title": seat.sitting.blueprint.title},
        url=reverse("assessments:seat", args=[seat.uuid]),
        at=at,
        key=f"seat_decided:{seat.uuid}",
    )


def settle_seats(*, at: datetime, sitting_id: int | None = None) -> int:
    """Let the evidence of every decided seat say what it counts as; return how many. One failure stops no other.

    A worker that dies is taken up where it stopped: a seat that is settled has its moment.
    """
    waiting = Seat.objects.to_settle()
    waiting = waiting.filter(sitting=sitting_id) if sitting_id else waiting
    done = last = 0
    while ids := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        done += sum(settled(pk, at=at) for pk in ids)
        last = ids[-1]
    return done


def settled(seat_id: int, *, at: datetime) -> bool:
    """Settle one seat; what fails is logged and tried again by the sweep."""
    try:
        settle(seat_id=seat_id, at=at)
    except Exception:
        log.exception("seat could not be settled", seat=seat_id)
        return False
    return True


@transaction.atomic
def settle(*, seat_id: int, at: datetime) -> None:
    """Write the evidence of a scored attempt again, with what its seat counts as; the earlier one is superseded.

    Nothing is computed anew: levels and errors are those of the score. An attempt that was scored after the decision
    has the right evidence already, and gets its equal.
    """
    seat: Seat = Seat.objects.select_for_update().get(pk=seat_id)
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("blueprint", "person", "scale", "seat")
    attempt: Attempt = rows.get(pk=seat.attempt_id)
    if seat.settled_at is not None or attempt.state != AttemptState.SCORED or attempt.scale is None:
        return
    slots = slots_to_score(attempt)
    measured = list(CompetencyScore.objects.filter(attempt=attempt).select_related("competency"))
    performed_on = timezone.localdate(attempt.submitted_at)
    found = findings_of(attempt, slots, measured, attempt.scale.cuts, performed_on=performed_on)
    replace_evidence(person=attempt.person, findings=found, source=source_of(attempt), by=None, at=at)
    seat.settled_at = at
    seat.save(update_fields=["settled_at"])


def remind_of_reports(*, at: datetime) -> int:
    """Remind those who watch, and who planned it, of rooms that are over and not signed; once each. Return how many."""
    waiting = Sitting.objects.filter(state=SittingState.OPEN, ends_at__lt=at - timedelta(hours=12))
    rooms = list(waiting.select_related("blueprint", "planned_by").prefetch_related("proctors"))
    for sitting in rooms:
        people = {*sitting.proctors.all(), *([sitting.planned_by] if sitting.planned_by else [])}
        for person in people:
            notify(
                person=person,
                kind="sitting_unsigned",
                facts=facts_of(sitting),
                url=reverse("assessments:mine"),
                at=at,
                key=f"sitting_unsigned:{sitting.uuid}:{person.pk}",
            )
    return len(rooms)
