"""What this room does when something was announced: a result completes a course, a course takes its lessons along."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from assessments.signals import attempt_scored
from courses import services
from courses.final_tests import give_missing_test
from courses.models import CoursePage
from lms.people.models import User
from lms.people.signals import roles_settled


@receiver(attempt_scored)
def finish_courses(attempt_id: int, at: datetime, **_kwargs: Any) -> None:
    """Complete the courses that waited for this result."""
    services.finish_after_attempt(attempt_id=attempt_id, at=at)


@receiver(page_published, sender=CoursePage)
def publish_with_course(instance: CoursePage, revision: Revision, **_kwargs: Any) -> None:
    """Publish modules and lessons together with their course, whoever approved it, and see to its final test."""
    services.publish_course(course=instance, by=revision.user, read_at=services.handed_in_at(revision))
    give_missing_test(instance)


@receiver(roles_settled)
def settle_files(person: User, on: date, **_kwargs: Any) -> bool:
    """Let the person use the files of the own agency while the role holds; return whether that changed."""
    return services.settle_files(person=person, on=on)
