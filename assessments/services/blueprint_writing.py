"""Writes tests: drafts, forms, the word of a second person, and withdrawal.

What is in force never changes by writing. A change stands in an open version; when a second person approves it, it
comes into force for the attempts that begin afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments import blueprint_access
from assessments.access import agency_to_write_for
from assessments.blueprint_content import GIVEN_BY_SOURCE, BlueprintContent
from assessments.models import Blueprint, BlueprintMode, BlueprintStatus, BlueprintVersion, VersionState
from assessments.selectors.blueprints import open_version_of
from assessments.services.blueprint_checks import require_sound
from assessments.services.blueprints import (
    as_adaptive,
    content_in_force,
    known_competencies,
    next_number,
    put_cells,
    put_settings,
    sha256_of,
)
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import User


class TestCodeTaken(InvalidInput):
    """Another test has this code."""

    code = "test_code_taken"
    message = gettext_noop("Another test already has the code “%(code)s”. Choose another.")


class ModeIsFixed(InvalidInput):
    """A test that was taken in one mode keeps it."""

    code = "mode_is_fixed"
    message = gettext_noop("A test that was published keeps its mode. Write a new test instead.")


@transaction.atomic
def write_test(*, code: str, content: BlueprintContent, by: User, at: datetime) -> Blueprint:
    """Write a new test as a draft of the author's agency.

    Raises:
        NotATrainer: `by` does not write tests.
        TestCodeTaken: another test has the code.
        UnsoundTest, UnknownCompetency: it contradicts itself.

    """
    unit = agency_to_write_for(by, on=timezone.localdate(at))
    if Blueprint.objects.filter(code=code).exists():
        raise TestCodeTaken(code=code)
    content = as_written(content)
    blueprint = Blueprint(code=code, unit=unit)
    put_settings(blueprint, content)
    blueprint.save()
    put_version(blueprint, content, by=by, at=at)
    log(instance=blueprint, action="assessments.write_test", user=by)
    return blueprint


def as_written(content: BlueprintContent) -> BlueprintContent:
    """Return a content in the shape that its mode has, if it does not contradict itself."""
    if content.settings.mode == BlueprintMode.ADAPTIVE:
        content = as_adaptive(content)
    elif content.settings.mode == BlueprintMode.RANDOM:
        content = replace(content, forms=())
    require_sound(content)
    return content


def put_version(blueprint: Blueprint, content: BlueprintContent, *, by: User, at: datetime) -> BlueprintVersion:
    """Write a content into the open version of a test, under its lock; it is a draft again."""
    version = open_version_of(blueprint)
    if version is None:
        version = BlueprintVersion(blueprint=blueprint, number=next_number(blueprint), begun_by=by)
    version.stored, version.sha256 = content.as_json(), sha256_of(content)
    version.state, version.written_by, version.changed_at = VersionState.DRAFT, by, at
    version.writers = sorted({*version.writers, by.pk})
    version.save()
    if blueprint.status == BlueprintStatus.DRAFT:  # nobody is offered it: the row shows what is being written
        put_settings(blueprint, content)
        blueprint.save()
        put_cells(blueprint, content.cells, known_competencies(content.cells) if content.cells else {})
    return version


def locked(test: UUID, by: User, *, at: datetime) -> Blueprint:
    """Return a test under its lock, if `by` may read it.

    Raises:
        NoSuchWrittenTest: it does not exist or is out of reach.

    """
    row = Blueprint.objects.select_for_update(of=("self",)).filter(uuid=test).first()
    if row is None:
        raise blueprint_access.NoSuchWrittenTest
    blueprint_access.require_may_read_test(by, row, on=timezone.localdate(at))
    return row


def locked_to_write(test: UUID, by: User, *, at: datetime) -> Blueprint:
    """Return a test under its lock, if `by` may change it.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked(test, by, at=at)
    blueprint_access.require_may_edit_test(by, row, on=timezone.localdate(at))
    return row


def written(blueprint: Blueprint) -> BlueprintContent:
    """Return what is being written, or else what is in force."""
    version = open_version_of(blueprint)
    return version.content if version else content_in_force(blueprint)


@transaction.atomic
def revise_test(*, test: UUID, content: BlueprintContent, by: User, at: datetime) -> BlueprintVersion | None:
    """Change a test of the author's agency in its open version; None where nothing is different.

    Forms stay as they are; `put_in_forms` and `propose_forms` change them. Of a test that a course decides about, only
    what is left to its trainers changes.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.
        ModeIsFixed: it was published in another mode.
        UnsoundTest, UnknownCompetency: it contradicts itself.

    """
    row = locked_to_write(test, by, at=at)
    before = written(row)
    if row.status != BlueprintStatus.DRAFT and content.settings.mode != row.mode:
        raise ModeIsFixed
    after = as_written(kept_by_source(row, replace(content, forms=before.forms)))
    return change(row, before, after, by=by, at=at)


def change(
    row: Blueprint, before: BlueprintContent, after: BlueprintContent, *, by: User, at: datetime
) -> BlueprintVersion | None:
    """Write what differs, and log it; None where nothing does."""
    if after == before:
        return None
    version = put_version(row, after, by=by, at=at)
    log(instance=row, action="assessments.revise_test", user=by, data={"version": version.number})
    return version


def kept_by_source(blueprint: Blueprint, content: BlueprintContent) -> BlueprintContent:
    """Return a content with what a course or the house decides about its own test as it is in force."""
    if blueprint.is_placement:  # it asks what the post asks for
        return replace(content, cells=())
    if blueprint.source_uuid is None:
        return content
    given = {name: getattr(blueprint, name) for name in GIVEN_BY_SOURCE}
    in_force = content_in_force(blueprint)
    return replace(content, settings=replace(content.settings, **given), cells=in_force.cells, forms=in_force.forms)
