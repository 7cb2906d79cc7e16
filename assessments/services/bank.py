"""Writes and reviews items. A version that was shown to a learner never changes: a change makes a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from assessments import access
from assessments.answers import RATED
from assessments.authoring import ItemContent, check
from assessments.models import Item, ItemKey, ItemStatus, ItemUse, ItemVersion, Neutralisation, Review, ReviewDecision
from assessments.selectors.bank import can_be_tried, newest_version
from assessments.services.blueprints import settle_placement
from lms.competencies.models import Competency
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people.models import Unit, User


class CodeTaken(InvalidInput):
    """Another item has this code."""

    code = "code_taken"
    message = gettext_noop("Another item already has the code “%(code)s”. Choose another.")


class KindIsFixed(InvalidInput):
    """An item keeps its kind of question, because its earlier versions were answered in that kind."""

    code = "kind_is_fixed"
    message = gettext_noop("An item keeps its kind of question. Write a new item instead.")


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


class CommentMissing(InvalidInput):
    """Whoever sends an item back says why."""

    code = "comment_missing"
    message = gettext_noop("Write what should be changed, so that the author knows what to do.")


class NobodyWouldRead(InvalidInput):
    """Practice is answered at once; an answer that people rate cannot be."""

    code = "nobody_would_read"
    message = gettext_noop("A question that people rate cannot be for practice: nobody would read the answers.")


@dataclass(frozen=True)
class Placing:
    """Where an item stands in the framework and what it is for."""

    competency: Competency
    level: int
    use: str = ItemUse.EXAM
    topic: str = ""
    enemies: str = ""

    def moves(self, item: Item) -> bool:
        """Whether this would take the item to another competency, level or use."""
        return (item.competency_id, item.level, item.use) != (self.competency.pk, self.level, self.use)


@transaction.atomic
def create_item(*, code: str, placing: Placing, content: ItemContent, by: User, at: datetime) -> Item:
    """Write a new item as a draft of the author's agency.

    Raises:
        NotATrainer: `by` does not write items.
        CodeTaken: another item has the code.
        UnusableItem: it cannot be asked as it stands.

    """
    unit = access.agency_to_write_for(by, on=timezone.localdate(at))
    if Item.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    return add_item(code=code, placing=placing, content=content, unit=unit, by=by, at=at)


def add_item(
    *, code: str, placing: Placing, content: ItemContent, unit: Unit | None, by: User | None, at: datetime
) -> Item:
    """Store a new draft with its first version and key."""
    check(content)
    require_somebody_reads(placing, content)
    item: Item = Item.objects.create(
        code=code,
        competency=placing.competency,
        level=placing.level,
        kind=content.kind,
        use=placing.use,
        topic=placing.topic,
        enemies=placing.enemies,
        language=content.language,
        owner=by,
        unit=unit,
        created_at=at,
        changed_at=at,
    )
    add_version(item, content, number=1, by=by, at=at)
    log(instance=item, action="assessments.create", user=by)
    return item


def require_somebody_reads(placing: Placing, content: ItemContent) -> None:
    """Refuse a practice question that only a person could score."""
    if content.kind in RATED and placing.use == ItemUse.PRACTICE:
        raise NobodyWouldRead


def add_version(item: Item, content: ItemContent, *, number: int, by: User | None, at: datetime) -> ItemVersion:
    """Store a version and, in its own table, its key."""
    version = ItemVersion.objects.create(item=item, number=number, written_by=by, created_at=at, **wording(content))
    ItemKey.objects.create(version=version, key=content.key, rationale=content.rationale)
    return version


def wording(content: ItemContent) -> dict[str, Any]:
    """Return what a version stores of a content; the key is not among it."""
    return {
        "stem": content.stem.strip(),
        "options": [{"id": option.id, "text": option.text.strip()} for option in content.options],
        "choices": [{"id": choice.id, "text": choice.text.strip()} for choice in content.choices],
        "source": content.source.strip(),
        "sha256": content.sha256,
    }


@transaction.atomic
def revise_item(*, item: UUID, placing: Placing, content: ItemContent, by: User, at: datetime) -> Item:
    """Change an item of the author's agency; it is a draft again, and the approved version stays in use.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.
        KindIsFixed: the kind of question differs.
        UnusableItem: it cannot be asked as it stands.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    change(row, placing=placing, content=content, by=by, at=at)
    return row


def locked(item: UUID, by: User, *, at: datetime) -> Item:
    """Return the item under its lock, if `by` may read it."""
    visible = access.items_visible_to(by, on=timezone.localdate(at)).filter(uuid=item).values("pk")
    row: Item | None = Item.objects.select_for_update().filter(pk__in=visible).first()
    if row is None:
        raise access.NoSuchItem
    return row


