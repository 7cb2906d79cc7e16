"""Asks a second person about a test, publishes it, and takes it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from assessments import blueprint_access
from assessments.models import Blueprint, BlueprintStatus, BlueprintVersion, VersionState
from assessments.selectors.blueprints import open_version_of
from assessments.services.blueprint_checks import require_askable
from assessments.services.blueprint_writing import kept_by_source, locked, locked_to_write
from assessments.services.blueprints import (
    announce,
    content_in_force,
    known_competencies,
    next_number,
    put_cells,
    put_settings,
    sha256_of,
)
from lms.competencies.services import withdraw_instrument
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people.models import User


class NothingWritten(Conflict):
    """No change waits to be read."""

    code = "nothing_written"
    message = gettext_noop("There is no change to read. What is in force was approved already.")


class OwnTest(NotAllowed):
    """Nobody publishes what they wrote themselves."""

    code = "own_test"
    message = gettext_noop("You worked on this version yourself; a second person has to read it.")


class TestNotInReview(Conflict):
    """The test does not wait for a review."""

    code = "test_not_in_review"
    message = gettext_noop("This test is not waiting for a second reader any more. Look at its newest state.")


class TestChanged(Conflict):
    """The author changed the test while the second person was reading it."""

    code = "test_changed"
    message = gettext_noop(
        "The author changed this test while you were reading it. Nothing was decided; read the newest version first."
    )


class TestCommentMissing(InvalidInput):
    """Whoever sends a test back says why."""

    code = "test_comment_missing"
    message = gettext_noop("Write what should be changed, so that the author knows what to do.")


@transaction.atomic
def submit_test(*, test: UUID, by: User, at: datetime) -> BlueprintVersion:
    """Ask a second person to read what was written, if the bank can fill it.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.
        NothingWritten: no change waits.
        EmptyBlueprint, TooFewItems, NoForms, IncompleteForm: it cannot be asked.

    """
    row = locked_to_write(test, by, at=at)
    version = open_version_of(row)
    if version is None:
        raise NothingWritten
    if version.state == VersionState.IN_REVIEW:
        return version
    if not row.is_placement:
        require_askable(version.content, row.unit_id)
    version.state, version.comment = VersionState.IN_REVIEW, ""
    version.save(update_fields=["state", "comment"])
    log(instance=row, action="assessments.submit_test", user=by, data={"version": version.number})
    return version


@transaction.atomic
def approve_test(*, test: UUID, read: str, by: User, at: datetime, comment: str = "") -> Blueprint:
    """Publish what `by` read (its hash), as a second person: the attempts that begin from now on follow it.

    Raises:
        NoSuchWrittenTest, NotAReaderOfTests: `by` does not review the tests of this agency.
        OwnTest: `by` worked on it.
        TestNotInReview: it does not wait for a review.
        TestChanged: what waits is another than what was read.
        EmptyBlueprint, TooFewItems, NoForms, IncompleteForm: it cannot be asked any more.

    """
    row, version = in_review(test, read, by, at=at)
    content = kept_by_source(row, version.content)
    if not row.is_placement:
        require_askable(content, row.unit_id)
    newest = next_number(row) - 1
    version.number = version.number if version.number == newest else newest + 1
    version.stored, version.sha256 = content.as_json(), sha256_of(content)
    decide(version, VersionState.APPROVED, comment, by=by, at=at)
    put_settings(row, content)
    row.status, row.current = BlueprintStatus.PUBLISHED, version
    row.save()
    if not row.is_placement:
        known = known_competencies(content.cells)
        put_cells(row, content.cells, known)
        announce(row, set(known.values()))
    log(instance=row, action="assessments.approve_test", user=by, data={"version": version.number})
    tell_author(row, version, kind="test_approved", at=at)
    return row


@transaction.atomic
def send_back_test(*, test: UUID, read: str, by: User, at: datetime, comment: str) -> BlueprintVersion:
    """Send what `by` read back to its author with a comment.

    Raises:
        TestCommentMissing: nothing says why.
        The same as `approve_test` otherwise.

    """
    if not comment.strip():
        raise TestCommentMissing
    row, version = in_review(test, read, by, at=at)
    decide(version, VersionState.DRAFT, comment, by=by, at=at)
    log(instance=row, action="assessments.send_back_test", user=by, data={"version": version.number})
    tell_author(row, version, kind="test_sent_back", at=at)
    return version


def decide(version: BlueprintVersion, state: VersionState, comment: str, *, by: User, at: datetime) -> None:
    """Write down the word of a second person."""
    version.state, version.comment = state, comment.strip()
    version.reviewed_by, version.reviewed_at = by, at
    version.save()


def in_review(test: UUID, read: str, by: User, *, at: datetime) -> tuple[Blueprint, BlueprintVersion]:
    """Return the test under its lock and the version that waits for `by`, who read the one with this hash."""
    row = locked(test, by, at=at)
    blueprint_access.require_may_review_test(by, row, on=timezone.localdate(at))
    version = open_version_of(row)
    if version is None or version.state != VersionState.IN_REVIEW:
        raise TestNotInReview
    if by.pk in version.writer_ids:
        raise OwnTest
    if version.sha256 != read:
        raise TestChanged
    return row, version


def tell_author(blueprint: Blueprint, version: BlueprintVersion, *, kind: str, at: datetime) -> None:
    """Tell the author of a version what was decided."""
    if version.written_by is None:
        return
    notify(
        person=version.written_by,
        kind=kind,
        facts={"title": blueprint.title},
        url=reverse("written_tests:test", args=[blueprint.uuid]),
        at=at,
        key=f"{kind}:{version.uuid}:{at.isoformat()}",
    )


@transaction.atomic
def withdraw_test(*, test: UUID, by: User, at: datetime) -> Blueprint:
    """Offer a published test no more; attempts that run may be finished.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked_to_write(test, by, at=at)
    if row.status != BlueprintStatus.PUBLISHED:  # a draft that could be withdrawn could be offered unread
        return row
    row.status = BlueprintStatus.WITHDRAWN
    row.save(update_fields=["status"])
    withdraw_instrument(source_uuid=row.uuid)
    log(instance=row, action="assessments.withdraw_test", user=by)
    return row


@transaction.atomic
def offer_test(*, test: UUID, by: User, at: datetime) -> Blueprint:
    """Offer a withdrawn test again, as it was approved.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.
        EmptyBlueprint, TooFewItems, NoForms, IncompleteForm: the bank cannot fill it any more.

    """
    row = locked_to_write(test, by, at=at)
    if row.status != BlueprintStatus.WITHDRAWN:
        return row
    content = content_in_force(row)
    known = {} if row.is_placement else known_competencies(content.cells)
    if not row.is_placement:
        require_askable(content, row.unit_id)
    row.status = BlueprintStatus.PUBLISHED
    row.save(update_fields=["status"])
    announce(row, set(known.values()))
    log(instance=row, action="assessments.offer_test", user=by)
    return row


@transaction.atomic
def discard_version(*, test: UUID, by: User, at: datetime) -> None:
    """Throw away what was written and not approved; a test that was never published goes with it.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked_to_write(test, by, at=at)
    version = open_version_of(row)
    if version is None:
        return
    log(instance=row, action="assessments.discard_test", user=by, data={"version": version.number})
    version.delete()
    if row.status == BlueprintStatus.DRAFT and row.current_id is None and not row.attempts.exists():
        row.delete()
