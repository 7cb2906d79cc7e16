"""Who may ask whom to do something (HR in the own scope, and whoever leads), and who writes and reads paths."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from lms.development.models import LearningPath, Obligation, ObligationState, PathState
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, Unit, User

WRITES_PATHS = (Role.TRAINER, Role.HR)


def may_be_asked_by(viewer: access.Viewer, *, on: date) -> QuerySet[User]:
    """Return the people whom `viewer` may ask, closed accounts included; never themselves. Two queries with it."""
    if not viewer.is_authenticated:
        return User.objects.none()
    within = access.below(access.scope_paths(viewer, Role.HR, on=on), "unit__path")
    posted = Posting.objects.on(on).filter(within | access.led_directly_by(viewer, on=on), kind=PostingKind.PRIMARY)
    return User.objects.filter(pk__in=posted.values("person_id"), erased_at__isnull=True).exclude(pk=viewer.pk)


def writes_for_all(viewer: access.Viewer, *, on: date) -> bool:
    """Whether the viewer may write paths for everybody: trainers and administrators of the whole nation. One query."""
    if not viewer.is_authenticated:
        return False
    nation = access.scope_paths(viewer, Role.TRAINER, Role.ADMINISTRATOR, on=on) == access.NATION
    return bool(viewer.is_superuser or nation)


def writes_paths(viewer: access.Viewer, *, on: date) -> bool:
    """Whether the viewer writes learning paths for anybody. At most two queries."""
    return access.holds_role(viewer, *WRITES_PATHS, on=on) or writes_for_all(viewer, on=on)


def units_to_write_for(viewer: access.Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the units for whose people the viewer writes paths, in tree order. Two queries with it."""
    within = access.below(access.scope_paths(viewer, *WRITES_PATHS, on=on))
    return Unit.objects.filter(within).order_by("path")


def paths_written_by(viewer: access.Viewer, *, on: date) -> QuerySet[LearningPath]:
    """Return the paths the viewer may change or close: those of the own part, in every state. Three queries with it."""
    mine = access.below(access.scope_paths(viewer, *WRITES_PATHS, on=on), "unit__path")
    if writes_for_all(viewer, on=on):
        mine |= Q(unit__isnull=True)
    return LearningPath.objects.filter(mine)


def paths_open_to(viewer: access.Viewer, *, on: date) -> QuerySet[LearningPath]:
    """Return the paths that are open to the people of the viewer's unit by the primary posting. Two queries with it."""
    if not viewer.is_authenticated:
        return LearningPath.objects.none()
    posted = Posting.objects.on(on).filter(person=viewer, kind=PostingKind.PRIMARY)
    above: list[str] = []
    for path in posted.values_list("unit__path", flat=True):
        above += [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    for_them = Q(unit__isnull=True) | Q(unit__path__in=above)
    return LearningPath.objects.filter(for_them, state=PathState.PUBLISHED)


def paths_asked_of(viewer: access.Viewer) -> QuerySet[LearningPath]:
    """Return the paths the viewer is or was asked to go, closed ones as well. One query with it."""
    asked = Obligation.objects.filter(
        person_id=viewer.pk, target_kind="path", state__in=[ObligationState.OPEN, ObligationState.DONE]
    )
    return LearningPath.objects.filter(uuid__in=asked.values("target_uuid"))
