"""Who may read, write and approve frameworks and standards.

Frameworks and the nation's standards are written by administrators for every agency and approved by another of them;
an agency's own standards by HR of that agency (over the whole of it), and approved by another. Those who work with
competencies read what is in use.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from lms.competencies.models import Framework, FrameworkStatus
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit

READERS = (Role.ADMINISTRATOR, Role.HR, Role.TRAINER, Role.SECOND_READER)
IN_USE = (FrameworkStatus.PUBLISHED, FrameworkStatus.OUTDATED)


class NotAKeeper(NotAllowed):
    """Frameworks are for those who work with competencies."""

    code = "not_a_keeper"
    message = gettext_noop("This page is for those who work with competency frameworks. Ask your administrator.")


class NotYoursToWrite(NotAllowed):
    """Frameworks are written by administrators for every agency."""

    code = "framework_not_yours"
    message = gettext_noop("Frameworks are written by administrators for all agencies. You can read what is in use.")


class NoSuchFramework(NotFound):
    """There is no such framework, or it is a draft of others."""

    code = "no_such_framework"
    message = gettext_noop("We could not find this framework. Go back to the list.")


def writes_frameworks(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` writes and approves frameworks and the nation's standards. One query."""
    return bool(viewer.is_superuser or access.scope_paths(viewer, Role.ADMINISTRATOR, on=on) == access.NATION)


def reads_frameworks(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` reads frameworks in use. One query."""
    return bool(viewer.is_superuser or access.holds_role(viewer, *READERS, on=on))


def require_reads(viewer: access.Viewer, *, on: date) -> None:
    """Refuse whoever has nothing to do with frameworks.

    Raises:
        NotAKeeper: no such role is held.
    """
    if not reads_frameworks(viewer, on=on):
        raise NotAKeeper


def require_writes(viewer: access.Viewer, *, on: date) -> None:
    """Refuse whoever does not write frameworks.

    Raises:
        NotYoursToWrite: the role is not held for every agency.
    """
    if not writes_frameworks(viewer, on=on):
        raise NotYoursToWrite


def frameworks_visible_to(viewer: access.Viewer, *, on: date) -> QuerySet[Framework]:
    """Return the frameworks that `viewer` may read: what is in use, and drafts for those who write them."""
    rows = Framework.objects.all()
    return rows if writes_frameworks(viewer, on=on) else rows.filter(status__in=IN_USE)


def agencies_of_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the agencies whose HR `viewer` is, over the whole of each. Two queries with the list."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    agencies: QuerySet[Unit] = Unit.objects.filter(depth=1).order_by("name")
    return agencies if paths == access.NATION else agencies.filter(path__in=paths)


class NotYourStandard(NotAllowed):
    """The standard is another agency's, or the nation's."""

    code = "standard_not_yours"
    message = gettext_noop(
        "Standards of an agency are decided by its HR, those of the nation by administrators for all agencies."
    )


class NoSuchStandard(NotFound):
    """There is no such standard, or it is out of reach."""

    code = "no_such_standard"
    message = gettext_noop("We could not find this standard. Go back to the list.")


def decides_standard(viewer: access.Viewer, agency: Unit | None, *, on: date) -> bool:
    """Whether `viewer` proposes and publishes standards of the agency; without one, of the nation. Two queries."""
    if agency is None:
        return writes_frameworks(viewer, on=on)
    return agencies_of_hr(viewer, on=on).filter(pk=agency.pk).exists()


def require_decides(viewer: access.Viewer, agency: Unit | None, *, on: date) -> None:
    """Refuse whoever decides nothing about standards of this owner.

    Raises:
        NotYourStandard: others do.
    """
    if not decides_standard(viewer, agency, on=on):
        raise NotYourStandard
