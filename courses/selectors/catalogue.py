"""The catalogue and the page of a course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from wagtail.models import Page

from courses.addresses import course_address, module_anchor
from courses.models import (
    CatalogueIndexPage,
    CoursePage,
    CourseTarget,
    Enrolment,
    EnrolmentState,
    LessonPage,
    ModulePage,
    course_of,
)
from courses.selectors.outline import Outline, empty_outline, outline_at, outlines_at
from courses.selectors.reading import CourseWithdrawn
from courses.selectors.standing import FinalTest, final_test_of
from lms.competencies.models import Competency, PersonLevel
from lms.people.access import Viewer

COURSES_A_PAGE = 12
OWN_COURSES_SHOWN = 4


@dataclass(frozen=True)
class CourseCard:
    """A course as the catalogue shows it."""

    title: str
    url: str
    summary: str
    jp: Decimal
    code: str
    competencies: list[str]


@dataclass(frozen=True)
class Filter:
    """What a person looks for: a text, and the code of a competency; both may be empty."""

    text: str = ""
    competency: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.text or self.competency)


@dataclass(frozen=True)
class Catalogue:
    """One page of the catalogue, what may be filtered by, and the viewer's own courses."""

    intro: str
    page: PaginatorPage[CoursePage]
    cards: list[CourseCard]
    competencies: list[Competency]
    wanted: Filter
    mine: list[Outline]


@dataclass(frozen=True)
class Target:
    """A competency a course leads to; `own_level` is the viewer's level, None without valid evidence."""

    competency: Competency
    level: int
    own_level: int | None


@dataclass(frozen=True)
class CourseReading:
    """The page of a course for one reader."""

    page: CoursePage
    outline: Outline
    targets: list[Target]
    final_test: FinalTest | None
    sources: list[dict[str, str]]
    is_preview: bool = False


def open_courses() -> QuerySet[CoursePage]:
    """Return the courses that take new people, by title."""
    found: QuerySet[CoursePage] = CoursePage.objects.live().order_by("title", "pk")
    return found


def count_open_courses() -> int:
    """Return how many courses are open. One query."""
    return open_courses().count()


def open_course_cards(*, limit: int) -> list[CourseCard]:
    """Return the newest open courses as cards. Three queries."""
    return cards_of(open_courses().order_by("-first_published_at", "title")[:limit])


def cards_of(courses: Iterable[CoursePage]) -> list[CourseCard]:
    """Return courses as cards. Two queries beside the list."""
    rows = list(courses)
    named: dict[int, list[str]] = defaultdict(list)
    targets = CourseTarget.objects.filter(course__in=rows).select_related("competency").order_by("competency__order")
    for target in targets:
        named[target.course_id].append(target.competency.name)
    return [
        CourseCard(row.title, course_address(row.url_path), row.summary, row.jp, row.code, named[row.pk])
        for row in rows
    ]


def catalogue(wanted: Filter, number: int | str | None, *, viewer: Viewer) -> Catalogue:
    """Return one page of the catalogue. Six queries, and one for each course the viewer is in (four at the most)."""
    page = Paginator(matching(wanted), COURSES_A_PAGE).get_page(number)
    taught = CourseTarget.objects.filter(course__live=True).values("competency")
    intro = CatalogueIndexPage.objects.live().values_list("intro", flat=True).first()
    return Catalogue(
        intro=intro or "",
        page=page,
        cards=cards_of(page.object_list),
        competencies=list(Competency.objects.filter(pk__in=taught).order_by("order", "pk")),
        wanted=wanted,
        mine=[] if wanted.is_set else active_outlines(viewer=viewer, limit=OWN_COURSES_SHOWN),
    )


def matching(wanted: Filter) -> QuerySet[CoursePage]:
    """Return the open courses in which every word of the text occurs, in the course itself or a lesson's title."""
    courses = open_courses()
    if wanted.competency:
        courses = courses.filter(
            Exists(CourseTarget.objects.filter(course=OuterRef("pk"), competency__code=wanted.competency))
        )
    for word in wanted.text.split():
        lessons = LessonPage.objects.live().filter(path__startswith=OuterRef("path"), title__icontains=word)
        courses = courses.filter(
            Q(title__icontains=word)
            | Q(code__icontains=word)
            | Q(summary__icontains=word)
            | Q(audience__icontains=word)
            | Exists(lessons)
        )
    return courses


