"""A rated answer after the test, as its person reads it: what was handed in, what raters gave, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Max

from assessments.answers import RATED, Answer, Kind
from assessments.models import AnswerFile, Attempt, AttemptSlot, Rating, RatingStage, RatingTask
from assessments.rubrics import shown_points
from assessments.selectors.attempts import NoSuchAttempt
from lms.people.access import Viewer


@dataclass(frozen=True)
class Graded:
    """What one rater gave for one criterion: points of the most there are, and (if shown) how that grade reads."""

    criterion: str
    points: str
    most: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class OneRating:
    """What one rater gave and wrote; raters are numbered, not named."""

    number: int
    grades: tuple[Graded, ...]
    comment: str


@dataclass(frozen=True)
class RatedAnswer:
    """The answer, the ratings, and the share of the points (percent)."""

    text: str
    file_uuid: str
    file_name: str
    ratings: tuple[OneRating, ...]
    how: str


def rated_answers(slots: Sequence[AttemptSlot], *, reveals: bool) -> dict[int, RatedAnswer]:
    """Return the rated answers among the slots of a scored attempt, by slot. Three queries where there are any.

    Points are always shown: they are what a learner learns from. How each grade reads is part of the key and is shown
    when the key is.
    """
    rated = [slot for slot in slots if slot.item_version.item.kind in RATED]
    if not rated:
        return {}
    tasks = {task.slot_id: task for task in RatingTask.objects.filter(slot__in=rated)}
    keys = rubrics_of(rated)
    given: dict[int, list[Rating]] = {}
    for row in Rating.objects.filter(task__in=tasks.values(), stage=RatingStage.GIVEN).order_by("given_at", "pk"):
        given.setdefault(row.task_id, []).append(row)
    return {
        slot.pk: rated_answer(slot, tasks[slot.pk], given.get(tasks[slot.pk].pk, []), keys[slot.pk], reveals=reveals)
        for slot in rated
        if slot.pk in tasks
    }


def rubrics_of(slots: Sequence[AttemptSlot]) -> dict[int, Mapping[str, list[list[str]]]]:
    """Return the criteria of each slot's key. One query."""
    rows = AttemptSlot.objects.filter(pk__in=[slot.pk for slot in slots]).values_list("pk", "item_version__secret__key")
    return {pk: key["criteria"] for pk, key in rows}


def rated_answer(
    slot: AttemptSlot,
    task: RatingTask,
    ratings: Sequence[Rating],
    criteria: Mapping[str, list[list[str]]],
    *,
    reveals: bool,
) -> RatedAnswer:
    """Return one answer with what was made of it."""
    answer: Answer = slot.response.payload if hasattr(slot, "response") else {}
    options = slot.item_version.options
    is_watched = slot.item_version.item.kind == Kind.CHECKLIST  # its grades are the same everywhere
    return RatedAnswer(
        text=answer.get("text", ""),
        file_uuid=answer.get("file", ""),
        file_name=answer.get("name", ""),
        ratings=tuple(
            OneRating(
                number,
                tuple(graded(option, criteria[option["id"]], row, reveals=reveals or is_watched) for option in options),
                row.comment,
            )
            for number, row in enumerate(ratings, start=1)
        ),
        how=task.how,
    )


def graded(option: Mapping[str, str], grades: Sequence[Sequence[str]], rating: Rating, *, reveals: bool) -> Graded:
    """Return what a rater gave for one criterion."""
    points, text = grades[rating.grades[option["id"]]]
    most = grades[-1][0]
    worth = shown_points(Fraction(points)), shown_points(Fraction(most))
    return Graded(option["text"], *worth, text if reveals else "", rating.notes.get(option["id"], ""))


def rated_by(attempt: Attempt) -> datetime | None:
    """Return when the last answer of an attempt should be rated. One query."""
    last: datetime | None = RatingTask.objects.filter(slot__attempt=attempt).aggregate(last=Max("due_at"))["last"]
    return last


def waits_for_observer(attempt: Attempt) -> bool:
    """Whether somebody still has to be found who watches a task of an attempt. One query."""
    tasks = RatingTask.objects.waiting().filter(slot__attempt=attempt)
    return tasks.filter(slot__item_version__item__kind=Kind.CHECKLIST).exists()


def own_file(viewer: Viewer, *, attempt: UUID, file: UUID) -> AnswerFile:
    """Return a file that `viewer` handed in. One query.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    found: AnswerFile | None = AnswerFile.objects.filter(
        uuid=file, slot__attempt__uuid=attempt, slot__attempt__person=viewer
    ).first()
    if found is None:
        raise NoSuchAttempt
    return found
