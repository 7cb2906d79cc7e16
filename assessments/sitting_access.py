"""Who has to do with a supervised sitting: HR of the part that plans it, those who watch it, and each person seated.

Superiors, raters and trainers have nothing to do with it; what is out of reach is not told apart from what is not
there.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from assessments.models import Booklet, Seat, Sitting, SittingState
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, RoleGrant, Unit, User


class NoSuchSitting(NotFound):
    """There is no such sitting, or not for this person."""

    code = "no_such_sitting"
    message = gettext_noop("We could not find this sitting. Go back to the list.")


class NoSuchSeat(NotFound):
    """There is no such seat, or it is somebody else's."""

    code = "no_such_seat"
    message = gettext_noop("We could not find this seat. Your sittings are listed under “Tests”.")


class SeatedThere(NotAllowed):
    """Whoever takes a test sees none of its questions before."""

    code = "seated_there"
    message = gettext_noop("You have a seat in this sitting. Somebody else prepares and prints its booklets.")


class NoSuchBooklet(NotFound):
    """There is no such booklet, or not for this person."""

    code = "no_such_booklet"
    message = gettext_noop("We could not find this booklet. Go back to the list.")


def require_hr(viewer: access.Viewer, *, on: date) -> tuple[str, ...]:
    """Return the parts of the organisation for which the viewer works as HR. One query.

    Raises:
        OutsideScope: there are none.

    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    if not paths:
        raise access.OutsideScope
    return paths


def sittings_for_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Sitting]:
    """Return the sittings of the parts for which the viewer works as HR. One query beside the list.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    within = access.below(require_hr(viewer, on=on), "unit__path")
    return Sitting.objects.filter(within).select_related("blueprint", "unit")


def sitting_for_hr(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> Sitting:
    """Return one of them. Two queries.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.
        NoSuchSitting: it is out of reach.

    """
    found = sittings_for_hr(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchSitting
    return found


def people_to_seat(viewer: access.Viewer, *, on: date, text: str = "", unit: Unit | None = None) -> QuerySet[User]:
    """Return whom the viewer may seat: people of the own parts who can sign in, by name, each with `unit_name`.

    One query beside the list.
    """
    paths = (unit.path,) if unit else require_hr(viewer, on=on)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    found = User.objects.filter(pk__in=posted.values("person_id"), is_active=True).order_by("full_name", "pk")
    own = Posting.objects.on(on).filter(person=OuterRef("pk"), kind=PostingKind.PRIMARY)
    found = found.annotate(unit_name=Subquery(own.values("unit__name")[:1]))
    return found.filter(full_name__icontains=text) if text else found


def may_watch(unit: Unit, *, on: date) -> QuerySet[User]:
    """Return those who hold the role of proctor over a unit, by name."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    held = RoleGrant.objects.on(on).filter(role=Role.PROCTOR, unit__path__in=above)
    return User.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("full_name", "pk")


def sittings_watched_by(viewer: access.Viewer, *, on: date) -> QuerySet[Sitting]:
    """Return the sittings that the viewer watches, as long as the role over their unit lasts.

    Raises:
        OutsideScope: the viewer is no proctor.

    """
    paths = access.scope_paths(viewer, Role.PROCTOR, on=on)
    if not paths:
        raise access.OutsideScope
    known = Sitting.objects.exclude(state=SittingState.PLANNED).filter(access.below(paths, "unit__path"))
    return known.filter(proctors=viewer).select_related("blueprint", "unit")


def sitting_watched_by(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> Sitting:
    """Return one of them. Two queries.

    Raises:
        OutsideScope: the viewer is no proctor.
        NoSuchSitting: it is somebody else's.

    """
    found = sittings_watched_by(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchSitting
    return found


def sitting_at_hand(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> tuple[Sitting, bool]:
    """Return a sitting that the viewer watches, or plans as HR; and whether it is the first. At most four queries.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.

    """
    if access.holds_role(viewer, Role.PROCTOR, on=on):
        watched = sittings_watched_by(viewer, on=on).filter(uuid=number).first()
        if watched is not None:
            return watched, True
    return sitting_for_hr(viewer, number, on=on), False


def booklets_at_hand(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> tuple[Sitting, bool]:
    """Return a sitting whose booklets the viewer may prepare and print: nobody who takes the test there.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.
        SeatedThere: the viewer has a seat in it.

    """
    sitting, watches = sitting_at_hand(viewer, number, on=on)
    if sitting.seats.filter(person=viewer).exists():
        raise SeatedThere
    return sitting, watches


def seat_of(viewer: access.Viewer, number: uuid.UUID) -> Seat:
    """Return an own seat in a sitting that was announced. One query.

    Raises:
        NoSuchSeat: it is not the viewer's.

    """
    seats = Seat.objects.filter(person=viewer).exclude(sitting__state=SittingState.PLANNED)
    found: Seat | None = seats.select_related("sitting__blueprint", "attempt").filter(uuid=number).first()
    if found is None:
        raise NoSuchSeat
    return found


def booklets_to_enter(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the booklets that were used and that the viewer may enter: who watched, and HR of the part.

    Never the own one. Two queries beside the list.

    Raises:
        OutsideScope: the viewer is neither.

    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    watched = access.scope_paths(viewer, Role.PROCTOR, on=on)
    if not paths and not watched:
        raise access.OutsideScope
    reach = access.below(paths, "seat__sitting__unit__path")
    reach |= Q(seat__sitting__proctors=viewer) & access.below(watched, "seat__sitting__unit__path")
    found = Booklet.objects.filter(reach, is_used=True).exclude(seat__person=viewer).distinct()
    return found.select_related("seat__sitting__blueprint", "seat__person")


def booklet_to_enter(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> Booklet:
    """Return one of them. Three queries.

    Raises:
        OutsideScope, NoSuchBooklet: it is out of reach.

    """
    found: Booklet | None = booklets_to_enter(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchBooklet
    return found
