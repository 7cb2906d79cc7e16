"""Tells people what they are asked to do and reminds them. The row is the queue: what a crash left is found again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from lms.development.dues import next_telling
from lms.development.models import Obligation, ObligationState, TermKey
from lms.development.selectors.terms import terms_in_force
from lms.notices.services import notify

TELLINGS_A_SWEEP = 500
# A closed account is told nothing; when it is opened again, its turn is still there.
REACHABLE = {"person__is_active": True}


def tell_people(*, at: datetime, limit: int = TELLINGS_A_SWEEP) -> int:
    """Tell those whose turn has come, the longest waiting first; return how many were told."""
    due = Obligation.objects.filter(state=ObligationState.OPEN, tell_on__lte=timezone.localdate(at), **REACHABLE)
    numbers = list(due.order_by("tell_on", "pk").values_list("pk", flat=True)[:limit])
    return sum(tell_one(obligation_id=number, at=at) for number in numbers)


@transaction.atomic
def tell_one(*, obligation_id: int, at: datetime) -> bool:
    """Tell one person once, and write when the next reminder comes; whoever is second finds nothing to do.

    After days without a worker one telling says how things stand now, not one for each day missed.
    """
    on = timezone.localdate(at)
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("assignment", "person")
    row = rows.filter(pk=obligation_id, state=ObligationState.OPEN, tell_on__lte=on, **REACHABLE).first()
    if row is None:
        return False
    terms = terms_in_force(on)
    notify(
        person=row.person,
        kind=kind_of(row, at=at),
        facts={
            "title": row.assignment.target_title,
            "day": date_format(row.due_on, "j F Y"),
            "reason": row.assignment.reason,
        },
        url=reverse("development:obligations"),
        at=at,
        key=f"obligation:{row.uuid}:{on.isoformat()}:{row.due_on.isoformat()}",
    )
    row.told_at = at
    row.tell_on = next_telling(
        row.due_on,
        told_on=on,
        before_days=terms.get(TermKey.REMIND_BEFORE_DAYS, 7),
        every_days=terms.get(TermKey.REMIND_EVERY_DAYS, 7),
    )
    row.save(update_fields=["told_at", "tell_on"])
    return True


def kind_of(row: Obligation, *, at: datetime) -> str:
    """Return which notice says how things stand."""
    on = timezone.localdate(at)
    if row.told_at is None:
        return "obligation_asked"
    if row.due_on < on:
        return "obligation_overdue"
    return "obligation_due" if row.due_on == on else "obligation_soon"
