"""Frameworks: written as a draft, submitted, approved or returned by another person, followed by a new version."""

from __future__ import annotations

import uuid
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.log_actions import log

from lms.competencies import access
from lms.competencies.framework_content import (
    AreaContent,
    CompetencyContent,
    FrameworkContent,
    faults_of,
    following_version,
)
from lms.competencies.models import (
    Area,
    Competency,
    Crosswalk,
    Framework,
    FrameworkStatus,
    Indicator,
    LevelDescriptor,
    Standard,
    StandardState,
)
from lms.competencies.selectors.frameworks import content_of, crosswalk_of
from lms.competencies.signals import framework_published
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.people.models import User


class FrameworkIsFixed(Conflict):
    """What is published or waits for approval is not changed."""

    code = "framework_is_fixed"
    message = gettext_noop("Only a draft can be changed. Begin a new version of this framework.")


class VersionTaken(InvalidInput):
    """The framework has this version already."""

    code = "framework_version_taken"
    message = gettext_noop("This framework has a version “%(version)s” already. Choose another.")


class NotReadyToSubmit(InvalidInput):
    """Something is missing before a second person can read it."""

    code = "framework_not_ready"
    message = gettext_noop("“%(where)s” is not complete: each competency needs all five levels described.")


class OwnFramework(NotAllowed):
    """Who submitted a framework does not approve it."""

    code = "own_framework"
    message = gettext_noop("You submitted this yourself. Another administrator decides.")


class NotWaiting(Conflict):
    """It does not wait for approval any more."""

    code = "framework_not_waiting"
    message = gettext_noop("This does not wait for approval any more. Look at it again.")


class ReasonMissing(InvalidInput):
    """A return says why."""

    code = "return_reason_missing"
    message = gettext_noop("Say what has to change, so that the author knows.")


class StillUsed(Conflict):
    """A competency that something refers to stays."""

    code = "competency_still_used"
    message = gettext_noop("A competency of this draft is used elsewhere and cannot be taken out.")


@transaction.atomic
def create_framework(*, content: FrameworkContent, by: User, at: datetime) -> Framework:
    """Make a draft of what the content says.

    Raises:
        NotYoursToWrite, VersionTaken, Fault: it may not, or cannot be.
    """
    access.require_writes(by, on=timezone.localdate(at))
    require_sound(content)
    if Framework.objects.filter(code=content.code, version=content.version).exists():
        raise VersionTaken(version=content.version)
    framework = Framework.objects.create(uuid=content.uuid, code=content.code, version=content.version, changed_at=at)
    write_content(framework, content, at=at)
    log(framework, "competencies.framework.write", user=by)
    return framework


@transaction.atomic
def start_version(*, framework: Framework, version: str, by: User, at: datetime) -> Framework:
    """Copy a framework into a draft of its next version; each competency begins as the same as its predecessor."""
    if Framework.objects.filter(code=framework.code, version=version).exists():
        raise VersionTaken(version=version)
    content = following_version(content_of(framework), version=version)
    made = create_framework(content=content, by=by, at=at)
    Framework.objects.filter(pk=made.pk).update(predecessor=framework)
    made.predecessor = framework
    return made


@transaction.atomic
def revise_framework(*, framework: Framework, content: FrameworkContent, by: User, at: datetime) -> Framework:
    """Let a draft say what the content says.

    Raises:
        NotYoursToWrite, FrameworkIsFixed, VersionTaken, StillUsed, Fault: it may not, or cannot be.
    """
    access.require_writes(by, on=timezone.localdate(at))
    draft = locked(framework)
    if draft.status != FrameworkStatus.DRAFT:
        raise FrameworkIsFixed
    require_sound(content)
    if Framework.objects.filter(code=content.code, version=content.version).exclude(pk=draft.pk).exists():
        raise VersionTaken(version=content.version)
    write_content(draft, content, at=at)
    log(draft, "competencies.framework.revise", user=by)
    return draft


def write_competency(
    *, framework: Framework, competency: CompetencyContent, by: User, at: datetime, place: int | None = None
) -> Framework:
    """Put one competency into a draft, in the place of the one with its id, or at the end."""
    content = content_of(framework)
    rows = [row for row in content.competencies if row.uuid != competency.uuid]
    index = next((n for n, row in enumerate(content.competencies) if row.uuid == competency.uuid), len(rows))
    rows.insert(index if place is None else place, competency)
    return revise_framework(framework=framework, content=replace(content, competencies=tuple(rows)), by=by, at=at)


