"""The outline of a course: its modules and lessons, and how far one person is. One query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, Subquery
from wagtail.models import Page

from courses.addresses import course_address, lesson_address, module_anchor
from courses.models import CoursePage, Enrolment, EnrolmentState
from courses.progress import Step, all_done, minutes_left, next_step, share_done
from lms.people.access import Viewer

LEVELS_BELOW = 2  # modules and lessons
PATH_END = "~"  # behind every digit and letter of a tree path


@dataclass(frozen=True)
class LessonRow:
    """A lesson in the outline, with what the viewer has done of it."""

    pk: int
    uuid: UUID
    title: str
    url: str
    minutes: int
    opened_at: datetime | None
    completed_at: datetime | None
    right_checks: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether the viewer finished it."""
        return self.completed_at is not None

    @property
    def step(self) -> Step:
        """Return the lesson as the arithmetic of progress sees it."""
        return Step(self.pk, self.minutes, self.is_done)


@dataclass(frozen=True)
class ModuleRow:
    """A module in the outline, with the lessons that are required."""

    uuid: UUID
    title: str
    intro: str
    jp: Decimal
    lessons: tuple[LessonRow, ...]

    @property
    def anchor(self) -> str:
        """Return the id of the module on the page of the course."""
        return module_anchor(self.uuid)

    @property
    def minutes(self) -> int:
        """Return how long its lessons take."""
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Outline:
    """A course with its lessons; `enrolment` fields are None for a person who never enrolled."""

    pk: int
    uuid: UUID
    path: str
    title: str
    code: str
    url: str
    jp: Decimal
    is_open: bool
    final_test_id: int | None
    modules: tuple[ModuleRow, ...]
    enrolment_pk: int | None
    enrolment_uuid: UUID | None
    state: str | None
    last_lesson_pk: int | None

    @property
    def lessons(self) -> tuple[LessonRow, ...]:
        """Return the required lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def steps(self) -> list[Step]:
        """Return the lessons as the arithmetic of progress sees them."""
        return [lesson.step for lesson in self.lessons]

    @property
    def is_enrolled(self) -> bool:
        """Whether the viewer takes the course, or took it to its end."""
        return self.state in (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)

    @property
    def is_active(self) -> bool:
        """Whether the viewer is on the way."""
        return self.state == EnrolmentState.ACTIVE

    @property
    def is_completed(self) -> bool:
        """Whether the viewer finished the course."""
        return self.state == EnrolmentState.COMPLETED

    @property
    def is_withdrawn_course(self) -> bool:
        """Whether the course takes nobody new any more."""
        return not self.is_open

    @property
    def share(self) -> float:
        """Return how much of the lessons is done, 0 to 1."""
        return share_done(self.steps)

    @property
    def done_count(self) -> int:
        """Return how many lessons are done."""
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def lessons_are_done(self) -> bool:
        """Whether nothing is left to read."""
        return all_done(self.steps)

    @property
    def minutes(self) -> int:
        """Return how long all lessons take."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        """Return how long the rest takes."""
        return minutes_left(self.steps)

    @property
    def next_lesson(self) -> LessonRow | None:
        """Return the lesson to go on with, or None when all are done."""
        found = next_step(self.steps, self.last_lesson_pk)
        return self.row(found.id) if found else None

    def row(self, pk: int) -> LessonRow:
        """Return the lesson with this id."""
        return next(lesson for lesson in self.lessons if lesson.pk == pk)

    def has(self, pk: int | None) -> bool:
        """Whether this lesson is required."""
        return any(lesson.pk == pk for lesson in self.lessons)


def outline_at(path: str, *, viewer: Viewer, drafts: bool = False) -> Outline | None:
    """Return the outline of the course at this path of the tree, None where there is no course. One query.

    `drafts` shows what was never published too, for a preview.
    """
    person = viewer.pk if viewer.is_authenticated else 0
    return read(rows_below(path, person), drafts=drafts)


def outlines_at(paths: Iterable[str], *, viewer: Viewer) -> list[Outline]:
    """Return the outlines of several courses. One query each; a person takes few courses at a time."""
    found = [outline_at(path, viewer=viewer) for path in paths]
    return [outline for outline in found if outline is not None]


def rows_below(path: str, person: int) -> list[dict[str, Any]]:
    """Return course, modules and lessons in the order of the tree, joined with what the person did."""
    mine = Enrolment.objects.filter(person=person, course__path=path)
    depth = len(path) // Page.steplen
    pages = Page.objects.filter(path__gte=path, path__lt=path + PATH_END, depth__lte=depth + LEVELS_BELOW)
    return list(
        pages.order_by("path")
        .alias(
            enrolled=FilteredRelation("coursepage__enrolments", condition=Q(coursepage__enrolments__person=person)),
            done=FilteredRelation(
                "lessonpage__progress",
                condition=Q(lessonpage__progress__enrolment=Subquery(mine.values("pk")[:1])),
            ),
        )
        .values(
            "pk",
            "path",
            "translation_key",
            "title",
            "url_path",
            "live",
            "first_published_at",
            code=F("coursepage__code"),
            course_jp=F("coursepage__jp"),
            final_test=F("coursepage__final_test_id"),
            module_jp=F("modulepage__jp"),
            intro=F("modulepage__intro"),
            minutes=F("lessonpage__minutes"),
            enrolment_pk=F("enrolled__pk"),
            enrolment_uuid=F("enrolled__uuid"),
            state=F("enrolled__state"),
            last_lesson=F("enrolled__last_lesson_id"),
            opened_at=F("done__opened_at"),
            completed_at=F("done__completed_at"),
            right_checks=F("done__right_checks"),
        )
    )


def read(rows: list[dict[str, Any]], *, drafts: bool) -> Outline | None:
    """Return the rows of one course as its outline."""
    if not rows or rows[0]["code"] is None:
        return None
    course = rows[0]
    lessons = [row for row in rows if row["minutes"] is not None]
    required = {row["pk"] for row in lessons if drafts} or required_lessons(lessons)
    return Outline(
        pk=course["pk"],
        uuid=course["translation_key"],
        path=course["path"],
        title=course["title"],
        code=course["code"],
        url=course_address(course["url_path"]),
        jp=course["course_jp"],
        is_open=course["live"],
        final_test_id=course["final_test"],
        modules=tuple(modules_of(rows, required)),
        enrolment_pk=course["enrolment_pk"],
        enrolment_uuid=course["enrolment_uuid"],
        state=course["state"],
        last_lesson_pk=course["last_lesson"],
    )


def empty_outline(page: CoursePage) -> Outline:
    """Return the outline of a course that is not stored yet."""
    return Outline(
        pk=0,
        uuid=page.uuid,
        path="",
        title=page.title,
        code=page.code,
        url="",
        jp=page.jp or Decimal(0),
        is_open=False,
        final_test_id=page.final_test_id,
        modules=(),
        enrolment_pk=None,
        enrolment_uuid=None,
        state=None,
        last_lesson_pk=None,
    )


def required_lessons(lessons: list[dict[str, Any]]) -> set[int]:
    """Return the ids of the lessons that have to be done: the published ones.

    Where nothing is published any more, the whole course was withdrawn: then everything that was once.
    """
    live = {row["pk"] for row in lessons if row["live"]}
    return live or {row["pk"] for row in lessons if row["first_published_at"]}


def modules_of(rows: list[dict[str, Any]], required: set[int]) -> list[ModuleRow]:
    """Return the modules that hold a required lesson, in order."""
    found = []
    for row in rows:
        if row["module_jp"] is None:
            continue
        below = [one for one in rows if one["pk"] in required and one["path"].startswith(row["path"])]
        if below:
            lessons = tuple(lesson_row(one) for one in below)
            found.append(ModuleRow(row["translation_key"], row["title"], row["intro"], row["module_jp"], lessons))
    return found


def lesson_row(row: dict[str, Any]) -> LessonRow:
    """Return one lesson of the outline."""
    return LessonRow(
        pk=row["pk"],
        uuid=row["translation_key"],
        title=row["title"],
        url=lesson_address(row["url_path"]),
        minutes=row["minutes"],
        opened_at=row["opened_at"],
        completed_at=row["completed_at"],
        right_checks=tuple(row["right_checks"] or ()),
    )
