import pytest

from assessments.models import Attempt
from certificates.facts import TrainingType
from certificates.models import Certificate
from courses import services
from courses.models import CoursePage, Enrolment, EnrolmentState
from courses.selectors import offer_courses
from lms.competencies.models import Evidence, EvidenceKind
from lms.development.models import HoursEntry
from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people.models import User
from tests.builders import NOW, TODAY
from tests.courses.builders import lessons_of, read_all, take_test


@pytest.fixture
def passed(sari: User, tested_course: CoursePage, django_capture_on_commit_callbacks) -> Attempt:
    """Everything read and the final test passed."""
    read_all(sari, tested_course)
    with django_capture_on_commit_callbacks(execute=True):
        return take_test(sari, tested_course)


def test_lessons_alone_do_not_complete_a_course_with_a_test(sari: User, tested_course: CoursePage):
    read_all(sari, tested_course)

    assert Enrolment.objects.get(person=sari).state == EnrolmentState.ACTIVE
    assert not HoursEntry.objects.exists()
    assert [offer.kind for offer in offer_courses(sari, TODAY)] == ["final_test"]


def test_the_final_test_waits_for_the_last_lesson(sari: User, tested_course: CoursePage):
    services.enrol(course=tested_course.uuid, by=sari, at=NOW)

    with pytest.raises(services.LessonsOpen):
        services.start_final_test(course=tested_course.uuid, by=sari, at=NOW)


def test_a_failed_test_completes_nothing(sari: User, tested_course: CoursePage, django_capture_on_commit_callbacks):
    read_all(sari, tested_course)
    with django_capture_on_commit_callbacks(execute=True):
        attempt = take_test(sari, tested_course, right=False)

    assert attempt.passed is False
    assert Enrolment.objects.get(person=sari).state == EnrolmentState.ACTIVE
    assert not Certificate.objects.exists()


def test_passing_books_hours_and_leaves_evidence_that_is_no_level(passed: Attempt, sari: User):
    enrolment = Enrolment.objects.get(person=sari)
    hours = HoursEntry.objects.get(person=sari)
    completion = Evidence.objects.get(person=sari, kind=EvidenceKind.COMPLETION)

    assert (enrolment.state, enrolment.completed_at) == (EnrolmentState.COMPLETED, NOW)
    assert (hours.jp, hours.title) == (2, "Kursus uji")
    assert (completion.competency.code, completion.level) == ("D2", None)
    assert Notice.objects.filter(person=sari, kind="course_completed").count() == 1


def test_the_certificate_says_what_was_learned_and_measured(passed: Attempt, sari: User):
    facts = Certificate.objects.get(holder=sari).facts

    assert (facts.code, facts.title, facts.organiser) == ("TST-101", "Kursus uji", "Lontar")
    assert (facts.hours_jp, facts.training_type) == (2, TrainingType.TECHNICAL)
    assert facts.holder_nip == "199001012015012901"
    assert facts.holder_unit == "Kementerian Contoh"
    assert [(subject.title, subject.jp) for subject in facts.subjects] == [("Modul satu", 2)]
    assert [one.code for one in facts.competencies] == ["D2"]
    assert facts.test_code == "TST-101-AKHIR"
    assert f"attempt:{passed.uuid}" in facts.evidence


def test_the_same_news_twice_completes_a_course_once(passed: Attempt, sari: User):
    services.finish_after_attempt(attempt_id=passed.pk, at=NOW)
    services.finish_waiting(at=NOW)

    assert HoursEntry.objects.count() == 1
    assert Certificate.objects.count() == 1
    statements = Statement.objects.filter(verb__endswith="/completed", activity__contains="/course/")
    assert statements.count() == 1


def test_the_sweep_completes_what_a_crash_left_behind(sari: User, tested_course: CoursePage):
    read_all(sari, tested_course)
    take_test(sari, tested_course)  # its news is never heard: nothing after the commit runs here

    finished = services.finish_waiting(at=NOW)

    assert finished == 1
    assert Enrolment.objects.get(person=sari).state == EnrolmentState.COMPLETED


def test_a_course_without_a_test_ends_with_its_last_lesson(sari: User, course: CoursePage):
    read_all(sari, course)

    facts = Certificate.objects.get(holder=sari).facts
    assert Enrolment.objects.get(person=sari).state == EnrolmentState.COMPLETED
    assert (facts.competencies, facts.test_code, facts.score_percent) == ((), "", None)


def test_who_completed_a_course_may_read_on_and_cannot_leave(sari: User, course: CoursePage):
    read_all(sari, course)

    reading = services.open_lesson(page=lessons_of(course)[0], by=sari, at=NOW)

    assert reading.parts
    with pytest.raises(services.AlreadyCompleted):
        services.withdraw(course=course.uuid, by=sari, at=NOW)


def test_who_left_a_course_does_not_complete_it_by_the_test(sari: User, tested_course: CoursePage):
    read_all(sari, tested_course)
    attempt = take_test(sari, tested_course)
    services.withdraw(course=tested_course.uuid, by=sari, at=NOW)

    finished = services.finish_after_attempt(attempt_id=attempt.pk, at=NOW)

    assert finished == 0
    assert not services.finish_if_ready(enrolment=Enrolment.objects.get(person=sari), at=NOW)
    assert not Certificate.objects.exists()
