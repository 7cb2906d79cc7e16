"""What raters read: how much waits, the answer before them without a name, and how far raters agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from assessments.access import NotARater, answers_to_rate, items_visible_to, may_rate
from assessments.answers import RATED, Kind
from assessments.models import AnswerFile, Item, Rating, RatingStage, RatingState, RatingTask
from assessments.portfolio_access import trainings_in_force
from assessments.psychometrics.agreement import Agreement, compare
from assessments.questions import Question
from assessments.rendering import preview_of
from assessments.rubrics import Criterion, criteria_of, shown_points
from assessments.selectors.attempts import NoSuchAttempt, stored_answer
from lms.people.access import Viewer, today

# Below this many answers rated by two, agreement is chance.
FEW_PAIRS = 10
MOST_PAIRS = 2000
WATCHED = Q(task__slot__item_version__item__kind=Kind.CHECKLIST)


@dataclass(frozen=True)
class RaterDesk:
    """What a rater sees first: the answer begun, how many wait, what was rated, and how far others agree.

    `to_watch` are the tasks at which somebody waits for an observer, with who and when; `watching` those that the
    viewer has taken. An observer has to know whom to meet, so these bear names, unlike everything that is read.
    """

    begun: Rating | None
    waiting: int
    oldest: datetime | None
    given: QuerySet[Rating]
    agreement: Agreement | None
    pairs: int
    to_watch: QuerySet[RatingTask]
    watching: tuple[Rating, ...]
    judges_portfolios: bool = False

    @property
    def exact_percent(self) -> int:
        """Return how often the viewer and another rater gave the same grade, 0 to 100."""
        return round(100 * self.agreement.exact) if self.agreement else 0

    @property
    def adjacent_percent(self) -> int:
        """Return how often they gave the same grade or the next, 0 to 100."""
        return round(100 * self.agreement.adjacent) if self.agreement else 0

    @property
    def shift(self) -> float:
        """Return how much higher the viewer rates, in pooled standard deviations."""
        return -self.agreement.standardized_difference if self.agreement else 0.0


@dataclass(frozen=True)
class GradeChoice:
    """One grade as a form shows it."""

    place: int
    points: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class CriterionToRate:
    """One criterion as a form shows it."""

    criterion: Criterion
    grades: tuple[GradeChoice, ...]
    note: str = ""


@dataclass(frozen=True)
class RatingPage:
    """An answer before its rater: question, text or file, rubric. Nothing says whose it is.

    Only of a task that is watched the observer knows whose it is: `person` is the name.
    """

    rating: Rating
    question: Question
    text: str
    file: AnswerFile | None
    criteria: tuple[CriterionToRate, ...]
    guidance: str
    source: str
    is_open: bool
    person: str = ""


def rater_desk(viewer: Viewer, *, on: date) -> RaterDesk:
    """Return the desk of a rater. Twelve queries, without the pages of ratings given and of tasks to watch.

    Raises:
        NotARater: `viewer` rates nothing.

    """
    if not may_rate(viewer, on=on):
        raise NotARater
    mine = Rating.objects.filter(rater=viewer).select_related("task__slot__item_version__item")
    free = answers_to_rate(viewer, on=on)
    is_watched = Q(slot__item_version__item__kind=Kind.CHECKLIST)
    waiting = free.exclude(is_watched).aggregate(n=Count("pk"), oldest=Min("opened_at"))
    pairs = pairs_of(Rating.objects.filter(rater=viewer))
    return RaterDesk(
        begun=mine.filter(stage=RatingStage.BEGUN).exclude(WATCHED).order_by("begun_at").first(),
        waiting=waiting["n"],
        oldest=waiting["oldest"],
        given=mine.filter(stage=RatingStage.GIVEN).order_by("-given_at", "-pk"),
        agreement=agreement_of(pairs),
        pairs=len(pairs),
        to_watch=with_person(free.filter(is_watched)).order_by("opened_at", "pk"),
        watching=tuple(
            mine.filter(WATCHED, stage=RatingStage.BEGUN)
            .select_related("task__slot__item_version__item", "task__slot__attempt__person")
            .order_by("begun_at")
        ),
        judges_portfolios=trainings_in_force(viewer, on=on).exists(),
    )


def with_person(tasks: QuerySet[RatingTask]) -> QuerySet[RatingTask]:
    """Return tasks with who does them, what is asked, and when and where that can be watched."""
    return tasks.select_related("slot__attempt__person", "slot__item_version__item", "slot__response")


def rating_page(viewer: Viewer, rating: UUID) -> RatingPage:
    """Return an answer that `viewer` rates, or the grades that `viewer` gave: then without the answer. Three queries.

    Raises:
        NotARater: `viewer` rates no more.
        NoSuchAttempt: it is another rater's, or went back.

    """
    if not may_rate(viewer, on=today()):
        raise NotARater
    related = ("task__slot__item_version__item", "task__slot__item_version__secret", "task__slot__response")
    person = "task__slot__attempt__person"
    with_viewer = (RatingStage.BEGUN, RatingStage.GIVEN)
    rows = Rating.objects.filter(uuid=rating, rater=viewer, stage__in=with_viewer)
    row: Rating | None = rows.select_related(*related, person).first()
    if row is None:
        raise NoSuchAttempt
    is_open = row.stage == RatingStage.BEGUN
    version, answer = row.task.slot.item_version, (stored_answer(row.task.slot) or {}) if is_open else {}
    criteria = criteria_of(version.secret.key, version.options)
    return RatingPage(
        rating=row,
        question=preview_of(version),
        text=answer.get("text", ""),
        file=file_of(row, answer.get("file", "")),
        criteria=tuple(to_rate(one, row.grades.get(one.id), row.notes.get(one.id, "")) for one in criteria),
        guidance=version.secret.rationale,
        source=version.source,
        is_open=is_open,
        person=row.task.slot.attempt.person.display_name if version.item.kind == Kind.CHECKLIST else "",
    )


def file_of(rating: Rating, uuid: str) -> AnswerFile | None:
    """Return the file that was handed in, if any. One query for a question that asks for one."""
    if rating.task.slot.item_version.item.kind != Kind.UPLOAD or not uuid:
        return None
    found: AnswerFile | None = AnswerFile.objects.filter(slot=rating.task.slot_id, uuid=uuid).first()
    return found


def to_rate(criterion: Criterion, chosen: int | None, note: str) -> CriterionToRate:
    """Return a criterion with its grades as a form shows them."""
    grades = tuple(
        GradeChoice(place, shown_points(grade.points), grade.text, place == chosen)
        for place, grade in enumerate(criterion.grades)
    )
    return CriterionToRate(criterion, grades, note)


def rated_file(viewer: Viewer, rating: UUID) -> AnswerFile:
    """Return the file before a rater. Two queries.

    Raises:
        NoSuchAttempt: it is another rater's, went back, or there is none.

    """
    file = rating_page(viewer, rating).file
    if file is None:
        raise NoSuchAttempt
    return file


def pairs_of(ratings: QuerySet[Rating]) -> list[tuple[int, int]]:
    """Return the grades of each of `ratings` beside the first other rating of the same answer, criterion by criterion.

    At most the newest 2,000 answers. Two queries.
    """
    given = ratings.filter(stage=RatingStage.GIVEN)
    mine = list(given.order_by("-given_at", "-pk").values_list("task_id", "pk", "grades")[:MOST_PAIRS])
    tasks = {task for task, _pk, _grades in mine}
    beside: dict[int, list[tuple[int, dict[str, int]]]] = {}
    rows = Rating.objects.filter(stage=RatingStage.GIVEN, task__in=tasks).order_by("given_at", "pk")
    for task, pk, grades in rows.values_list("task_id", "pk", "grades"):
        beside.setdefault(task, []).append((pk, grades))
    found = []
    for task, pk, grades in mine:
        other = next((told for one, told in beside.get(task, []) if one != pk), None)
        if other is not None:
            found += [(grades[name], other[name]) for name in sorted(grades) if name in other]
    return found


def agreement_of(pairs: Sequence[tuple[int, int]]) -> Agreement | None:
    """Return how far two raters agree over grades; None where there are too few to tell."""
    if len(pairs) < FEW_PAIRS:
        return None
    return compare([one for one, _other in pairs], [other for _one, other in pairs])


def rated_items(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the items within reach that people rate, where most waits first. One query beside the list."""
    task = "versions__slots__rating_task"
    is_open = Q(**{f"{task}__state": RatingState.OPEN})
    rows = items_visible_to(viewer, on=on).filter(kind__in=RATED)
    narrowed: QuerySet[Any] = (
        rows.select_related("competency")
        .annotate(
            waiting=Count(task, filter=is_open),
            oldest=Min(f"{task}__opened_at", filter=is_open),
            settled=Count(task, filter=Q(**{f"{task}__state": RatingState.SETTLED})),
            last=Max(f"{task}__settled_at"),
        )
        .order_by("-waiting", "-last", "code")
    )
    return narrowed


def agreement_by_item(items: Sequence[Item]) -> dict[int, Agreement | None]:
    """Return how far two raters agree, by item. One query for the page."""
    rows = Rating.objects.filter(stage=RatingStage.GIVEN, task__slot__item_version__item__in=items)
    by_task: dict[tuple[int, int], list[dict[str, int]]] = {}
    told = rows.order_by("given_at", "pk").values_list("task__slot__item_version__item", "task_id", "grades")
    for item, task, grades in told:
        by_task.setdefault((item, task), []).append(grades)
    pairs: dict[int, list[tuple[int, int]]] = {}
    for (item, _task), both in by_task.items():
        if len(both) > 1:
            first, second = both[:2]
            pairs.setdefault(item, []).extend((first[name], second[name]) for name in sorted(first) if name in second)
    return {item.pk: agreement_of(pairs.get(item.pk, [])) for item in items}
