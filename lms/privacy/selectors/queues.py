"""What HR and the officer work through: requests by due date, deletions, lists taken out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet

from lms.people.models import PeopleExport, User
from lms.privacy import access
from lms.privacy.models import FINAL_STATES, RetentionRule, RetentionRun, SubjectRequest

Queue = QuerySet[SubjectRequest]
ANSWERED = "dijawab"


class Writer(Protocol):
    """What writes lines of a table."""

    def writerow(self, row: Iterable[Any], /) -> Any:
        """Write one line."""


def hr_queue(*, viewer: User, on: date, state: str = "") -> Queue:
    """Return the corrections of the viewer's scope as HR. Two queries with the page.

    Raises:
        NotForHr: the viewer is no HR officer.
    """
    return in_order(access.for_hr(viewer, on=on), state)


def officer_queue(*, viewer: User, on: date, state: str = "") -> Queue:
    """Return the requests of the officer's scope. Two queries with the page.

    Raises:
        NotTheOfficer: the viewer holds no such role.
    """
    return in_order(access.for_officer(viewer, on=on), state)


def in_order(rows: Queue, state: str) -> Queue:
    """Return what waits by due date, or what was answered, the newest first."""
    rows = rows.select_related("person", "unit")
    if state == ANSWERED:
        return rows.filter(state__in=FINAL_STATES).order_by("-decided_at", "-pk")
    return rows.exclude(state__in=FINAL_STATES).order_by("due_at", "pk")


def rules(*, on: date) -> QuerySet[RetentionRule]:
    """Return the rules of retention that hold. One query."""
    found: QuerySet[RetentionRule] = RetentionRule.objects.in_force(on).order_by("pk")
    return found


def runs() -> QuerySet[RetentionRun]:
    """Return what the nights did, the newest first. One query."""
    return RetentionRun.objects.select_related("rule").order_by("-day", "-changed", "pk")


def exports(*, viewer: User, on: date) -> QuerySet[PeopleExport]:
    """Return the lists of people taken out by people of the officer's scope. Two queries with the page.

    Raises:
        NotTheOfficer: the viewer holds no such role.
    """
    paths = access.require_officer(viewer, on=on)
    rows = PeopleExport.objects.filter(access.within(paths, on=on, person="by"))
    return rows.select_related("by").order_by("-made_at", "-pk")
