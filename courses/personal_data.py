"""What courses hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.personal_data import Erasure, Holding, register

PAGES = ("courses.CatalogueIndexPage", "courses.CoursePage", "courses.ModulePage", "courses.LessonPage")


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="courses.LessonProgress",
            what=_("Which lessons you opened and finished, and which checks you got right."),
            purpose="learning",
            retention="learning_record",
            person=("enrolment__person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="courses.Enrolment",
            what=_("The courses you took, and when you finished them."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            duty=_(
                "Certificates and learning hours rest on finished courses (UU 20/2023, article 49); the rows name "
                "nobody any more."
            ),
        ),
        *(
            Holding(
                model=page,
                what=_("Who wrote or locked a page of a course."),
                purpose="authoring",
                retention="authoring",
                mentions=("owner", "locked_by"),
            )
            for page in PAGES
        ),
    )
