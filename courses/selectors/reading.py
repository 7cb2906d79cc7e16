"""A lesson as its reader sees it: the text, the checks, what comes before and behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from wagtail.models import Page

from assessments.questions import Question
from assessments.selectors import practice_questions
from courses.models import LessonPage, ModulePage
from courses.progress import neighbours
from courses.selectors.outline import LessonRow, ModuleRow, Outline, outline_at
from lms.errors import NotFound, gettext_noop
from lms.people.access import Viewer

STEPS_TO_COURSE = 2 * Page.steplen


class LessonWithdrawn(NotFound):
    """The author took the lesson out of the course."""

    code = "lesson_withdrawn"
    message = gettext_noop("This lesson is no longer part of the course. Go on from the page of the course.")


class CourseWithdrawn(NotFound):
    """The course takes nobody new, and this person was never in it."""

    code = "course_withdrawn"
    message = gettext_noop("This course is no longer open. See the catalogue for the courses that are.")


@dataclass(frozen=True)
class Feedback:
    """What came of an answer given a moment ago. The explanation is shown once the answer is right."""

    is_right: bool
    rationale: str = ""
    right_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A knowledge check: its number in the lesson, its question without key, whether it was answered rightly once."""

    number: int
    question: Question
    is_right: bool
    chosen: tuple[str, ...] = ()
    feedback: Feedback | None = None

    @property
    def anchor(self) -> str:
        """Return its id on the page."""
        return f"cek-{self.number}"

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be right."""
        return self.question.kind == "multiple"


@dataclass(frozen=True)
class Part:
    """One piece of the lesson: a block that draws itself, or a check."""

    block: Any
    check: Check | None


@dataclass(frozen=True)
class Reading:
    """A lesson for one reader. `text` is empty for who is not enrolled: first comes the enrolment."""

    page: LessonPage
    outline: Outline
    module: ModuleRow
    row: LessonRow
    checks: tuple[Check, ...]
    parts: tuple[Part, ...]
    previous: LessonRow | None
    next: LessonRow | None
    number: int
    is_preview: bool = False

    @property
    def open_check(self) -> Check | None:
        """Return the first check not answered rightly yet."""
        return next((check for check in self.checks if not check.is_right), None)

    @property
    def may_be_completed(self) -> bool:
        """Whether nothing stands between the reader and “done”."""
        return self.open_check is None

    def check_of(self, item: UUID) -> Check:
        """Return the check that asks this item.

        Raises:
            LessonWithdrawn: the lesson asks it no more.
        """
        found = next((check for check in self.checks if check.question.uuid == item), None)
        if found is None:
            raise LessonWithdrawn
        return found

    def answered(self, item: UUID, chosen: Sequence[str], feedback: Feedback) -> Reading:
        """Return the reading with an answer to one check filled in."""
        known = self.check_of(item)
        told = replace(known, chosen=tuple(chosen), feedback=feedback, is_right=known.is_right or feedback.is_right)
        swap = {known.number: told}
        return replace(
            self,
            checks=tuple(swap.get(check.number, check) for check in self.checks),
            parts=tuple(
                replace(part, check=swap.get(part.check.number, part.check)) if part.check else part
                for part in self.parts
            ),
        )


def reading_of(page: LessonPage, *, viewer: Viewer) -> Reading:
    """Return the lesson for `viewer`. Two queries, whatever the length of the course; pictures add two.

    A lesson page as a whole takes 11 queries for a signed-in person: session, person, site, two for the way into
    the catalogue, the page, these two, and three of the shell. Median 19 ms of CPU on SQLite.

    Raises:
        LessonWithdrawn: it is no part of the course any more.
        CourseWithdrawn: the course is closed to those who never enrolled.
    """
    outline = outline_at(page.path[:-STEPS_TO_COURSE], viewer=viewer)
    if outline is None or not outline.has(page.pk):
        raise LessonWithdrawn
    if not (outline.is_open or outline.is_enrolled):
        raise CourseWithdrawn
    row = outline.row(page.pk)
    checks = checks_of(page, row) if outline.is_enrolled else ()
    before, behind = neighbours(outline.steps, page.pk)
    return Reading(
        page=page,
        outline=outline,
        module=next(module for module in outline.modules if row in module.lessons),
        row=row,
        checks=checks,
        parts=tuple(parts_of(page, checks)) if outline.is_enrolled else (),
        previous=outline.row(before.id) if before else None,
        next=outline.row(behind.id) if behind else None,
        number=outline.lessons.index(row) + 1,
    )


def draft_reading(page: LessonPage, *, viewer: Viewer) -> Reading:
    """Return a lesson as its author has it now, which may not be stored yet. Three queries.

    Raises:
        LessonWithdrawn: it stands in no course.
    """
    outline = outline_at(page.path[:-STEPS_TO_COURSE], viewer=viewer, drafts=True)
    parent = ModulePage.objects.filter(path=page.path[: -Page.steplen]).first()
    if outline is None or parent is None:
        raise LessonWithdrawn
    row = draft_row(page)
    known = next((one.lessons for one in outline.modules if one.uuid == parent.uuid), ())
    lessons = tuple(row if one.pk == row.pk else one for one in known)
    if row not in lessons:
        lessons = (*lessons, row)
    checks = checks_of(page, row)
    return Reading(
        page=page,
        outline=outline,
        module=ModuleRow(parent.uuid, parent.title, parent.intro, parent.jp, lessons),
        row=row,
        checks=checks,
        parts=tuple(parts_of(page, checks)),
        previous=None,
        next=None,
        number=lessons.index(row) + 1,
        is_preview=True,
    )


def draft_row(page: LessonPage) -> LessonRow:
    """Return a lesson as a row of the outline that nobody has opened; 0 stands for a page that is not stored."""
    return LessonRow(
        pk=page.pk or 0,
        uuid=page.uuid,
        title=page.title,
        url="",
        minutes=page.minutes or 0,
        opened_at=None,
        completed_at=None,
        right_checks=(),
    )


def checks_of(page: LessonPage, row: LessonRow) -> tuple[Check, ...]:
    """Return the checks that can be asked, numbered in order; what the bank took out is left out. One query."""
    wanted = [UUID(item) for item in dict.fromkeys(page.checks)]
    questions = practice_questions(wanted) if wanted else {}
    asked = [item for item in wanted if item in questions]
    return tuple(
        Check(number, questions[item], is_right=str(item) in row.right_checks) for number, item in enumerate(asked, 1)
    )


def parts_of(page: LessonPage, checks: tuple[Check, ...]) -> list[Part]:
    """Return the blocks of the lesson, with each check in its place."""
    waiting = {str(check.question.uuid): check for check in checks}
    parts = []
    for block in page.body:
        check = waiting.pop(str(block.value), None) if block.block_type == "check" else None
        if block.block_type != "check" or check is not None:
            parts.append(Part(block, check))
    return parts
