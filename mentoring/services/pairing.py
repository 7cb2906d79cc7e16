"""Accepts and declines proposed pairs."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.services import allow_view
from lms.rows import hold
from mentoring import access
from mentoring.models import (
    ApplicantRole,
    Application,
    ApplicationState,
    Pair,
    PairState,
    Programme,
    ProgrammeState,
)
from mentoring.services.runs import locked, move_on, tell, tell_both

VIEW_PURPOSE = "mentoring"
LONGEST_REASON = 500


class NotProposed(Conflict):
    """The pair has been answered already."""

    code = "pair_not_proposed"
    message = gettext_noop("This proposal has been answered already. The page shows where the pair stands now.")


class ProgrammeEnded(Conflict):
    """No pair begins after the last day of its programme."""

    code = "mentoring_programme_ended"
    message = gettext_noop("The programme of this pair has ended. You can apply in the next one.")


class MentorFull(Conflict):
    """The mentor has promised all places."""

    code = "mentor_full"
    message = gettext_noop(
        "All your places as a mentor are taken (%(places)s). Decline this proposal so that somebody else is found, "
        "or ask the coordinator for one more place."
    )


class ReasonMissing(InvalidInput):
    """A refusal has a reason, so that the next matching is better."""

    code = "decline_reason_missing"
    message = gettext_noop("Write a short reason. Only the coordinator reads it.")


@transaction.atomic
def accept(*, pair: uuid.UUID, by: User, at: datetime) -> Pair:
    """Say yes to a proposed pair; with the second yes it begins, and the mentor may see the level of the goal.

    Saying yes twice is one yes.

    Raises:
        NotYourPair: it is somebody else's.
        NotProposed: it was declined or has ended.
        ProgrammeEnded: the last day of its programme has passed.
        MentorFull: `by` is the mentor and has promised all places.
    """
    found = locked_pair(pair, by)
    if found.state in (PairState.PROPOSED, PairState.ACTIVE) and found.accepted_by(by):
        return found
    if not found.is_proposed:
        raise NotProposed
    on = timezone.localdate(at)
    if on > found.programme.ends_on:
        raise ProgrammeEnded
    if found.mentor_id == by.pk:
        require_place(found, on=on)
        found.mentor_accepted_at = at
    else:
        found.mentee_accepted_at = at
    if found.mentor_accepted_at and found.mentee_accepted_at:
        begin(found, at=at)
    found.save(update_fields=["mentor_accepted_at", "mentee_accepted_at", "state"])
    return found


def locked_pair(pair: uuid.UUID, by: User) -> Pair:
    """Return the pair under its row lock, if `by` is one of the two."""
    return access.require_pair(by, pair, rows=Pair.objects.select_for_update(of=("self",)))


def require_place(pair: Pair, *, on: date) -> None:
    """Make sure the mentor has a place left over all programmes that go on; a promise takes one as a pair does.

    The mentor's row is the lock: of two promises at once the second sees the first.
    """
    hold(User, pair.mentor_id)
    application = Application.objects.filter(
        programme=pair.programme_id, person=pair.mentor_id, role=ApplicantRole.MENTOR
    ).first()
    places = application.capacity if application else 0
    promised = Pair.objects.published().going_on(on).filter(mentor=pair.mentor_id).exclude(pk=pair.pk)
    taken = promised.filter(Q(state=PairState.ACTIVE) | Q(state=PairState.PROPOSED, mentor_accepted_at__isnull=False))
    if taken.count() >= places:
        raise MentorFull(places=places)


def begin(pair: Pair, *, at: datetime) -> None:
    """Let the two meet: the mentor may look at the mentee until the programme ends."""
    pair.state = PairState.ACTIVE
    allow_view(
        viewer=pair.mentor,
        subject=pair.mentee,
        purpose=VIEW_PURPOSE,
        source_kind="pair",
        source_uuid=pair.uuid,
        since=timezone.localdate(at),
        until=pair.programme.ends_on,
    )
    move_on(locked(pair.programme), ProgrammeState.PROPOSED, ProgrammeState.RUNNING)
    tell_both(pair, kind="pair_active", at=at)


@transaction.atomic
def decline(*, pair: uuid.UUID, by: User, reason: str, at: datetime) -> Pair:
    """Say no to a proposed pair; both go back to the pool, and no later matching pairs them again.

    The reason is for the coordinator; the other one learns only that the pair does not come about.

    Raises:
        NotYourPair: it is somebody else's.
        ReasonMissing: no reason was given.
        NotProposed: it has begun or ended.
    """
    found = locked_pair(pair, by)
    if found.state == PairState.DECLINED and found.declined_by_id == by.pk:
        return found
    if not found.is_proposed:
        raise NotProposed
    if not reason.strip():
        raise ReasonMissing
    found.state = PairState.DECLINED
    found.declined_by = by
    found.decline_reason = reason.strip()[:LONGEST_REASON]
    found.save(update_fields=["state", "declined_by", "decline_reason"])
    both_back_to_pool(found)
    tell(found, found.other(by), kind="pair_declined", at=at)
    return found


def both_back_to_pool(pair: Pair) -> None:
    """Let both take part in the next matching; a mentor who has other pairs in the programme does so anyway."""
    back_to_pool(pair.programme, pair.mentee, ApplicantRole.MENTEE)
    if not Pair.objects.published().open().filter(programme=pair.programme, mentor=pair.mentor).exists():
        back_to_pool(pair.programme, pair.mentor, ApplicantRole.MENTOR)


def back_to_pool(programme: Programme, person: User, role: ApplicantRole) -> None:
    """Let the person take part in the next matching."""
    matched = Application.objects.filter(programme=programme, person=person, role=role, state=ApplicationState.MATCHED)
    matched.update(state=ApplicationState.SUBMITTED, reason="")
