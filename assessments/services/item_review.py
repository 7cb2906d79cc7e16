"""The second person: items are submitted, read, approved or sent back, never by who wrote them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments import access
from assessments.authoring import ItemContent
from assessments.equal_access import barriers, barriers_of_case
from assessments.models import Item, ItemStatus, ItemVersion, Review, ReviewDecision
from assessments.models.bank import content_of
from assessments.selectors.bank import can_be_tried, newest_version
from assessments.services.bank import counts_no_more, locked, move
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people.models import User


class OwnWork(NotAllowed):
    """Nobody reviews what they wrote themselves."""

    code = "own_work"
    message = gettext_noop("You wrote this version yourself; a second person has to read it.")


class NotInReview(Conflict):
    """The item does not wait for a review."""

    code = "not_in_review"
    message = gettext_noop("This item is not waiting for a review any more. Look at its newest state.")


class VersionChanged(Conflict):
    """The author changed the item while the second person was reading it."""

    code = "version_changed"
    message = gettext_noop(
        "The author changed this item while you were reading it. Nothing was decided; read the newest version first."
    )


class NotForTrial(InvalidInput):
    """Only an exam item that its key scores can be tried out."""

    code = "not_for_trial"
    message = gettext_noop("Only questions for tests that need no rater can be tried out. Approve it for use instead.")


class FaultyWording(Conflict):
    """This very wording was found faulty; only another one can be read and used."""

    code = "faulty_wording"
    message = gettext_noop("This wording was found faulty and counts for nobody. Change it before you submit it again.")


class ReadWithItsCase(Conflict):
    """The item hangs on a case, which a second person reads with all its questions."""

    code = "read_with_its_case"
    message = gettext_noop("This question hangs on a case. The case is submitted and read as a whole, on its own page.")


class NotForEverybody(Conflict):
    """Something keeps people out who do not see the page or use no mouse; `reason` (a message id) says what."""

    code = "not_for_everybody"
    message = gettext_noop("This cannot be approved yet, because not everybody could answer it: %(reason)s.")


class NotTried(Conflict):
    """Nobody has said that the question can be answered without mouse and without sight."""

    code = "not_tried"
    message = gettext_noop(
        "Say first that you tried it with the keyboard alone and had it read aloud. What nobody tried is not approved."
    )


class CommentMissing(InvalidInput):
    """Whoever sends an item back says why."""

    code = "comment_missing"
    message = gettext_noop("Write what should be changed, so that the author knows what to do.")


@transaction.atomic
def submit_for_review(*, item: UUID, by: User, at: datetime) -> Item:
    """Ask a second person to read the newest version.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.
        ReadWithItsCase: it hangs on a case.
        NotInReview: there is no draft to read.
        FaultyWording: its wording was found faulty and has not been changed.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    require_stands_alone(row)
    return submit_row(row, by=by, at=at)


def require_stands_alone(item: Item) -> None:
    """Refuse to decide about one question of a case: it is read together with the case and the others."""
    if item.case_id is not None:
        raise ReadWithItsCase


def submit_row(row: Item, *, by: User, at: datetime) -> Item:
    """Let a second person read an item that is under its lock."""
    if row.status == ItemStatus.IN_REVIEW:
        return row
    if row.status != ItemStatus.DRAFT:
        raise NotInReview
    if counts_no_more(newest_version(row)):
        raise FaultyWording
    return move(row, ItemStatus.IN_REVIEW, "assessments.submit", by=by, at=at)


