"""What can be read about obligations: the own list, the one that is due next, and what became of an assignment."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from lms.development import targets
from lms.development.access import may_be_asked_by
from lms.development.models import Assignment, Obligation, ObligationState
from lms.development.targets import Ref, Target
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, User

SHOWN_TO_THE_PERSON = (
    ObligationState.OPEN,
    ObligationState.DONE,
    ObligationState.EXCUSED,
    ObligationState.WITHDRAWN,
)


class NoSuchAssignment(NotFound):
    """There is none of this id among those the person may read."""

    code = "no_such_assignment"
    message = gettext_noop("We could not find this assignment among yours.")


@dataclass(frozen=True)
class ObligationRow:
    """An obligation as a page shows it: with the thing in its room, where that is still open."""

    obligation: Obligation
    target: Target | None
    on: date

    @property
    def is_overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.obligation.is_overdue(self.on)

    @property
    def days_left(self) -> int:
        """Return the days until it is due; negative once that has passed."""
        return (self.obligation.due_on - self.on).days

    @property
    def kind_word(self) -> str:
        """Return what kind of thing it is."""
        return targets.word_of(self.obligation.target_kind)


def obligations_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[Obligation]:
    """Return what the person is or was asked to do, the open ones first by due date, if `viewer` may see it.

    What was held back, and what was withdrawn before anybody told the person, is not shown.
    """
    rows = access.visible_to(Obligation.objects.filter(person=person), viewer, on=on)
    rows = rows.filter(state__in=SHOWN_TO_THE_PERSON).exclude(state=ObligationState.WITHDRAWN, told_at__isnull=True)
    first = Case(When(state=ObligationState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related("assignment__assigned_by").annotate(first=first).order_by("first", "due_on", "pk")


def as_rows(obligations: Sequence[Obligation], *, on: date) -> list[ObligationRow]:
    """Return obligations with their things. One query of each room that holds some."""
    found = targets.find_many([Ref(row.target_kind, row.target_uuid) for row in obligations])
    return [ObligationRow(row, found.get(Ref(row.target_kind, row.target_uuid)), on) for row in obligations]


def nearest_of(person: User, *, viewer: access.Viewer, on: date) -> list[ObligationRow]:
    """Return the three open obligations that are due first. One query, and one of each room."""
    rows = obligations_of(person, viewer=viewer, on=on).filter(state=ObligationState.OPEN)
    return as_rows(list(rows[:3]), on=on)


def assignments_of(viewer: access.Viewer, *, on: date) -> QuerySet[Assignment]:
    """Return what the viewer asked of people, and what HR of the same part asked, the newest first, with the figures.

    A successor goes on with what was asked before; HR of a smaller part sees what was asked from there on down only.
    """
    rows = taken_care_of_by(viewer, on=on).select_related("assigned_by")
    return rows.annotate(**counts(viewer, on)).order_by("-assigned_at", "-pk")


def taken_care_of_by(viewer: access.Viewer, *, on: date) -> QuerySet[Assignment]:
    """Return the assignments that are the viewer's to follow: the own ones, and those of the parts they are HR for."""
    if not viewer.is_authenticated:
        return Assignment.objects.none()
    within = access.below(access.scope_paths(viewer, Role.HR, on=on), "unit__path")
    return Assignment.objects.filter(Q(assigned_by=viewer) | within)


def counts(viewer: access.Viewer, on: date) -> dict[str, Count]:
    """Return the figures of an assignment, of the people whom the viewer may still ask."""
    mine = Q(obligations__person__in=may_be_asked_by(viewer, on=on).values("pk"))
    overdue = Q(obligations__state=ObligationState.OPEN, obligations__due_on__lt=on)
    return {
        "people": Count("obligations", filter=mine),
        "done": Count("obligations", filter=mine & Q(obligations__state=ObligationState.DONE)),
        "open": Count("obligations", filter=mine & Q(obligations__state=ObligationState.OPEN)),
        "overdue": Count("obligations", filter=mine & overdue),
        "held": Count("obligations", filter=mine & Q(obligations__state=ObligationState.HELD)),
    }


def assignment(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> Assignment:
    """Return one assignment of the viewer's with its figures. One query.

    Raises:
        NoSuchAssignment: somebody else's, or there is none.
    """
    found: Assignment | None = assignments_of(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchAssignment
    return found


def people_of(given: Assignment, *, viewer: access.Viewer, on: date) -> QuerySet[Obligation]:
    """Return the obligations of an assignment whose people the viewer may still ask, by name.

    Who has moved to another agency since is no longer shown to the former one.
    """
    rows = Obligation.objects.filter(assignment=given, person__in=may_be_asked_by(viewer, on=on))
    return rows.select_related("person", "assignment").order_by("person__full_name", "pk")


def exceptions_for(viewer: access.Viewer, *, on: date) -> QuerySet[Obligation]:
    """Return what was held back among the people the viewer may ask, the newest first."""
    rows = Obligation.objects.filter(state=ObligationState.HELD, person__in=may_be_asked_by(viewer, on=on))
    return rows.select_related("person", "assignment__assigned_by").order_by("-asked_at", "pk")


def may_ask(viewer: access.Viewer, *, on: date) -> bool:
    """Whether the viewer asks others to do something: as HR, or as somebody who leads. Two queries."""
    return access.holds_role(viewer, Role.HR, on=on) or access.subordinates_of(viewer, on=on).exists()


class AsksNobody(NotAllowed):
    """The person asks nobody to do anything."""

    code = "asks_nobody"
    message = gettext_noop("This page is for HR officers and for those who lead people.")


def require_may_ask(viewer: access.Viewer, *, on: date) -> None:
    """Make sure that the viewer asks others to do something. Two queries.

    Raises:
        AsksNobody: neither HR nor leading anybody.
    """
    if not may_ask(viewer, on=on):
        raise AsksNobody


def obligation_to_settle(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> Obligation:
    """Return an open obligation of somebody whom the viewer may ask. Three queries.

    Raises:
        NoSuchAssignment: out of reach, not open, or there is none.
    """
    people = may_be_asked_by(viewer, on=on)
    rows = Obligation.objects.filter(uuid=number, person__in=people, state=ObligationState.OPEN)
    found: Obligation | None = rows.select_related("person", "assignment").first()
    if found is None:
        raise NoSuchAssignment
    return found
