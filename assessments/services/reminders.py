"""What raters and second readers are told once a day: answers and objections that wait, and those that nobody takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assessments.access import agencies_of, answers_to_rate, appeals_decidable_by
from assessments.models import AppealState, RatingTask
from lms.notices.services import notify
from lms.people.models import Role, RoleGrant, User


def tell_raters(*, at: datetime) -> int:
    """Tell each rater for whom answers wait, each second reader what waits or is late; return how many were told."""
    on = timezone.localdate(at)
    return (
        tell_each(Role.RATER, "answers_wait", "assessments:rater_desk", to_rate, on=on, at=at)
        + tell_each(Role.SECOND_READER, "appeals_wait", "item_bank:appeals", to_answer, on=on, at=at)
        + tell_each(Role.SECOND_READER, "answers_overdue", "item_bank:ratings", overdue, on=on, at=at)
    )


def to_rate(rater: User, on: date, _at: datetime) -> int:
    """Return how many answers a rater could take. Four queries."""
    return answers_to_rate(rater, on=on).count()


def to_answer(reader: User, on: date, _at: datetime) -> int:
    """Return how many objections wait for a second reader. Four queries."""
    return appeals_decidable_by(reader, on=on).filter(state=AppealState.OPEN).count()


def overdue(reader: User, on: date, at: datetime) -> int:
    """Return how many answers of the reader's agencies are past their day: raters are missing. Three queries."""
    late = RatingTask.objects.waiting().filter(due_at__lte=at)
    return int(late.filter(agency__in=list(agencies_of(reader, (Role.SECOND_READER,), on=on))).count())


def tell_each(
    role: Role, kind: str, address: str, count_for: Callable[[User, date, datetime], int], *, on: date, at: datetime
) -> int:
    """Tell everybody who holds a role how much waits; the same day again changes nothing."""
    holders = User.objects.filter(pk__in=RoleGrant.objects.on(on).filter(role=role).values("person")).order_by("pk")
    told = 0
    for person in holders:
        count = count_for(person, on, at)
        if count:
            key = f"{kind}:{person.uuid}:{on.isoformat()}"
            notify(person=person, kind=kind, facts={"count": str(count)}, url=reverse(address), at=at, key=key)
            told += 1
    return told
