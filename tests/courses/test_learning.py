import pytest
from wagtail.models import Page

from courses import services
from courses.models import CoursePage, Enrolment, EnrolmentState, LessonProgress
from courses.selectors import LessonWithdrawn, offer_courses, outline_at
from lms.experience.models import Statement
from lms.experience.statements import Verb
from lms.people.models import User
from tests.builders import NOW, TODAY, person
from tests.courses.builders import answer, lessons_of


def verbs_of(who: User) -> list[str]:
    rows = Statement.objects.filter(actor__endswith=str(who.uuid)).order_by("pk")
    return [Verb(verb).name for verb in rows.values_list("verb", flat=True)]


def test_joining_twice_is_one_enrolment_and_one_statement(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    outline = services.enrol(course=course.uuid, by=sari, at=NOW)

    assert outline.is_active
    assert Enrolment.objects.filter(person=sari).count() == 1
    assert verbs_of(sari) == ["REGISTERED"]


def test_a_lesson_is_done_only_after_its_checks_were_answered_rightly(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    lesson = lessons_of(course)[0]
    answer(sari, lesson, right=False)

    with pytest.raises(services.CheckOpen) as refused:
        services.complete_lesson(lesson=lesson.uuid, by=sari, at=NOW)

    assert refused.value.facts["number"] == 1
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()


def test_a_wrong_answer_tells_neither_the_key_nor_the_explanation(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)

    reading = answer(sari, lessons_of(course)[0], right=False)

    told = reading.checks[0].feedback
    assert (told.is_right, told.rationale, told.right_texts) == (False, "", ())


def test_a_right_answer_is_explained_and_stays_right(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    lesson = lessons_of(course)[0]

    told = answer(sari, lesson).checks[0].feedback
    later = answer(sari, lesson, right=False).checks[0]

    assert told.rationale == "Penjelasan-rahasia 1."
    assert told.right_texts == ("Kunci-rahasia 1",)
    assert later.is_right


def test_finishing_a_lesson_twice_is_one_completion(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    first, second = lessons_of(course)
    answer(sari, first)

    _reading, following = services.complete_lesson(lesson=first.uuid, by=sari, at=NOW)
    services.complete_lesson(lesson=first.uuid, by=sari, at=NOW)

    assert following is not None
    assert following.pk == second.pk
    assert verbs_of(sari).count("COMPLETED") == 1


def test_who_did_not_join_answers_and_finishes_nothing(sari: User, course: CoursePage):
    lesson = lessons_of(course)[0]

    with pytest.raises(services.NotEnrolled):
        answer(sari, lesson)
    with pytest.raises(services.NotEnrolled):
        services.complete_lesson(lesson=lesson.uuid, by=sari, at=NOW)
    with pytest.raises(services.NotEnrolled):
        services.withdraw(course=course.uuid, by=sari, at=NOW)


def test_progress_of_one_person_is_not_that_of_another(sari: User, course: CoursePage):
    budi = person("Budi Santoso")
    for who in (sari, budi):
        services.enrol(course=course.uuid, by=who, at=NOW)
    lesson = lessons_of(course)[0]
    answer(sari, lesson)
    services.complete_lesson(lesson=lesson.uuid, by=sari, at=NOW)

    assert outline_at(course.path, viewer=sari).done_count == 1
    assert outline_at(course.path, viewer=budi).done_count == 0


def test_who_leaves_and_comes_back_finds_everything_as_it_was(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    lesson = lessons_of(course)[0]
    answer(sari, lesson)
    services.complete_lesson(lesson=lesson.uuid, by=sari, at=NOW)

    services.withdraw(course=course.uuid, by=sari, at=NOW)
    left = Enrolment.objects.get(person=sari).state
    outline = services.enrol(course=course.uuid, by=sari, at=NOW)

    assert left == EnrolmentState.WITHDRAWN
    assert (outline.done_count, outline.is_active) == (1, True)


def test_a_withdrawn_course_takes_nobody_new_but_lets_its_people_finish(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    for page in [course, *lessons_of(course)]:
        Page.objects.get(pk=page.pk).specific.unpublish()
    lesson = lessons_of(course)[0]

    answer(sari, lesson)
    services.complete_lesson(lesson=lesson.uuid, by=sari, at=NOW)

    with pytest.raises(services.CourseClosed):
        services.enrol(course=course.uuid, by=person("Budi Santoso"), at=NOW)
    assert outline_at(course.path, viewer=sari).done_count == 1


def test_a_lesson_that_its_author_takes_out_is_no_longer_required(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    first, second = lessons_of(course)
    answer(sari, first)
    services.complete_lesson(lesson=first.uuid, by=sari, at=NOW)
    second.unpublish()

    outline = outline_at(course.path, viewer=sari)

    assert outline.lessons_are_done
    with pytest.raises(LessonWithdrawn):
        services.open_lesson(page=second, by=sari, at=NOW)


def test_a_lesson_opened_for_the_first_time_keeps_the_place(sari: User, course: CoursePage):
    services.enrol(course=course.uuid, by=sari, at=NOW)
    second = lessons_of(course)[1]

    services.open_lesson(page=second, by=sari, at=NOW)
    services.open_lesson(page=second, by=sari, at=NOW)

    assert Enrolment.objects.get(person=sari).last_lesson_id == second.pk
    assert verbs_of(sari) == ["REGISTERED", "INITIALIZED"]


def test_the_next_lesson_of_a_course_begun_comes_before_other_courses(sari: User, course: CoursePage):
    before = offer_courses(sari, TODAY)
    services.enrol(course=course.uuid, by=sari, at=NOW)
    after = offer_courses(sari, TODAY)

    assert [(offer.kind, offer.title) for offer in before] == [("course", "Kursus uji")]
    assert "D2" in before[0].reason
    assert [(offer.kind, offer.title) for offer in after] == [("lesson", "Pelajaran 1")]


def test_an_outline_takes_one_query(sari: User, course: CoursePage, django_assert_num_queries):
    with django_assert_num_queries(1):
        outline_at(course.path, viewer=sari)
