"""Courses written in Wagtail: catalogue, lessons, enrolment, progress and honest completion."""

from django.apps import AppConfig

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind, register


class CoursesConfig(AppConfig):
    """Courses written in Wagtail: catalogue, lessons, enrolment, progress and honest completion."""

    name = "courses"
    label = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen, name the notice this room sends, offer next steps, and say where an attempt leads back to."""
        from assessments import contexts
        from courses import handlers  # noqa: F401
        from courses.personal_data import register_holdings
        from courses.selectors import address_of_enrolment, address_to_write_course, offer_courses
        from courses.selectors.targets import COURSES, addresses_of_enrolments
        from courses.selectors.training import hours_of_courses
        from lms.competencies import training
        from lms.development import offers, sources, targets

        register(
            NoticeKind(
                code="course_completed",
                title=gettext_noop("You have completed a course"),
                body=gettext_noop("“%(title)s” is complete. Your hours are booked and your certificate is being made."),
            )
        )
        offers.register(offer_courses)
        targets.register(COURSES)
        training.register(hours_of_courses)
        sources.register("enrolment", addresses_of_enrolments)
        contexts.register("enrolment", address_of_enrolment)
        contexts.register("course_writing", address_to_write_course)
        register_holdings()
