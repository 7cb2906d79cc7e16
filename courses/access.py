"""Who may write which course: trainers and second readers of its own agency.

A course without an agency belongs to everybody; only an administrator of the site changes it.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from wagtail.models import Page

from assessments.access import READERS, agencies_of
from courses.models import CoursePage, course_of
from lms.errors import NotAllowed, gettext_noop
from lms.people.access import Viewer, below
from lms.people.models import Unit


class NotYourCourse(NotAllowed):
    """The course belongs to another agency, or to everybody."""

    code = "not_your_course"
    message = gettext_noop("This course belongs to another agency. You can write courses of your own agency only.")


class NotForYou(NotAllowed):
    """The admin is for those who write, read a second time, or run the site."""

    code = "admin_not_for_you"
    message = gettext_noop("This part is for trainers, second readers and administrators of the site.")


def may_change(viewer: Viewer, page: Page, *, on: date) -> bool:
    """Whether `viewer` may change a page of the catalogue. Three queries at the most."""
    if viewer.is_superuser:
        return True
    course = course_of(page)
    if course is None or course.unit_id is None:
        return False
    return agencies_of(viewer, READERS, on=on).filter(pk=course.unit_id).exists()


def require_may_change(viewer: Viewer, page: Page, *, on: date) -> None:
    """Refuse whoever may not change the page.

    Raises:
        NotYourCourse: it belongs to others.
    """
    if not may_change(viewer, page, on=on):
        raise NotYourCourse


def is_of_others(viewer: Viewer, page: Page, *, on: date) -> bool:
    """Whether the page lies in a course that `viewer` may not change; the catalogue itself is nobody's course."""
    return course_of(page) is not None and not may_change(viewer, page, on=on)


def require_may_preview(viewer: Viewer, page: Page, *, on: date) -> None:
    """Refuse whoever may not change the page; a course that is not stored yet is its author's.

    Raises:
        NotYourCourse: it belongs to others.
    """
    if course_of(page) is not None:
        require_may_change(viewer, page, on=on)


def agency_of_author(viewer: Viewer, *, on: date) -> Unit | None:
    """Return the agency to which the courses belong that `viewer` writes; None for an administrator: everybody's."""
    return None if viewer.is_superuser else agencies_of(viewer, READERS, on=on).first()


def pages_changeable_by(pages: QuerySet[Page], viewer: Viewer, *, on: date) -> QuerySet[Page]:
    """Return those of `pages` that are no courses, or lie in courses that `viewer` may change."""
    if viewer.is_superuser:
        return pages
    everything = tuple(CoursePage.objects.values_list("path", flat=True))
    own = list(agencies_of(viewer, READERS, on=on))
    mine = tuple(CoursePage.objects.filter(unit__in=own).values_list("path", flat=True))
    others = tuple(path for path in everything if path not in mine)
    return pages.exclude(below(others)) if others else pages
