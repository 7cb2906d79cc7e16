"""Gives a stored version the form in which a learner sees it; reads no key."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from wagtail.images.models import Image

from assessments.models import AttemptSlot, Booklet, CaseVersion, ItemVersion
from assessments.questions import Question, Shown, ShownPicture, Stimulus, show

# Wide enough for a desk, small enough for two bars; a picture is never enlarged.
PICTURE_FILTER = "max-1280x1280"


def shown_in(version: ItemVersion, *scope: str) -> Shown:
    """Return a version as it is shown in one place; reads its item alone: enough to read an answer."""
    return show(
        secret=settings.SECRET_KEY,
        scope=("assessments", *scope),
        item=version.item.uuid,
        kind=version.item.kind,
        stem=version.stem,
        options=version.options,
        choices=version.choices,
    )


def whole(question: Question, version: ItemVersion) -> Question:
    """Return a question with its picture and the case it hangs on; reads pictures and case."""
    if version.picture is not None:
        shown = picture_of(version.picture, version.alt_text, version.long_description)
        question = replace(question, picture=shown)
    if version.case_version is None:
        return question
    return replace(question, stimulus=stimulus_of(version.case_version))


def stimulus_of(version: CaseVersion) -> Stimulus:
    """Return a case as it is shown beside its questions."""
    picture = None
    if version.picture is not None:
        picture = picture_of(version.picture, version.alt_text, version.long_description)
    return Stimulus(version.pk, version.title, version.text, version.source, picture)


def picture_of(image: Image, alt: str, description: str) -> ShownPicture:
    """Return a picture of the library as a page shows it. One query the first time in a process."""
    rendition = image.get_rendition(PICTURE_FILTER)
    return ShownPicture(rendition.url, rendition.width, rendition.height, alt, description)


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
    return whole(shown_in(version, "preview", str(version.uuid)).question, version)
