"""Who handles what: HR corrects the data of its own people, the data protection officer does everything else."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q, QuerySet

from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.access import Viewer
from lms.people.models import Posting, PostingKind, Role, RoleGrant, ScopeKind, Unit, User
from lms.privacy.models import Incident, RequestKind, SubjectRequest

READS_RECORDS = (Role.DPO, Role.AUDITOR)


class NotTheOfficer(NotAllowed):
    """The page is for the data protection officer."""

    code = "not_the_data_officer"
    message = gettext_noop("This page is for the data protection officer. Ask your administrator if that is you.")


class NotForHr(NotAllowed):
    """The page is for HR officers."""

    code = "not_for_hr_corrections"
    message = gettext_noop("This page is for HR officers, who correct the data of their own people.")


class NoSuchRequest(NotAllowed):
    """There is no such request, or not for this person (the two are not told apart)."""

    code = "no_such_privacy_request"
    message = gettext_noop("There is no such request, or it is not for you to see.")


class NoSuchIncident(NotFound):
    """There is no such incident in the officer's scope."""

    code = "no_such_incident"
    message = gettext_noop("There is no such incident in the register.")


def require_officer(viewer: User, *, on: date, readers: tuple[Role, ...] = (Role.DPO,)) -> tuple[str, ...]:
    """Return the scope of the data protection officer. One query.

    Raises:
        NotTheOfficer: the viewer holds no such role.
    """
    paths = access.scope_paths(viewer, *readers, on=on)
    if not paths:
        raise NotTheOfficer
    return paths


def is_officer_of_all(viewer: Viewer, *, on: date) -> bool:
    """Whether the viewer protects the data of every agency there is here. Two queries."""
    paths = access.scope_paths(viewer, Role.DPO, on=on)
    return bool(paths) and not Unit.objects.filter(depth=1).exclude(access.below(paths)).exists()


def require_officer_of_all(viewer: User, *, on: date) -> None:
    """Make sure that the viewer protects the data of every agency there is here. Two queries.

    Raises:
        NotTheOfficer: the viewer does not.
    """
    if not is_officer_of_all(viewer, on=on):
        raise NotTheOfficer


def within(paths: tuple[str, ...], *, on: date, person: str = "person") -> Q:
    """Return the condition that the person works in the scope now, or did when the account was erased."""
    if paths == access.NATION:
        # Not Q(): an empty condition falls out of an OR.
        return Q(pk__isnull=False)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    return Q(**{f"{person}__in": posted.values("person_id")})


def for_hr(viewer: User, *, on: date) -> QuerySet[SubjectRequest]:
    """Return the requests for correction by people of the viewer's scope as HR, never the viewer's own. One query.

    Raises:
        NotForHr: the viewer is no HR officer.
    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    if not paths:
        raise NotForHr
    rows = SubjectRequest.objects.filter(within(paths, on=on), kind=RequestKind.CORRECTION)
    return rows.exclude(person=viewer)


def for_officer(viewer: User, *, on: date) -> QuerySet[SubjectRequest]:
    """Return all requests by people of the officer's scope, never the officer's own. One query.

    Raises:
        NotTheOfficer: the viewer holds no such role.
    """
    paths = require_officer(viewer, on=on)
    erased = Q(person__erased_at__isnull=False) & access.below(paths, "unit__path")
    return SubjectRequest.objects.filter(within(paths, on=on) | erased).exclude(person=viewer)


def to_be_handled_by(viewer: User, *, on: date) -> QuerySet[SubjectRequest]:
    """Return the requests `viewer` may decide. Two queries with the rows."""
    condition = Q(pk__in=[])
    hr, officer = access.scope_paths(viewer, Role.HR, on=on), access.scope_paths(viewer, Role.DPO, on=on)
    if hr:
        condition |= within(hr, on=on) & Q(kind=RequestKind.CORRECTION)
    if officer:
        condition |= within(officer, on=on)
        condition |= Q(person__erased_at__isnull=False) & access.below(officer, "unit__path")
    return SubjectRequest.objects.filter(condition).exclude(person=viewer)


def require_to_handle(viewer: User, number: uuid.UUID, *, on: date, lock: bool = False) -> SubjectRequest:
    """Return the request if `viewer` may decide it.

    Raises:
        NoSuchRequest: somebody else does, it is the viewer's own, or there is none.
    """
    rows = to_be_handled_by(viewer, on=on)
    rows = rows.select_for_update(of=("self",)) if lock else rows.select_related("person")
    found = rows.filter(uuid=number).first()
    if found is None:
        raise NoSuchRequest
    return found


def require_own(viewer: User, number: uuid.UUID, *, lock: bool = False) -> SubjectRequest:
    """Return the viewer's own request.

    Raises:
        NoSuchRequest: it is somebody else's, or there is none.
    """
    rows = SubjectRequest.objects.filter(person=viewer, uuid=number)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NoSuchRequest
    return found


def handlers_of(request: SubjectRequest, *, on: date) -> QuerySet[User]:
    """Return who has to answer a request: HR of the person's unit for a correction, otherwise the officer."""
    role = Role.HR if request.kind == RequestKind.CORRECTION else Role.DPO
    path = request.unit.path if request.unit else ""
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    grants = RoleGrant.objects.on(on).filter(
        Q(scope_kind=ScopeKind.NATION) | Q(scope_kind=ScopeKind.UNIT, unit__path__in=above), role=role
    )
    rows = User.objects.filter(pk__in=grants.values("person_id"), is_active=True)
    return rows.exclude(pk=request.person_id).order_by("pk")


def incidents_of(viewer: User, *, on: date) -> QuerySet[Incident]:
    """Return the incidents of the officer's scope. One query.

    Raises:
        NotTheOfficer: the viewer holds no such role.
    """
    paths = require_officer(viewer, on=on)
    rows = Incident.objects.all()
    return rows if paths == access.NATION else rows.filter(access.below(paths, "unit__path"))


def require_incident(viewer: User, number: uuid.UUID, *, on: date, lock: bool = False) -> Incident:
    """Return one incident of the officer's scope.

    Raises:
        NotTheOfficer: the viewer holds no such role.
        NoSuchIncident: it lies elsewhere, or there is none.
    """
    rows = incidents_of(viewer, on=on)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=number).first()
    if found is None:
        raise NoSuchIncident
    return found
