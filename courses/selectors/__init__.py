"""What can be read: the catalogue, a course, a lesson, and what a person could do next."""

from courses.selectors.catalogue import (
    Catalogue,
    CourseCard,
    CourseReading,
    Filter,
    active_outlines,
    address_of_course,
    address_of_enrolment,
    address_of_module,
    address_to_write_course,
    catalogue,
    count_open_courses,
    course_reading,
    draft_course_around,
    open_course_cards,
    own_course,
)
from courses.selectors.next_steps import offer_courses
from courses.selectors.outline import LessonRow, ModuleRow, Outline, outline_at
from courses.selectors.reading import (
    Check,
    CourseWithdrawn,
    Feedback,
    LessonWithdrawn,
    Reading,
    draft_reading,
    reading_of,
)
from courses.selectors.standing import FinalTest, final_test_of, passed_attempt

__all__ = [
    "Catalogue",
    "Check",
    "CourseCard",
    "CourseReading",
    "CourseWithdrawn",
    "Feedback",
    "Filter",
    "FinalTest",
    "LessonRow",
    "LessonWithdrawn",
    "ModuleRow",
    "Outline",
    "Reading",
    "active_outlines",
    "address_of_course",
    "address_of_enrolment",
    "address_of_module",
    "address_to_write_course",
    "catalogue",
    "count_open_courses",
    "course_reading",
    "draft_course_around",
    "draft_reading",
    "final_test_of",
    "offer_courses",
    "open_course_cards",
    "outline_at",
    "own_course",
    "passed_attempt",
    "reading_of",
]
