"""Answers to practice questions in lessons: told at once, certifying nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.answers import Answer, Kind
from assessments.models import Item, ItemUse, ItemVersion, PracticeAnswer
from assessments.notation import line_of_number
from assessments.rendering import shown_in_practice
from assessments.scoring import FULL, best_options, credit
from lms.competencies.services import Source
from lms.errors import NotFound, gettext_noop
from lms.people.models import User


class NoSuchPracticeQuestion(NotFound):
    """There is no such practice question, or it was taken out of the bank."""

    code = "no_such_practice_question"
    message = gettext_noop("This question is not asked any more. Carry on with the lesson.")


@dataclass(frozen=True)
class PracticeResult:
    """Whether the answer was right, why, and what would have been."""

    is_correct: bool
    rationale: str
    correct_option_texts: tuple[str, ...]


def answer_practice(
    *, person: User, item: UUID, payload: Answer, context: Source | None = None, at: datetime
) -> PracticeResult:
    """Keep an answer (in tokens) to a practice question and return whether it was right. Two queries.

    Raises:
        NoSuchPracticeQuestion: it cannot be asked; exam items are never practice.
        UnreadableAnswer: the answer does not fit the question.

    """
    rows = Item.objects.servable().filter(uuid=item, use=ItemUse.PRACTICE)
    found = rows.select_related("approved__secret").first()
    if found is None:
        raise NoSuchPracticeQuestion
    version = found.approved
    version.item = found
    answer = shown_in_practice(version).decode(payload)
    is_correct = credit(found.kind, version.secret.key, answer) == FULL
    PracticeAnswer.objects.create(
        person=person,
        item_version=version,
        payload=answer,
        is_correct=is_correct,
        context_kind=context.kind if context else "",
        context_uuid=context.uuid if context else None,
        context_title=context.title if context else "",
        answered_at=at,
    )
    return PracticeResult(is_correct, version.secret.rationale, right_texts(version))


def right_texts(version: ItemVersion) -> tuple[str, ...]:
    """Return what is right as a person reads it: the options, their order, or the pairs."""
    key, kind = version.secret.key, version.item.kind
    texts = {option["id"]: option["text"] for option in version.options}
    if kind == Kind.ORDERING:
        return tuple(texts[name] for name in sorted(key["places"], key=key["places"].__getitem__))
    if kind == Kind.MATCHING:
        partners = {choice["id"]: choice["text"] for choice in version.choices}
        return tuple(f"{texts[left]} = {partners[right]}" for left, right in sorted(key["pairs"].items()))
    if kind == Kind.NUMERIC:
        return (line_of_number(key),)
    if kind == Kind.SHORT_TEXT:
        return tuple(key["accepted"][:1])
    if kind == Kind.CLOZE:
        return tuple(f"{texts[name]} = {key['gaps'][name][0]}" for name in texts)
    return tuple(texts[name] for name in texts if name in best_options(kind, key))