def active_outlines(*, viewer: Viewer, limit: int) -> list[Outline]:
    """Return so many courses the viewer is in, the one begun last first. One query, and one for each of them."""
    if not viewer.is_authenticated:
        return []
    mine = Enrolment.objects.filter(person=viewer, state=EnrolmentState.ACTIVE).order_by("-enrolled_at", "-pk")
    return outlines_at(mine.values_list("course__path", flat=True)[:limit], viewer=viewer)


def course_reading(page: CoursePage, *, viewer: Viewer, at: datetime, drafts: bool = False) -> CourseReading:
    """Return the page of a course. Fourteen queries at the most; four for a visitor.

    Raises:
        CourseWithdrawn: it is closed, and the viewer was never in it.
    """
    outline = outline_at(page.path, viewer=viewer, drafts=drafts) or (empty_outline(page) if drafts else None)
    if outline is None or not (drafts or outline.is_open or outline.is_enrolled):
        raise CourseWithdrawn
    return CourseReading(
        page=page,
        outline=outline,
        targets=targets_of(page, viewer=viewer),
        final_test=final_test_of(page.final_test_id, viewer=viewer, at=at),
        sources=sources_of([lesson.pk for lesson in outline.lessons]),
        is_preview=drafts,
    )


def targets_of(page: CoursePage, *, viewer: Viewer) -> list[Target]:
    """Return what the course leads to, with the viewer's level beside it. Two queries."""
    targets = list(page.targets.all())
    known = Competency.objects.in_bulk([target.competency_id for target in targets])
    own: dict[int, int | None] = {}
    if viewer.is_authenticated:
        own = dict(
            PersonLevel.objects.filter(person=viewer, competency__in=known).values_list("competency_id", "level")
        )
    rows = [Target(known[one.competency_id], one.level, own.get(one.competency_id)) for one in targets]
    return sorted(rows, key=lambda row: row.competency.order)


def sources_of(lessons: Sequence[int]) -> list[dict[str, str]]:
    """Return the sources of these lessons, each once, in the order of its first use. One query."""
    found: dict[str, dict[str, str]] = {}
    rows = LessonPage.objects.filter(pk__in=lessons).order_by("path").only("sources", "path")
    for lesson in rows:
        for block in lesson.sources.raw_data:
            value: dict[str, Any] = block["value"]
            found.setdefault(value.get("text", ""), {"text": value.get("text", ""), "url": value.get("url", "") or ""})
    return [source for text, source in found.items() if text]


def address_of_module(page: ModulePage) -> str:
    """Return where a module stands: its place on the page of its course. One query."""
    course = course_of(page)
    return f"{course_address(course.url_path)}#{module_anchor(page.uuid)}" if course else reverse("courses:catalogue")


def draft_course_around(page: Page) -> CoursePage:
    """Return the course around a page as its newest draft has it. Two queries.

    Raises:
        CourseWithdrawn: there is none.
    """
    course = course_of(page)
    if course is None:
        raise CourseWithdrawn
    draft: CoursePage = course.get_latest_revision_as_object()
    return draft


def own_course(course: UUID, *, viewer: Viewer) -> Outline:
    """Return the outline of a course the viewer is in. Two queries.

    Raises:
        CourseWithdrawn: the viewer is not in it.
    """
    path = Enrolment.objects.filter(person=viewer, course__translation_key=course).values_list(
        "course__path", flat=True
    )
    outline = next(iter(outlines_at(path, viewer=viewer)), None)
    if outline is None:
        raise CourseWithdrawn
    return outline


def address_of_course(course: UUID) -> str:
    """Return the address of a course, that of the catalogue where there is no such course. One query."""
    url_path = CoursePage.objects.filter(translation_key=course).values_list("url_path", flat=True).first()
    return course_address(url_path) if url_path else reverse("courses:catalogue")


def address_of_enrolment(enrolment: UUID) -> str:
    """Return the address of the course of an enrolment, or an empty text. One query."""
    url_path = Enrolment.objects.filter(uuid=enrolment).values_list("course__url_path", flat=True).first()
    return course_address(url_path) if url_path else ""


def address_to_write_course(course: UUID) -> str:
    """Return the address at which a course is written, or an empty text. One query."""
    found = CoursePage.objects.filter(translation_key=course).values_list("pk", flat=True).first()
    return reverse("wagtailadmin_pages:edit", args=[found]) if found else ""
