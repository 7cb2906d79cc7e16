"""What is published with a course, and the final test that comes with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from assessments.models import Blueprint, BlueprintStatus, Item
from assessments.services import CellSpec, define_blueprint
from courses.models import CatalogueIndexPage, CoursePage, LessonPage
from courses.models.pages import HOW_A_TEST_COMES_ABOUT
from lms.people.models import Unit, User
from tests.builders import agency, competency
from tests.courses.authoring import course_form, decide, practice_item, signed_in, write_everything
from tests.courses.builders import fill_bank, lessons_of


@pytest.fixture
def submitted(trainer: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path) -> CoursePage:
    """A course with a module and a lesson that waits for its second reader."""
    return write_everything(trainer, index, practice_item(office, tmp_path))


def write_on(lesson: LessonPage, by: User) -> None:
    """Change a lesson and keep it as a draft."""
    lesson.title = "Diubah sesudah diajukan"
    lesson.save_revision(user=by)


def test_what_was_written_after_the_submission_stays_a_draft(trainer: User, reader: User, submitted: CoursePage):
    write_on(lessons_of(submitted)[0], trainer)

    decide(signed_in(reader), submitted, "approve")

    lesson = lessons_of(submitted)[0]
    assert (lesson.live, lesson.title, lesson.has_unpublished_changes) == (True, "Pelajaran", True)
    assert lesson.get_latest_revision_as_object().title == "Diubah sesudah diajukan"


def test_a_later_submission_publishes_the_later_drafts(trainer: User, reader: User, submitted: CoursePage):
    write_on(lessons_of(submitted)[0], trainer)
    decide(signed_in(reader), submitted, "approve")
    course = CoursePage.objects.get(pk=submitted.pk)
    course.save_revision(user=trainer)
    course.get_workflow().start(course, trainer)

    decide(signed_in(reader), CoursePage.objects.get(pk=submitted.pk), "approve")

    assert lessons_of(submitted)[0].title == "Diubah sesudah diajukan"


def test_a_course_without_a_test_gets_one_from_the_bank_when_it_is_published(
    reader: User, submitted: CoursePage, office: Unit
):
    fill_bank(3)

    decide(signed_in(reader), submitted, "approve")

    course = CoursePage.objects.get(pk=submitted.pk)
    assert (course.final_test.title, course.final_test.unit) == ("Tes akhir: Kursus baru", office)
    assert sum(cell.count for cell in course.final_test.cells.all()) == 3
    assert course.get_latest_revision_as_object().final_test == course.final_test


def test_too_few_items_make_no_test(reader: User, submitted: CoursePage):
    fill_bank(2)

    decide(signed_in(reader), submitted, "approve")

    assert CoursePage.objects.get(pk=submitted.pk).final_test is None


def test_items_of_another_agency_make_no_test(reader: User, submitted: CoursePage):
    fill_bank(4)
    Item.objects.filter(use="exam").update(unit=agency("Kabupaten Lain"))

    decide(signed_in(reader), submitted, "approve")

    assert CoursePage.objects.get(pk=submitted.pk).final_test is None


def test_the_editor_says_how_a_test_comes_about(trainer: User, index: CatalogueIndexPage):
    page = signed_in(trainer).get(reverse("wagtailadmin_pages:add", args=("courses", "coursepage", index.pk)))

    assert str(HOW_A_TEST_COMES_ABOUT) in page.content.decode()


def test_a_trainer_chooses_published_tests_of_everybody_and_of_the_own_agency(
    trainer: User, index: CatalogueIndexPage, office: Unit
):
    fill_bank(3)
    cells, other = [CellSpec("D2", 3)], agency("Kabupaten Lain")
    everybodys = define_blueprint(code="A", title="Semua", cells=cells)
    own = define_blueprint(code="B", title="Sendiri", cells=cells, unit=office)
    foreign = define_blueprint(code="C", title="Lain", cells=cells, unit=other)
    define_blueprint(code="D", title="Konsep", cells=cells, unit=office, status=BlueprintStatus.DRAFT)
    address = reverse("wagtailadmin_pages:add", args=("courses", "coursepage", index.pk))
    client = signed_in(trainer)

    offered = client.get(address).context["form"].fields["final_test"].queryset
    refused = client.post(address, course_form(final_test=foreign.pk))

    assert set(offered) == {everybodys, own}
    assert "final_test" in refused.context["form"].errors
    assert not CoursePage.objects.filter(code="BRU-101").exists()


def test_a_course_keeps_the_test_it_has(trainer: User, index: CatalogueIndexPage, own_course: CoursePage):
    fill_bank(3)
    withdrawn = define_blueprint(code="A", title="Lama", cells=[CellSpec("D2", 3)], status=BlueprintStatus.WITHDRAWN)
    own_course.final_test = withdrawn
    own_course.save_revision().publish()
    row = {"id": own_course.targets.get().pk, "competency": competency("D2").pk, "level": "2"}
    form = course_form(
        title="Kursus uji",
        slug=own_course.slug,
        code="TST-101",
        targets=inline_formset([row], initial=1),
        final_test=withdrawn.pk,
    )

    answered = signed_in(trainer).post(reverse("wagtailadmin_pages:edit", args=(own_course.pk,)), form)

    assert answered.status_code == 302
    assert Blueprint.objects.get(courses=own_course) == withdrawn