def write_area(*, framework: Framework, area: AreaContent, by: User, at: datetime) -> Framework:
    """Put one area into a draft, in the place of the one with its id, or at the end."""
    content = content_of(framework)
    known = [row.uuid for row in content.areas]
    rows = [area if row.uuid == area.uuid else row for row in content.areas]
    areas = tuple(rows) if area.uuid in known else (*rows, area)
    return revise_framework(framework=framework, content=replace(content, areas=areas), by=by, at=at)


def remove_competency(*, framework: Framework, competency: uuid.UUID, by: User, at: datetime) -> Framework:
    """Take a competency out of a draft."""
    content = content_of(framework)
    rows = tuple(row for row in content.competencies if row.uuid != str(competency))
    kept = {row.uuid for row in rows}
    gone = {str(competency)} - kept
    relations = tuple(row for row in content.relations if not gone & {row.origin, row.destination})
    changed = replace(content, competencies=rows, relations=relations)
    return revise_framework(framework=framework, content=changed, by=by, at=at)


@transaction.atomic
def submit_framework(*, framework: Framework, by: User, at: datetime) -> Framework:
    """Hand a draft to a second person.

    Raises:
        NotYoursToWrite, FrameworkIsFixed, NotReadyToSubmit: it may not, or is not complete.
    """
    access.require_writes(by, on=timezone.localdate(at))
    draft = locked(framework)
    if draft.status != FrameworkStatus.DRAFT:
        raise FrameworkIsFixed
    content = content_of(draft)
    require_sound(content)
    for row in content.competencies:
        if {one.level for one in (*row.descriptors, *row.indicators)} != set(range(1, 6)):
            raise NotReadyToSubmit(where=row.code)
    if not content.competencies:
        raise NotReadyToSubmit(where=content.title)
    draft.status, draft.submitted_by, draft.submitted_at, draft.return_reason = FrameworkStatus.SUBMITTED, by, at, ""
    draft.save(update_fields=["status", "submitted_by", "submitted_at", "return_reason"])
    log(draft, "competencies.framework.submit", user=by)
    return draft


@transaction.atomic
def publish_framework(*, framework: Framework, by: User, at: datetime) -> Framework:
    """Put a framework into use as the second person; the version it follows goes out of use.

    Standards of competencies that stay the same, or are replaced, are carried over at once; levels of people after it.

    Raises:
        NotYoursToWrite, NotWaiting, OwnFramework: it may not be.
    """
    draft = waiting(framework, by=by, at=at)
    draft.status, draft.published_by, draft.published_at = FrameworkStatus.PUBLISHED, by, at
    draft.carry_due, draft.carried_to = True, 0
    draft.save(update_fields=["status", "published_by", "published_at", "carry_due", "carried_to"])
    older = Framework.objects.filter(code=draft.code, status=FrameworkStatus.PUBLISHED).exclude(pk=draft.pk)
    carry_standards(draft)
    older.update(status=FrameworkStatus.OUTDATED)
    log(draft, "competencies.framework.publish", user=by)
    transaction.on_commit(partial(framework_published.send, sender=Framework, framework_id=draft.pk))
    return draft


def carry_standards(framework: Framework) -> int:
    """Copy the published standards of the competencies that these take the place of; return how many were copied.

    One that was split asks the same of each of its parts; of those that were put together the highest level holds.
    """
    edges = Crosswalk.objects.filter(destination__framework=framework, kind__in=("exactMatchOf", "replacedBy"))
    places: dict[int, list[int]] = {}
    for origin, destination in edges.order_by("origin", "destination").values_list("origin", "destination"):
        places.setdefault(origin, []).append(destination)
    told = Standard.objects.filter(competency__in=places, state=StandardState.PUBLISHED)
    rows = [
        carried(row, destination) for row in told.order_by("-level", "pk") for destination in places[row.competency_id]
    ]
    return len(Standard.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True))


def carried(standard: Standard, competency_id: int) -> Standard:
    """Return a copy of a standard for another competency, not stored yet."""
    row = copy(standard)
    row.pk, row.competency_id, row.uuid = None, competency_id, uuid.uuid4()
    row._state.adding = True
    return row


@transaction.atomic
def return_framework(*, framework: Framework, reason: str, by: User, at: datetime) -> Framework:
    """Give a framework back to its author, with the reason.

    Raises:
        NotYoursToWrite, NotWaiting, OwnFramework, ReasonMissing: it may not be.
    """
    draft = waiting(framework, by=by, at=at)
    if not reason.strip():
        raise ReasonMissing
    draft.status, draft.return_reason = FrameworkStatus.DRAFT, reason.strip()
    draft.save(update_fields=["status", "return_reason"])
    log(draft, "competencies.framework.return", user=by, data={"reason": reason.strip()})
    return draft


