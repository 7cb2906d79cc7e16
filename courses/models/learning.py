"""Who takes which course, and how far they are."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.pages import CoursePage, LessonPage
from lms.people.models import User


class EnrolmentState(models.TextChoices):
    """active → completed, or withdrawn; who withdrew may come back."""

    ACTIVE = "active", pgettext_lazy("state of an enrolment", "active")
    COMPLETED = "completed", pgettext_lazy("state of an enrolment", "completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an enrolment", "withdrawn")


class Enrolment(models.Model):
    """One person in one course; `last_lesson` is the place to go on from."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    enrolled_at = models.DateTimeField(_("enrolled"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    last_lesson = models.ForeignKey(LessonPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "course"], name="courses_enrolled_once"),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_at__isnull=False), name="courses_completed_has_moment"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "state"], name="courses_enrolled_in"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.state}"

    @property
    def is_active(self) -> bool:
        """Whether the person is on the way."""
        return self.state == EnrolmentState.ACTIVE


class LessonProgress(models.Model):
    """How far a person is in one lesson; `right_checks` holds the uuids of the checks answered rightly once."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField(_("opened"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    right_checks = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("progress in a lesson")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="courses_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"
