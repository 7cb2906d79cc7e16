"""Ends pairs: with their programme, or early by one of the two."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.services import end_views
from mentoring.models import Pair, PairState, Programme, ProgrammeState
from mentoring.services.pairing import LONGEST_REASON, both_back_to_pool, locked_pair
from mentoring.services.runs import tell


class NotGoingOn(Conflict):
    """Only a pair that meets can end early."""

    code = "pair_not_going_on"
    message = gettext_noop("This pair does not meet at present. The page shows where it stands now.")


class EndReasonMissing(InvalidInput):
    """An early end has a reason, so that the coordinator can help."""

    code = "end_reason_missing"
    message = gettext_noop("Write a short reason. Only the coordinator reads it.")


@transaction.atomic
def end_early(*, pair: uuid.UUID, by: User, reason: str, at: datetime) -> Pair:
    """End a pair that meets: the mentor no longer sees the level, and both take part in the next matching.

    Sessions and their hours stay, and one that waits can still be confirmed. The reason is for the coordinator; the
    other one learns only that the pair has ended. Ending twice is one end.

    Raises:
        NotYourPair: it is somebody else's.
        NotGoingOn: it has not begun, or is over.
        EndReasonMissing: no reason was given.
    """
    found = locked_pair(pair, by)
    if found.state == PairState.ENDED and found.ended_by_id == by.pk:
        return found
    if not found.is_active:
        raise NotGoingOn
    if not reason.strip():
        raise EndReasonMissing
    found.state, found.ended_by, found.ended_at = PairState.ENDED, by, at
    found.end_reason = reason.strip()[:LONGEST_REASON]
    found.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    end_views(source_uuid=found.uuid, last_day=timezone.localdate(at) - timedelta(days=1))
    both_back_to_pool(found)
    tell(found, found.other(by), kind="pair_ended", at=at)
    return found


def close_ended(*, at: datetime) -> int:
    """Close the programmes whose last day has passed; return how many. Safe to repeat."""
    over = Programme.objects.filter(ends_on__lt=timezone.localdate(at))
    over = over.exclude(state__in=(ProgrammeState.DRAFT, ProgrammeState.CLOSED))
    programmes = list(over.order_by("ends_on", "pk"))
    for programme in programmes:
        close(programme, at=at)
    return len(programmes)


@transaction.atomic
def close(programme: Programme, *, at: datetime) -> None:
    """Close one programme: pairs that met are completed, proposals nobody answered lapse, no mentor sees a level.

    Pairs are locked before their programme, in the order in which a second yes locks them.
    """
    for pair in Pair.objects.select_for_update().filter(programme=programme).open().order_by("pk"):
        pair.state = PairState.COMPLETED if pair.is_active else PairState.LAPSED
        pair.ended_at = at
        pair.save(update_fields=["state", "ended_at"])
        end_views(source_uuid=pair.uuid, last_day=programme.ends_on)
    Programme.objects.filter(pk=programme.pk).update(state=ProgrammeState.CLOSED)
