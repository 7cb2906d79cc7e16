"""Practice questions of lessons, without their keys."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from assessments.models import Item, ItemUse
from assessments.questions import Question
from assessments.rendering import shown_in_practice


def practice_questions(uuids: Sequence[UUID]) -> dict[UUID, Question]:
    """Return what a learner may see of these practice items, by uuid; what cannot be asked is left out. One query."""
    rows = Item.objects.servable().filter(uuid__in=list(uuids), use=ItemUse.PRACTICE).select_related("approved")
    found: dict[UUID, Question] = {}
    for item in rows:
        item.approved.item = item
        found[item.uuid] = shown_in_practice(item.approved).question
    return found
