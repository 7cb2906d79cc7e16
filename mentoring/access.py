"""Who may enter a programme, a pair or a session, and who coordinates what."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lms.errors import NotAllowed, gettext_noop
from lms.people import access
from lms.people.access import Viewer
from lms.people.models import Posting, PostingKind, Role, ScopeKind, Unit, User
from mentoring.models import Pair, Programme, ProgrammeState, Session


class ProgrammeOutOfReach(NotAllowed):
    """The programme belongs to another part of the organisation, is not open yet, or does not exist."""

    code = "programme_out_of_reach"
    message = gettext_noop("This mentoring programme is not open to you. See the programmes of your agency.")


class NotCoordinator(NotAllowed):
    """The person coordinates no mentoring there."""

    code = "not_coordinator"
    message = gettext_noop("This page is for the coordinator of the programme. Ask your HR officer who that is.")


class NotYourPair(NotAllowed):
    """The pair belongs to two other people, is not published, or does not exist (they are not told apart)."""

    code = "not_your_pair"
    message = gettext_noop("Only the mentor and the mentee of a pair can open it.")


def programmes_open_to(viewer: Viewer, *, on: date) -> QuerySet[Programme]:
    """Return the programmes of the units above the viewer's primary posting, without drafts. Two queries."""
    path = (
        Posting.objects.on(on)
        .filter(person=viewer, kind=PostingKind.PRIMARY)
        .values_list("unit__path", flat=True)
        .first()
    )
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)] if path else []
    return Programme.objects.filter(unit__path__in=above).exclude(state=ProgrammeState.DRAFT).select_related("unit")


def require_programme(viewer: Viewer, programme: uuid.UUID, *, on: date) -> Programme:
    """Return the programme, fetched together with the right to see it. Two queries.

    Raises:
        ProgrammeOutOfReach: it is not for this person.
    """
    found = programmes_open_to(viewer, on=on).filter(uuid=programme).first()
    if found is None:
        raise ProgrammeOutOfReach
    return found


def coordinated_by(viewer: Viewer, *, on: date) -> QuerySet[Programme]:
    """Return the programmes that `viewer` coordinates, over their unit or one by one, newest first.

    Two queries with the list.
    """
    paths = access.scope_paths(viewer, Role.MENTORING_COORDINATOR, on=on)
    single = access.parts_of(viewer, ScopeKind.PROGRAMME, Role.MENTORING_COORDINATOR, on=on)
    rows = Programme.objects.filter(access.below(paths, "unit__path") | Q(uuid__in=single)).select_related("unit")
    return rows.order_by("-opens_on", "-pk")


def require_coordinator(viewer: Viewer, programme: uuid.UUID, *, on: date) -> Programme:
    """Return the programme, fetched together with the right to coordinate it. Two queries.

    Raises:
        NotCoordinator: it lies elsewhere, or does not exist.
    """
    found = coordinated_by(viewer, on=on).filter(uuid=programme).first()
    if found is None:
        raise NotCoordinator
    return found


def may_write_programmes(viewer: Viewer, *, on: date) -> bool:
    """Whether `viewer` may open programmes of a unit, not only coordinate single ones. One query."""
    return bool(access.scope_paths(viewer, Role.MENTORING_COORDINATOR, on=on))


def units_to_coordinate(viewer: Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the units for which `viewer` may open a programme.

    Raises:
        NotCoordinator: there is none.
    """
    found = access.units_in_scope(viewer, on=on, role=Role.MENTORING_COORDINATOR)
    if not found.exists():
        raise NotCoordinator
    return found


def require_pair(viewer: User, pair: uuid.UUID, *, rows: QuerySet[Any] | None = None) -> Pair:
    """Return the pair if `viewer` is one of the two; `rows` may lock or widen the query. One query.

    Raises:
        NotYourPair: it is somebody else's, or unknown.
    """
    found: Pair | None = of_two(rows if rows is not None else Pair.objects.all(), viewer).filter(uuid=pair).first()
    if found is None:
        raise NotYourPair
    return found


def of_two(rows: QuerySet[Any], viewer: User) -> QuerySet[Any]:
    """Return the published pairs among `rows` in which `viewer` is one of the two."""
    two = Q(mentor=viewer) | Q(mentee=viewer)
    return rows.filter(two, run__published_at__isnull=False).select_related(
        "programme", "mentor", "mentee", "competency"
    )


def require_session(viewer: User, session: uuid.UUID, *, lock: bool = True) -> Session:
    """Return the session, under its row lock unless it is only read, if `viewer` is one of the two. One query.

    Raises:
        NotYourPair: it is somebody else's, or unknown.
    """
    two = Q(pair__mentor=viewer) | Q(pair__mentee=viewer)
    rows = Session.objects.select_for_update(of=("self",)) if lock else Session.objects.all()
    related = rows.select_related("pair__programme", "pair__mentor", "pair__mentee", "pair__competency")
    found: Session | None = related.filter(two, uuid=session).first()
    if found is None:
        raise NotYourPair
    return found