@transaction.atomic
def discard_framework(*, framework: Framework, by: User, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotYoursToWrite, FrameworkIsFixed, StillUsed: it may not be.
    """
    access.require_writes(by, on=timezone.localdate(at))
    draft = locked(framework)
    if draft.status != FrameworkStatus.DRAFT:
        raise FrameworkIsFixed
    log(draft, "competencies.framework.discard", user=by)
    try:
        draft.delete()
    except ProtectedError:
        raise StillUsed from None


def waiting(framework: Framework, *, by: User, at: datetime) -> Framework:
    """Return the framework, locked, if it waits and `by` may decide.

    Raises:
        NotYoursToWrite, NotWaiting, OwnFramework: it may not be.
    """
    access.require_writes(by, on=timezone.localdate(at))
    draft = locked(framework)
    if draft.status != FrameworkStatus.SUBMITTED:
        raise NotWaiting
    if draft.submitted_by_id == by.pk:
        raise OwnFramework
    return draft


def locked(framework: Framework) -> Framework:
    """Return the row under its lock, as it stands now."""
    found: Framework = Framework.objects.select_for_update().get(pk=framework.pk)
    return found


def require_sound(content: FrameworkContent) -> None:
    """Refuse content that is no framework.

    Raises:
        Fault: the first thing that is wrong.
    """
    for fault in faults_of(content):
        raise fault


def write_content(framework: Framework, content: FrameworkContent, *, at: datetime) -> None:
    """Let the rows of a draft say what the content says.

    Raises:
        StillUsed: a competency that is left out is referred to elsewhere.
    """
    framework.code, framework.version, framework.title = content.code, content.version, content.title
    framework.source, framework.language, framework.changed_at = content.source, content.language, at
    framework.save(update_fields=["code", "version", "title", "source", "language", "changed_at"])
    kept = [row.uuid for row in content.competencies]
    try:
        framework.competencies.exclude(uuid__in=kept).delete()
    except ProtectedError:
        raise StillUsed from None
    areas = write_areas(framework, content)
    own = {str(row.uuid): row for row in framework.competencies.all()}
    # Codes are unique within a framework: two that change places pass through names nobody uses.
    for row in own.values():
        Competency.objects.filter(pk=row.pk).update(code=f"~{row.pk}")
    for order, told in enumerate(content.competencies, start=1):
        row = own.get(told.uuid) or Competency(uuid=told.uuid, framework=framework)
        row.area, row.code, row.name, row.kind = areas[told.area], told.code, told.name, told.kind
        row.definition, row.order = told.definition, order
        row.alignments = {scheme: list(values) for scheme, values in told.alignments}
        row.save()
        own[told.uuid] = row
    framework.areas.exclude(uuid__in=[row.uuid for row in content.areas]).delete()
    write_levels(content, own)
    write_relations(framework, content)


def write_areas(framework: Framework, content: FrameworkContent) -> dict[str, Area]:
    """Write the areas; return them by id. Those left out go once their competencies are elsewhere."""
    own = {str(row.uuid): row for row in framework.areas.all()}
    for row in own.values():
        Area.objects.filter(pk=row.pk).update(code=f"~{row.pk}")
    for order, told in enumerate(content.areas, start=1):
        row = own.get(told.uuid) or Area(uuid=told.uuid, framework=framework)
        row.code, row.name, row.order = told.code, told.name, order
        row.save()
        own[told.uuid] = row
    return own


def write_levels(content: FrameworkContent, own: dict[str, Competency]) -> None:
    """Write anew what is said at each level; the ids are those of the content."""
    LevelDescriptor.objects.filter(competency__in=own.values()).delete()
    Indicator.objects.filter(competency__in=own.values()).delete()
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(uuid=one.uuid, competency=own[row.uuid], level=one.level, text=one.text)
        for row in content.competencies
        for one in row.descriptors
    )
    Indicator.objects.bulk_create(
        Indicator(uuid=one.uuid, competency=own[row.uuid], level=one.level, order=order, text=one.text)
        for row in content.competencies
        for order, one in enumerate(row.indicators)
    )


def write_relations(framework: Framework, content: FrameworkContent) -> None:
    """Write the crosswalk anew, both ends of which are known."""
    ends = {one for row in content.relations for one in (row.origin, row.destination)}
    known = {str(row.uuid): row for row in Competency.objects.filter(uuid__in=ends).only("pk", "uuid")}
    Crosswalk.objects.filter(pk__in=list(crosswalk_of(framework).values_list("pk", flat=True))).delete()
    Crosswalk.objects.bulk_create(
        Crosswalk(uuid=row.uuid, origin=known[row.origin], destination=known[row.destination], kind=row.kind)
        for row in content.relations
        if row.origin in known and row.destination in known
    )