def change(item: Item, *, placing: Placing, content: ItemContent, by: User | None, at: datetime) -> bool:
    """Give the item this content; return whether anything changed.

    Where it stands in the framework belongs to what was approved: if that changes, or if the item had been taken
    out, the earlier version is asked no more. Nor is a version that was on trial: it was never approved to count.
    """
    check(content)
    require_somebody_reads(placing, content)
    if content.kind != item.kind:
        raise KindIsFixed
    newest = newest_version(item)
    moved = placing.moves(item)
    reworded = newest.sha256 != content.sha256
    if not (moved or reworded or (item.topic, item.enemies) != (placing.topic, placing.enemies)):
        return False
    if reworded or (moved and item.status == ItemStatus.IN_REVIEW):
        rewrite(item, newest, content, by=by, at=at)
    was_on_trial = reworded and item.status == ItemStatus.PILOT
    if moved or was_on_trial or item.status in (ItemStatus.SUSPENDED, ItemStatus.RETIRED):
        item.approved = None
    if moved or reworded:
        item.status = ItemStatus.DRAFT
    item.competency, item.level, item.use = placing.competency, placing.level, placing.use
    item.topic, item.enemies = placing.topic, placing.enemies
    item.changed_at = at
    item.save()
    log(instance=item, action="assessments.revise", user=by)
    return True


def rewrite(item: Item, newest: ItemVersion, content: ItemContent, *, by: User | None, at: datetime) -> None:
    """Change the newest version in place while nobody has approved, reviewed or seen it; else add a version."""
    if is_settled(item, newest):
        add_version(item, content, number=newest.number + 1, by=by, at=at)
        return
    ItemVersion.objects.filter(pk=newest.pk).update(written_by=by, **wording(content))
    ItemKey.objects.filter(version=newest).update(key=content.key, rationale=content.rationale)


def is_settled(item: Item, version: ItemVersion) -> bool:
    """Whether somebody already relies on this version: it was approved, is or was reviewed, or shown to a learner."""
    return (
        item.status == ItemStatus.IN_REVIEW
        or item.approved_id == version.pk
        or version.reviews.exists()
        or version.slots.exists()
        or version.practice_answers.exists()
    )


@transaction.atomic
def submit_for_review(*, item: UUID, by: User, at: datetime) -> Item:
    """Ask a second person to read the newest version.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.
        NotInReview: there is no draft to read.
        FaultyWording: its wording was found faulty and has not been changed.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    if row.status == ItemStatus.IN_REVIEW:
        return row
    if row.status != ItemStatus.DRAFT:
        raise NotInReview
    if counts_no_more(newest_version(row)):
        raise FaultyWording
    return move(row, ItemStatus.IN_REVIEW, "assessments.submit", by=by, at=at)


def move(item: Item, status: ItemStatus, action: str, *, by: User, at: datetime) -> Item:
    """Give the item a status, log who did it, and let the placement test know what the bank can measure now."""
    item.status, item.changed_at = status, at
    item.save()
    log(instance=item, action=action, user=by)
    settle_placement()
    return item


@transaction.atomic
def approve(
    *, item: UUID, version: UUID | None, by: User, at: datetime, comment: str = "", on_trial: bool = False
) -> Item:
    """Approve the version that `by` read, as a second person: from now on it is the one that is asked.

    `on_trial` lets it be asked without counting, until a second person lets it count.

    Raises:
        NoSuchItem, NotASecondReader: `by` does not review the items of this agency.
        OwnWork: `by` wrote it.
        NotInReview: it does not wait for a review.
        VersionChanged: the newest version is another than the one that was read.
        NotForTrial: it is for practice, or people rate its answers.

    """
    row, newest = in_review(item, version, by, at=at)
    if on_trial:
        require_may_be_tried(row)
    Review.objects.create(version=newest, by=by, decision=ReviewDecision.APPROVED, comment=comment, at=at)
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


@transaction.atomic
def suspend(*, item: UUID, by: User, at: datetime) -> Item:
    """Take an item out of use at once; attempts that already hold it keep it.

    One that was being tried out comes back as a draft: nobody approved it to count.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    if row.status == ItemStatus.PILOT:
        row.approved = None
    return move(row, ItemStatus.SUSPENDED, "assessments.suspend", by=by, at=at)


def counts_no_more(version: ItemVersion) -> bool:
    """Whether a version was found faulty after an objection. One query."""
    return Neutralisation.objects.filter(version=version).exists()


@transaction.atomic
def resume(*, item: UUID, by: User, at: datetime) -> Item:
    """Bring a suspended item back: to use if its newest version was approved and still counts, else as a draft.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    if row.status != ItemStatus.SUSPENDED:
        return row
    newest = newest_version(row)
    is_approved = row.approved_id == newest.pk and not counts_no_more(newest)
    return move(row, ItemStatus.ACTIVE if is_approved else ItemStatus.DRAFT, "assessments.resume", by=by, at=at)
