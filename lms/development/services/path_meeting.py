"""Recognises that a path is done: when one of its steps is, and by a sweep for steps done where nobody announced it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from lms.development.models import Obligation, ObligationState, PathStep
from lms.development.selectors.path_targets import PATH, done_by
from lms.development.targets import Ref
from lms.people.models import User

PEOPLE_AT_ONCE = 1000


def meet_paths_with(*, person: User, thing: Ref, at: datetime) -> int:
    """Note the paths of the person whose last step this thing was; return how many obligations that met.

    One query for everybody; for those who were asked a path that holds the thing, those of its rooms and one more.
    """
    steps = PathStep.objects.filter(target_kind=thing.kind, target_uuid=thing.uuid, is_optional=False)
    asked = Obligation.objects.filter(
        person=person,
        target_kind=PATH,
        target_uuid__in=steps.values("path__uuid"),
        state__in=[ObligationState.OPEN, ObligationState.HELD],
    )
    rows = list(asked.only("pk", "person_id", "target_uuid"))
    return meet(rows, at=at)


def meet_paths(*, at: datetime) -> int:
    """Note every open path whose steps are all done, however that came about; return how many. Twice changes nothing.

    What was held back stays before HR. Per thousand people asked for one path: two queries, and those of its rooms.
    """
    open_ones = Obligation.objects.filter(target_kind=PATH, state=ObligationState.OPEN)
    paths = list(open_ones.order_by("target_uuid").values_list("target_uuid", flat=True).distinct())
    met = 0
    for path in paths:
        last = 0
        while rows := list(after(last, open_ones.filter(target_uuid=path))):
            met += meet(rows, at=at)
            last = rows[-1].pk
    return met


def after(last: int, rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Return the next thousand rows."""
    return rows.filter(pk__gt=last).order_by("pk").only("pk", "person_id", "target_uuid")[:PEOPLE_AT_ONCE]


def meet(rows: Sequence[Obligation], *, at: datetime) -> int:
    """Write which of these obligations are met; return how many."""
    if not rows:
        return 0
    on = timezone.localdate(at)
    done = done_by(list({row.target_uuid for row in rows}), list({row.person_id for row in rows}), on)
    met = [row.pk for row in rows if (row.target_uuid, row.person_id) in done]
    if not met:
        return 0
    waiting = Obligation.objects.filter(pk__in=met, state__in=[ObligationState.OPEN, ObligationState.HELD])
    return waiting.update(state=ObligationState.DONE, hindrance="", done_on=on, changed_at=at, tell_on=None)