@transaction.atomic
def approve(
    *,
    item: UUID,
    version: UUID | None,
    by: User,
    at: datetime,
    comment: str = "",
    on_trial: bool = False,
    tried: bool = False,
) -> Item:
    """Approve the version that `by` read, as a second person: from now on it is the one that is asked.

    `on_trial` lets it be asked without counting, until a second person lets it count.

    Raises:
        NoSuchItem, NotASecondReader: `by` does not review the items of this agency.
        OwnWork: `by` wrote it.
        NotInReview: it does not wait for a review.
        VersionChanged: the newest version is another than the one that was read.
        ReadWithItsCase: it hangs on a case.
        NotForEverybody, NotTried: somebody could not answer it, or nobody has tried.
        NotForTrial: it is for practice, or people rate its answers.

    """
    row, newest = in_review(item, version, by, at=at)
    require_stands_alone(row)
    if on_trial:
        require_may_be_tried(row)
    require_equal_access(newest, tried=tried)
    return approve_row(row, newest, by=by, at=at, comment=comment, on_trial=on_trial)


def require_equal_access(version: ItemVersion, *, tried: bool) -> None:
    """Refuse what keeps somebody out, and what the second reader did not try without mouse and sight."""
    require_no_barrier(content_of(version))
    if not tried:
        raise NotTried


def require_no_barrier(content: ItemContent) -> None:
    """Refuse a question that somebody could not answer, whatever they know.

    Raises:
        NotForEverybody: with the first reason found.

    """
    found = barriers(content) + (barriers_of_case(content.case) if content.case else [])
    if found:
        raise NotForEverybody(reason=found[0])


def approve_row(
    row: Item, newest: ItemVersion, *, by: User, at: datetime, comment: str, on_trial: bool = False
) -> Item:
    """Let the newest version of an item be asked; whoever approves has tried it."""
    Review.objects.create(
        version=newest, by=by, decision=ReviewDecision.APPROVED, comment=comment, was_tried=True, at=at
    )
    row.approved = newest
    if on_trial:
        move(row, ItemStatus.PILOT, "assessments.try_out", by=by, at=at)
    else:
        move(row, ItemStatus.ACTIVE, "assessments.approve", by=by, at=at)
    tell_author(row, newest, kind="item_on_trial" if on_trial else "item_approved", at=at)
    return row


def require_may_be_tried(item: Item) -> None:
    """Refuse to try out what counts nowhere, and what people would have to rate for nothing."""
    if not can_be_tried(item):
        raise NotForTrial


@transaction.atomic
def send_back(*, item: UUID, version: UUID | None, by: User, at: datetime, comment: str) -> Item:
    """Send the version that `by` read back to its author with a comment.

    Raises:
        CommentMissing: nothing says why.
        The same as `approve` otherwise.

    """
    if not comment.strip():
        raise CommentMissing
    row, newest = in_review(item, version, by, at=at)
    require_stands_alone(row)
    return send_back_row(row, newest, by=by, at=at, comment=comment)


def send_back_row(row: Item, newest: ItemVersion, *, by: User, at: datetime, comment: str) -> Item:
    """Make a draft of an item again, and say why."""
    Review.objects.create(version=newest, by=by, decision=ReviewDecision.SENT_BACK, comment=comment.strip(), at=at)
    move(row, ItemStatus.DRAFT, "assessments.send_back", by=by, at=at)
    tell_author(row, newest, kind="item_sent_back", at=at)
    return row


def in_review(item: UUID, read: UUID | None, by: User, *, at: datetime) -> tuple[Item, ItemVersion]:
    """Return the item under its lock and the version that waits for `by`, who `read` this version."""
    row = locked(item, by, at=at)
    access.require_may_review(by, row, on=timezone.localdate(at))
    newest = newest_version(row)
    if newest.written_by_id == by.pk:
        raise OwnWork
    if row.status != ItemStatus.IN_REVIEW:
        raise NotInReview
    if newest.uuid != read:
        raise VersionChanged
    return row, newest


def tell_author(item: Item, version: ItemVersion, *, kind: str, at: datetime) -> None:
    """Tell the author of a version what was decided."""
    if version.written_by is None:
        return
    notify(
        person=version.written_by,
        kind=kind,
        facts={"code": item.code},
        url=reverse("item_bank:item", args=[item.uuid]),
        at=at,
        key=f"{kind}:{version.uuid}:{at.isoformat()}",
    )
