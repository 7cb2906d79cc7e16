"""Writes and reviews cases. What a learner saw never changes: a change makes a new version of the case and its items.

A case and its questions are read together by a second person, because a question on a case cannot be judged without
it. The questions of one case are asked together and scored one by one, each by its own key. They are not independent
of each other: whoever misreads the case misses several. So a drawn form takes whole cases, an adaptive sitting at most
`drawing.MOST_OF_A_CASE` questions of one, and the error of measurement stays a little too small where cases are many
(Wainer, Bradlow and Wang, Testlet Response Theory and Its Applications, 2007, chapter 4).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments import access
from assessments.models import Case, CaseVersion, Item, ItemStatus, ItemVersion
from assessments.models.bank import content_of
from assessments.selectors.bank import newest_version
from assessments.selectors.cases import newest_case
from assessments.services.bank import CodeTaken, Placing, change
from assessments.services.item_review import (
    CommentMissing,
    NotInReview,
    OwnWork,
    VersionChanged,
    approve_row,
    require_equal_access,
    send_back_row,
    submit_row,
)
from assessments.services.pictures import picture_row
from assessments.stimuli import REASONS, CaseContent, UnusableCase, fault_of_case, trimmed
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import Unit, User


class NoItemsYet(InvalidInput):
    """A case without questions has nothing to be read."""

    code = "no_items_yet"
    message = gettext_noop("This case has no question that could be submitted. Write one that hangs on it first.")


def checked(content: CaseContent) -> CaseContent:
    """Return a case after checking that it can be shown.

    Raises:
        UnusableCase: with the first reason found.

    """
    fault = fault_of_case(content) or ("no_title" if content.is_reference else None)
    if fault:
        raise UnusableCase(reason=REASONS[fault])
    return trimmed(content)


@transaction.atomic
def write_case(*, content: CaseContent, by: User, at: datetime) -> Case:
    """Write a new case of the author's agency.

    Raises:
        NotATrainer: `by` does not write items.
        CodeTaken: another case has the code.
        UnusableCase, PictureMissing: it cannot be shown as it stands.

    """
    unit = access.agency_to_write_for(by, on=timezone.localdate(at))
    if Case.objects.filter(code=content.code.strip()).exists():
        raise CodeTaken(code=content.code)
    return add_case(checked(content), unit=unit, by=by, at=at)


def add_case(content: CaseContent, *, unit: Unit | None, by: User | None, at: datetime) -> Case:
    """Store a new case with its first version."""
    case: Case = Case.objects.create(code=content.code, unit=unit, owner=by, created_at=at, changed_at=at)
    CaseVersion.objects.create(case=case, number=1, written_by=by, created_at=at, **wording(content))
    log(instance=case, action="assessments.write_case", user=by)
    return case


def wording(content: CaseContent) -> dict[str, Any]:
    """Return what a version stores of a case."""
    picture = picture_row(content.picture)
    return {
        "title": content.title,
        "text": content.text,
        "source": content.source,
        "picture": picture,
        "alt_text": content.picture.alt.strip() if content.picture else "",
        "long_description": content.picture.description.strip() if content.picture else "",
        "sha256": content.sha256,
    }


@transaction.atomic
def revise_case(*, case: UUID, content: CaseContent, by: User, at: datetime) -> Case:
    """Change a case of the author's agency; its questions are drafts again, and what was approved stays in use.

    Raises:
        NoSuchCase, NotYourItem: it is not `by`'s to change.
        UnusableCase, PictureMissing: it cannot be shown as it stands.

    """
    row = locked_case(case, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    change_case(row, checked(replace(content, code=row.code)), by=by, at=at)
    return row


def locked_case(case: UUID, by: User, *, at: datetime) -> Case:
    """Return the case under its lock, if `by` may read it.

    Raises:
        NoSuchCase: `by` may not.

    """
    visible = access.cases_visible_to(by, on=timezone.localdate(at)).filter(uuid=case).values("pk")
    row: Case | None = Case.objects.select_for_update().filter(pk__in=visible).first()
    if row is None:
        raise access.NoSuchCase
    return row


def change_case(case: Case, content: CaseContent, *, by: User | None, at: datetime) -> bool:
    """Give a case this content and every question on it a version that stands on it; return whether it changed.

    About eight queries for each question.
    """
    newest = newest_case(case.code)
    assert newest is not None  # noqa: S101 - a case is written with its first version
    if newest.sha256 == content.sha256:
        return False
    CaseVersion.objects.create(case=case, number=newest.number + 1, written_by=by, created_at=at, **wording(content))
    for item in items_of(case):
        stored = newest_version(item)
        told = replace(content_of(stored), case=content)
        change(item, placing=placing_of(item, stored), content=told, by=by, at=at)
    # A wording on which nothing stands any more was never read nor shown.
    CaseVersion.objects.filter(case=case, number__lte=newest.number, item_versions=None).delete()
    case.changed_at = at
    case.save(update_fields=["changed_at"])
    log(instance=case, action="assessments.revise_case", user=by)
    return True


def items_of(case: Case) -> list[Item]:
    """Return the questions on a case under their locks. One query."""
    rows = Item.objects.select_for_update(of=("self",)).filter(case=case).select_related("competency")
    return list(rows.order_by("pk"))


def placing_of(item: Item, newest: ItemVersion) -> Placing:
    """Return where an item stands."""
    return Placing(item.competency, item.level, item.use, item.topic, item.enemies, newest.indicator)


def settle_case(content: CaseContent | None, *, unit: Unit | None, by: User | None, at: datetime) -> None:
    """Make a case what a file says of it; one that is only named is left alone.

    Raises:
        NotYourItem: it belongs to others.
        UnusableCase, PictureMissing: it cannot be shown as it stands.

    """
    if content is None or content.is_reference:
        return
    told = checked(content)
    row: Case | None = Case.objects.select_for_update().filter(code=told.code).first()
    if row is None:
        add_case(told, unit=unit, by=by, at=at)
        return
    if by is not None:
        access.require_may_edit(by, row, on=timezone.localdate(at))
    change_case(row, told, by=by, at=at)


@transaction.atomic
def submit_case(*, case: UUID, by: User, at: datetime) -> Case:
    """Ask a second person to read a case with its questions.

    Raises:
        NoSuchCase, NotYourItem: it is not `by`'s to change.
        NoItemsYet: no question on it is a draft or waits already.
        FaultyWording: the wording of one was found faulty and has not been changed.

    """
    row = locked_case(case, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    readable = [one for one in items_of(row) if one.status in (ItemStatus.DRAFT, ItemStatus.IN_REVIEW)]
    if not readable:
        raise NoItemsYet
    for item in readable:
        submit_row(item, by=by, at=at)
    return row


@transaction.atomic
def approve_case(
    *, case: UUID, read: Collection[UUID], by: User, at: datetime, comment: str = "", tried: bool = False
) -> Case:
    """Approve every question on a case that waits, in the versions that `by` `read`, as a second person.

    Raises:
        NoSuchCase, NotASecondReader, OwnWork, NotInReview, VersionChanged: see `in_review`.
        NotForEverybody, NotTried: somebody could not answer one of them, or nobody has tried.

    """
    row, waiting = in_review(case, read, by, at=at)
    for _item, newest in waiting:
        require_equal_access(newest, tried=tried)
    for item, newest in waiting:
        approve_row(item, newest, by=by, at=at, comment=comment)
    return row


@transaction.atomic
def send_back_case(*, case: UUID, read: Collection[UUID], by: User, at: datetime, comment: str) -> Case:
    """Send a case with its questions back to the author with a comment.

    Raises:
        CommentMissing: nothing says why.
        The same as `approve_case` otherwise.

    """
    if not comment.strip():
        raise CommentMissing
    row, waiting = in_review(case, read, by, at=at)
    for item, newest in waiting:
        send_back_row(item, newest, by=by, at=at, comment=comment)
    return row


def in_review(
    case: UUID, read: Collection[UUID], by: User, *, at: datetime
) -> tuple[Case, list[tuple[Item, ItemVersion]]]:
    """Return a case and the versions on it that wait for `by`, who `read` them.

    Raises:
        NoSuchCase: `by` may not read it.
        NotASecondReader: `by` does not review the items of this agency.
        OwnWork: `by` wrote the case or one of the questions.
        NotInReview: nothing waits.
        VersionChanged: the newest versions are others than those that were read.

    """
    row = locked_case(case, by, at=at)
    if not access.may_review_case(by, row, on=timezone.localdate(at)):
        raise access.NotASecondReader
    waiting = [(one, newest_version(one)) for one in items_of(row) if one.status == ItemStatus.IN_REVIEW]
    stimulus = newest_case(row.code)
    if by.pk in {stimulus.written_by_id if stimulus else None, *(newest.written_by_id for _item, newest in waiting)}:
        raise OwnWork
    if not waiting:
        raise NotInReview
    if {newest.uuid for _item, newest in waiting} != set(read):
        raise VersionChanged
    return row, waiting
