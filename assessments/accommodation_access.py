"""Who sees an adjustment in tests: the person, HR in scope while it waits, and the officer who decided it.

Superiors, raters, trainers and the maps of gaps do not; what is out of reach is not told apart from what is not there.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from assessments.models import Accommodation, AccommodationState
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, RoleGrant, User


class NoSuchAccommodation(NotFound):
    """There is no such adjustment, or not for this person."""

    code = "no_such_accommodation"
    message = gettext_noop("We could not find this adjustment. Go back to the list.")


def accommodations_of(viewer: access.Viewer) -> QuerySet[Any]:
    """Return the viewer's own, the newest first."""
    return Accommodation.objects.filter(person=viewer)


def accommodations_for_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return those that wait in scope and those that `viewer` decided; never the own ones. One query beside the list.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    if not paths:
        raise access.OutsideScope
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    in_scope = Accommodation.objects.filter(person__in=posted.values("person_id")).exclude(person=viewer)
    return in_scope.filter(Q(state=AccommodationState.ASKED) | Q(decided_by=viewer)).select_related("person")


def accommodation_for_hr(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> Accommodation:
    """Return one of them. Two queries.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.
        NoSuchAccommodation: it is out of reach.

    """
    found: Accommodation | None = accommodations_for_hr(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchAccommodation
    return found


def nearest_officers(person: User, unit_path: str, *, step: int, on: date) -> list[User]:
    """Return the HR officers of the smallest part of the organisation that holds the unit. One query."""
    above = [unit_path[:end] for end in range(step, len(unit_path) + 1, step)]
    grants = RoleGrant.objects.on(on).filter(role=Role.HR, unit__path__in=above, person__is_active=True)
    held = list(grants.exclude(person=person).select_related("person", "unit").order_by("-unit__path", "pk"))
    nearest = held[0].unit_id if held else None
    return [grant.person for grant in held if grant.unit_id == nearest]
