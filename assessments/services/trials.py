"""Puts items on trial and into full use: a second reader decides both, never on their own work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments import access
from assessments.models import Item, ItemStatus
from assessments.selectors.bank import newest_version
from assessments.services.bank import locked, move
from assessments.services.item_review import OwnWork, require_may_be_tried
from lms.errors import Conflict, gettext_noop
from lms.people.models import User


class NotOnTrial(Conflict):
    """The item does not stand where this decision begins."""

    code = "not_on_trial"
    message = gettext_noop("This item stands elsewhere by now. Nothing was decided; look at its newest state.")


@transaction.atomic
def try_out(*, item: UUID, by: User, at: datetime) -> Item:
    """Let an item in use count for nothing from the next attempt on, while answers to it are gathered; twice is once.

    Raises:
        NoSuchItem, NotASecondReader: `by` does not review the items of this agency.
        OwnWork: `by` wrote it.
        NotForTrial: it is for practice, or people rate its answers.
        NotOnTrial: it is not in use.

    """
    row = decidable(item, by, at=at)
    require_may_be_tried(row)
    return go(row, ItemStatus.ACTIVE, ItemStatus.PILOT, "assessments.try_out", by=by, at=at)


@transaction.atomic
def adopt(*, item: UUID, by: User, at: datetime) -> Item:
    """Let an item that was tried out count from the next attempt on; twice is once.

    Raises:
        NoSuchItem, NotASecondReader: `by` does not review the items of this agency.
        OwnWork: `by` wrote it.
        NotOnTrial: it is not being tried out.

    """
    row = decidable(item, by, at=at)
    return go(row, ItemStatus.PILOT, ItemStatus.ACTIVE, "assessments.adopt", by=by, at=at)


def decidable(item: UUID, by: User, *, at: datetime) -> Item:
    """Return the item under its lock, if `by` is a second person for it."""
    row = locked(item, by, at=at)
    access.require_may_review(by, row, on=timezone.localdate(at))
    if newest_version(row).written_by_id == by.pk:
        raise OwnWork
    return row


def go(item: Item, start: ItemStatus, end: ItemStatus, action: str, *, by: User, at: datetime) -> Item:
    """Move an item from one status to another."""
    if item.status == end:
        return item
    if item.status != start:
        raise NotOnTrial
    return move(item, end, action, by=by, at=at)
