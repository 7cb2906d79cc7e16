"""Courses as pages, and how people move through them."""

from courses.models.learning import Enrolment, EnrolmentState, LessonProgress
from courses.models.media import AgencyFiles
from courses.models.pages import (
    CatalogueIndexPage,
    CoursePage,
    CourseTarget,
    LessonPage,
    ModulePage,
    TrainingKind,
    course_of,
)
from courses.models.workflow import AgencyApprovalTask

__all__ = [
    "AgencyApprovalTask",
    "AgencyFiles",
    "CatalogueIndexPage",
    "CoursePage",
    "CourseTarget",
    "Enrolment",
    "EnrolmentState",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "TrainingKind",
    "course_of",
]
