"""The catalogue as a tree of Wagtail pages: index, course, module, lesson."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from assessments.models import Blueprint
from courses.blocks import SMALL_TEXT_FEATURES, LessonBody, SourceBlock
from courses.course_form import CourseForm
from courses.previews import preview
from lms.competencies.models import Competency, Level
from lms.people.models import Unit

HOW_A_TEST_COMES_ABOUT = _(
    "Leave this empty and a test is drawn when the course is published, from the exam questions that the item bank "
    "has for the competencies above. It takes three approved questions at least; with fewer the course ends with its "
    "last lesson and measures nothing."
)
TITLE = TitleFieldPanel("title", placeholder=_("Title"))


class CataloguePage(Page):
    """What the pages of the catalogue have in common.

    They are open by enrolment and not by Wagtail's privacy settings, so these are not offered.
    `imported_sha256` is the fingerprint of the file a page was last imported from, or empty.
    """

    imported_sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)

    private_page_options: ClassVar[list[str]] = []
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug", help_text=_("The last part of the page's address."))]
    settings_panels: ClassVar[list[Any]] = [PublishingPanel()]

    class Meta:
        abstract = True

    @property
    def uuid(self) -> uuid.UUID:
        """Return the public identity of the page."""
        return uuid.UUID(str(self.translation_key))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page to its author as a learner will see it."""
        return preview(self, request)


class CatalogueIndexPage(CataloguePage):
    """The catalogue of courses."""

    intro = models.TextField(_("introduction"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    max_count = 1
    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalogue")

    def route(self, request: HttpRequest, path_components: Sequence[str]) -> RouteResult:
        """Find a page below in one query, and also one that was published once and is withdrawn now.

        Whether the reader may see a withdrawn page is asked by its view: enrolled people may go on to the end.
        """
        kind = {1: CoursePage, 2: ModulePage, 3: LessonPage}.get(len(path_components))
        if kind is None:
            result: RouteResult = super().route(request, list(path_components))
            return result
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        page = kind.objects.filter(slug=path_components[-1], url_path=url_path).first()
        if page is None or not (page.live or page.first_published_at):
            raise Http404
        return RouteResult(page)


class TrainingKind(models.TextChoices):
    """Kinds of training that the civil-service record tells apart."""

    TECHNICAL = "teknis", pgettext_lazy("kind of training", "technical")
    FUNCTIONAL = "fungsional", pgettext_lazy("kind of training", "functional")
    LEADERSHIP = "kepemimpinan", pgettext_lazy("kind of training", "leadership")
    SEMINAR = "seminar", pgettext_lazy("kind of training", "seminar")


class CoursePage(CataloguePage):
    """A course: what one can do afterwards, how long it takes, which competencies it leads to, its final test."""

    code = models.CharField(
        _("code"), max_length=20, unique=True, help_text=_("Such as PDP-101; stands on certificates.")
    )
    summary = models.CharField(_("summary"), max_length=300, help_text=_("One sentence for the catalogue."))
    jp = models.DecimalField(
        _("learning hours (JP)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.5"))],
        help_text=_("One JP is 45 minutes."),
    )
    training_type = models.CharField(
        _("kind of training"), max_length=20, choices=TrainingKind, default=TrainingKind.TECHNICAL
    )
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("Outcome"), max_length=300))],
        verbose_name=_("what you will be able to do"),
        blank=True,
        help_text=_("Three to five sentences that begin with “Anda dapat”."),
    )
    language = models.CharField(
        _("language"), max_length=5, default="id", choices=[("id", _("Indonesian")), ("en", _("English"))]
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("agency"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="courses",
    )
    about = RichTextField(_("why this course"), blank=True, features=SMALL_TEXT_FEATURES)
    final_test = models.ForeignKey(
        Blueprint,
        verbose_name=_("final test"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        help_text=_("Without a test the course ends with its last lesson and measures nothing."),
    )

    base_form_class = CourseForm
    parent_page_types: ClassVar[list[str]] = ["courses.CatalogueIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldRowPanel([FieldPanel("code"), FieldPanel("jp")]),
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        FieldPanel("about"),
        InlinePanel("targets", label=_("Competency"), heading=_("Competencies the course leads to"), max_num=6),
        FieldPanel("final_test", help_text=HOW_A_TEST_COMES_ABOUT),
        MultiFieldPanel([FieldPanel("training_type"), FieldPanel("language")], heading=_("For the records")),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("code"), index.SearchField("summary")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def with_content_json(self, content: dict[str, Any]) -> CoursePage:
        """Return the course as a revision has it; to which agency it belongs is no matter of drafts."""
        page: CoursePage = super().with_content_json(content)
        page.unit = self.unit
        return page


class CourseTarget(models.Model):
    """A competency a course leads to, and the level it aims at."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="targets")
    competency = models.ForeignKey(
        Competency, verbose_name=_("competency"), on_delete=models.PROTECT, related_name="course_targets"
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)

    class Meta:
        ordering: ClassVar[list[str]] = ["competency__order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "competency"], name="courses_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.competency_id} {self.level}"


class ModulePage(CataloguePage):
    """A part of a course with its own hours; it is shown on the page of the course."""

    jp = models.DecimalField(_("learning hours (JP)"), max_digits=5, decimal_places=2, default=Decimal(1))
    intro = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences."))

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("jp"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(CataloguePage):
    """A lesson: its text, its checks, its sources."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("For reading and doing together."),
    )
    body = StreamField(LessonBody(), verbose_name=_("text of the lesson"), blank=True)
    sources = StreamField([("source", SourceBlock())], verbose_name=_("sources"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("minutes"),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def checks(self) -> list[str]:
        """Return the uuids of the practice items of this lesson, in order."""
        return [block["value"] for block in self.body.raw_data if block["type"] == "check" and block["value"]]


def course_of(page: Page) -> CoursePage | None:
    """Return the course that a page of the catalogue is, or belongs to; None for the catalogue itself. One query."""
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    found: CoursePage | None = CoursePage.objects.filter(path__in=paths).first()
    return found
