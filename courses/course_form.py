"""The form in which a course is written."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminPageForm

from assessments.access import READERS, agencies_of
from assessments.models import Blueprint, BlueprintMode, BlueprintStatus
from lms.people.access import Viewer, today


class CourseForm(WagtailAdminPageForm):
    """Offers as final test what the author may use; anything else is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "final_test" in self.fields:
            self.fields["final_test"].queryset = tests_for(self.for_user, now=self.instance.final_test_id)


def tests_for(viewer: Viewer, *, now: int | None) -> QuerySet[Blueprint]:
    """Return the published tests of everybody and of the viewer's agencies, and the one the course has `now`.

    An adaptive test measures and is never passed, so a course would never end with it.
    """
    published = Blueprint.objects.filter(status=BlueprintStatus.PUBLISHED, is_placement=False)
    published = published.exclude(mode=BlueprintMode.ADAPTIVE)
    if not viewer.is_superuser:
        own = list(agencies_of(viewer, READERS, on=today()))
        published = published.filter(Q(unit__isnull=True) | Q(unit__in=own))
    found: QuerySet[Blueprint] = Blueprint.objects.filter(Q(pk__in=published.values("pk")) | Q(pk=now))
    return found
