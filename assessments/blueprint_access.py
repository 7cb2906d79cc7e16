"""Who may read, write and review tests: trainers and second readers, each for their own agency.

Tests of everybody are read by all of them; only an administrator of the site writes and reviews those. What is shown
of people is counted and never named.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from assessments.access import AUTHORS, READERS, agencies_of
from assessments.models import Blueprint
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people.access import Viewer
from lms.people.models import Role, User


class NotYourTest(NotAllowed):
    """The test belongs to another agency, or to everybody."""

    code = "not_your_test"
    message = gettext_noop("This test belongs to another agency or to everybody. You can read it, but not change it.")


class NotAReaderOfTests(NotAllowed):
    """Only a second reader of the agency reviews its tests."""

    code = "not_a_reader_of_tests"
    message = gettext_noop("Only second readers of this agency review its tests.")


class NoSuchWrittenTest(NotFound):
    """There is no such test, or it belongs to another agency."""

    code = "no_such_written_test"
    message = gettext_noop("We could not find this test. Go back to the list of tests.")


def tests_visible_to(viewer: Viewer, *, on: date) -> QuerySet[Blueprint]:
    """Return the tests that `viewer` may read, as trainer or second reader: the own agencies' and everybody's."""
    if not viewer.is_authenticated:
        return Blueprint.objects.none()
    if viewer.is_superuser:
        return Blueprint.objects.all()
    own = list(agencies_of(viewer, READERS, on=on))
    return Blueprint.objects.filter(Q(unit__in=own) | Q(unit__isnull=True)) if own else Blueprint.objects.none()


def require_may_read_test(by: User, test: Blueprint, *, on: date) -> None:
    """Refuse whoever may not even read the test.

    Raises:
        NoSuchWrittenTest: it is out of reach.

    """
    if not tests_visible_to(by, on=on).filter(pk=test.pk).exists():
        raise NoSuchWrittenTest


def may_edit_test(viewer: Viewer, test: Blueprint, *, on: date) -> bool:
    """Whether `viewer` may change the test."""
    if viewer.is_superuser:
        return True
    return test.unit_id is not None and agencies_of(viewer, AUTHORS, on=on).filter(pk=test.unit_id).exists()


def may_review_test(viewer: Viewer, test: Blueprint, *, on: date) -> bool:
    """Whether `viewer` reviews tests like this one (whoever wrote it)."""
    if viewer.is_superuser:
        return True
    readers = agencies_of(viewer, (Role.SECOND_READER,), on=on)
    return test.unit_id is not None and readers.filter(pk=test.unit_id).exists()


def require_may_edit_test(by: User, test: Blueprint, *, on: date) -> None:
    """Refuse whoever may not change the test.

    Raises:
        NotYourTest: it belongs to others.

    """
    if not may_edit_test(by, test, on=on):
        raise NotYourTest


def require_may_review_test(by: User, test: Blueprint, *, on: date) -> None:
    """Refuse whoever may not review the test.

    Raises:
        NotAReaderOfTests: `by` is no second reader of its agency.

    """
    if not may_review_test(by, test, on=on):
        raise NotAReaderOfTests
