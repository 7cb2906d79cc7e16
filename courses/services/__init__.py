"""What changes courses: learning, completion, and publishing."""

from courses.services.completion import finish_after_attempt, finish_if_ready, finish_waiting
from courses.services.learning import (
    AlreadyCompleted,
    CheckOpen,
    CourseClosed,
    LessonsOpen,
    NoSuchCourse,
    NoSuchLesson,
    NotEnrolled,
    answer_check,
    complete_lesson,
    enrol,
    open_lesson,
    start_final_test,
    withdraw,
)
from courses.services.media import files_of, settle_files
from courses.services.publishing import (
    CourseHasOneCode,
    HasParticipants,
    handed_in_at,
    publish_course,
    require_may_delete,
    set_up_authoring,
    take_ownership,
)

__all__ = [
    "AlreadyCompleted",
    "CheckOpen",
    "CourseClosed",
    "CourseHasOneCode",
    "HasParticipants",
    "LessonsOpen",
    "NoSuchCourse",
    "NoSuchLesson",
    "NotEnrolled",
    "answer_check",
    "complete_lesson",
    "enrol",
    "files_of",
    "finish_after_attempt",
    "finish_if_ready",
    "finish_waiting",
    "handed_in_at",
    "open_lesson",
    "publish_course",
    "require_may_delete",
    "set_up_authoring",
    "settle_files",
    "start_final_test",
    "take_ownership",
    "withdraw",
]
