"""Gives a stored version the form in which a learner sees it; reads no key."""

from __future__ import annotations

from django.conf import settings

from assessments.models import AttemptSlot, Booklet, ItemVersion
from assessments.questions import Question, Shown, show


def shown_in(version: ItemVersion, *scope: str) -> Shown:
    """Return a version as it is shown in one place; reads the item of the version."""
    return show(
        secret=settings.SECRET_KEY,
        scope=("assessments", *scope),
        item=version.item.uuid,
        kind=version.item.kind,
        stem=version.stem,
        options=version.options,
        choices=version.choices,
    )


def shown_in_slot(slot: AttemptSlot) -> Shown:
    """Return the question of a slot; its tokens hold for this slot of this attempt and nowhere else."""
    return shown_in(slot.item_version, "attempt", str(slot.attempt_id), str(slot.position))


def shown_in_booklet(booklet: Booklet, position: int, version: ItemVersion) -> Shown:
    """Return a question as it is printed in a booklet, and as it is entered from there."""
    return shown_in(version, "booklet", str(booklet.uuid), str(position))


def shown_in_practice(version: ItemVersion) -> Shown:
    """Return a practice question; its tokens hold wherever this version is shown."""
    return shown_in(version, "practice", str(version.uuid))


def preview_of(version: ItemVersion) -> Question:
    """Return a question as its author may look at it before anybody else does."""
    return shown_in(version, "preview", str(version.uuid)).question
