"""Who may ask whom to do something: HR in the own scope, and whoever leads the person directly."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from lms.people import access
from lms.people.models import Posting, PostingKind, Role, User


def may_be_asked_by(viewer: access.Viewer, *, on: date) -> QuerySet[User]:
    """Return the people whom `viewer` may ask, closed accounts included; never themselves. Two queries with it."""
    if not viewer.is_authenticated:
        return User.objects.none()
    within = access.below(access.scope_paths(viewer, Role.HR, on=on), "unit__path")
    posted = Posting.objects.on(on).filter(within | access.led_directly_by(viewer, on=on), kind=PostingKind.PRIMARY)
    return User.objects.filter(pk__in=posted.values("person_id"), erased_at__isnull=True).exclude(pk=viewer.pk)
