from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from assessments.models import Item
from courses import services
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage
from lms.people.models import Role, Unit, User
from tests.builders import NOW, agency, grant, person
from tests.courses.authoring import course_form, decide, practice_item, signed_in, write_everything
from tests.courses.builders import fill_bank, lessons_of


def test_setting_up_twice_changes_nothing(index: CatalogueIndexPage):
    before = GroupPagePermission.objects.count(), Workflow.objects.count(), Page.objects.count()

    services.set_up_authoring()

    assert (GroupPagePermission.objects.count(), Workflow.objects.count(), Page.objects.count()) == before
    assert Group.objects.get(name="Pelatih").permissions.filter(codename="access_admin").exists()


def test_an_approved_course_is_published_with_its_modules_and_lessons(
    trainer: User, reader: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path
):
    course = write_everything(trainer, index, practice_item(office, tmp_path))
    drafts = Page.objects.descendant_of(course, inclusive=True).filter(live=False).count()

    decide(signed_in(reader), course, "approve")

    assert drafts == 3
    assert Page.objects.descendant_of(course, inclusive=True).live().count() == 3
    assert "Kursus baru" in Client().get("/kursus/").content.decode()


def test_a_course_that_is_sent_back_stays_a_draft(
    trainer: User, reader: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path
):
    course = write_everything(trainer, index, practice_item(office, tmp_path))

    decide(signed_in(reader), course, "reject")

    assert not CoursePage.objects.get(pk=course.pk).live


def test_nobody_approves_their_own_course(trainer: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path):
    grant(trainer, Role.SECOND_READER, office)
    course = write_everything(trainer, index, practice_item(office, tmp_path))

    decide(signed_in(trainer), course, "approve")

    assert not CoursePage.objects.get(pk=course.pk).live


def test_a_second_reader_of_another_agency_approves_nothing(
    trainer: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path
):
    course = write_everything(trainer, index, practice_item(office, tmp_path))
    luar = person("Luar Instansi")
    grant(luar, Role.SECOND_READER, agency("Kabupaten Lain"))

    decide(signed_in(luar), course, "approve")

    assert not CoursePage.objects.get(pk=course.pk).live


def test_a_new_course_belongs_to_the_agency_of_its_author(
    trainer: User, index: CatalogueIndexPage, office: Unit, tmp_path: Path
):
    course = write_everything(trainer, index, practice_item(office, tmp_path))

    course.get_latest_revision().publish()

    assert CoursePage.objects.get(pk=course.pk).unit == office


@pytest.mark.parametrize("view", ["edit", "delete", "unpublish", "move", "copy"])
def test_a_trainer_changes_no_course_of_another_agency(foreign_trainer: User, own_course: CoursePage, view: str):
    client = signed_in(foreign_trainer)

    answered = client.get(reverse(f"wagtailadmin_pages:{view}", args=(own_course.pk,)))

    assert answered.status_code == 302
    assert answered["Location"] != ""


def test_a_trainer_adds_nothing_to_a_course_of_another_agency(foreign_trainer: User, own_course: CoursePage):
    client = signed_in(foreign_trainer)

    answered = client.get(reverse("wagtailadmin_pages:add", args=("courses", "modulepage", own_course.pk)))

    assert answered.status_code == 302


def test_courses_of_other_agencies_are_not_listed(foreign_trainer: User, trainer: User, own_course: CoursePage):
    explorer = reverse("wagtailadmin_explore", args=(own_course.get_parent().pk,))

    assert "Kursus uji" in signed_in(trainer).get(explorer).content.decode()
    assert "Kursus uji" not in signed_in(foreign_trainer).get(explorer).content.decode()


def test_a_trainer_edits_a_course_of_the_own_agency(trainer: User, own_course: CoursePage):
    client = signed_in(trainer)

    for page in [own_course, *lessons_of(own_course)]:
        assert client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).status_code == 200


def test_a_course_that_people_took_is_not_deleted(trainer: User, own_course: CoursePage, sari: User):
    services.enrol(course=own_course.uuid, by=sari, at=NOW)

    signed_in(trainer).post(reverse("wagtailadmin_pages:delete", args=(own_course.pk,)))

    assert CoursePage.objects.filter(pk=own_course.pk).exists()


def test_a_trainer_previews_a_lesson_as_a_learner_will_see_it(trainer: User, own_course: CoursePage):
    client, lesson = signed_in(trainer), lessons_of(own_course)[0]

    seen = client.get(reverse("wagtailadmin_pages:view_draft", args=(lesson.pk,))).content.decode()
    course = client.get(reverse("wagtailadmin_pages:view_draft", args=(own_course.pk,))).content.decode()

    assert "Pertanyaan 1?" in seen
    assert "/cek/" not in seen
    assert "Pelajaran 2" in course


def test_the_chooser_offers_practice_items_of_the_own_agency_only(
    trainer: User, foreign_trainer: User, own_course: CoursePage
):
    fill_bank()
    address = reverse("practice_item_chooser:choose")

    own = signed_in(trainer).get(address).content.decode()
    found = signed_in(trainer).get(address, {"q": "Pertanyaan 2"}).content.decode()
    other = signed_in(foreign_trainer).get(address).content.decode()

    assert "TST-101-01-01-1" in own
    assert "TST-1\\u003c" not in own
    assert "TST-101-01-01-1" not in found
    assert "TST-101-01-02-1" in found
    assert "TST-101-01-01-1" not in other


def test_an_exam_item_cannot_stand_in_a_lesson(trainer: User, own_course: CoursePage):
    fill_bank()
    exam, lesson = Item.objects.get(code="TST-1"), lessons_of(own_course)[0]
    form = nested_form_data(
        {
            "title": "Pelajaran 1",
            "slug": lesson.slug,
            "minutes": "15",
            "body": streamfield([("check", str(exam.uuid))]),
            "sources": streamfield([]),
            "comments": inline_formset([]),
        }
    )

    answered = signed_in(trainer).post(reverse("wagtailadmin_pages:edit", args=(lesson.pk,)), form)

    assert answered.status_code == 200
    assert "body" in answered.context["form"].errors
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == lesson.latest_revision_id


def test_a_draft_is_previewed_by_authors_of_its_agency_only(foreign_trainer: User, own_course: CoursePage):
    client, lesson = signed_in(foreign_trainer), lessons_of(own_course)[0]

    answered = client.get(reverse("wagtailadmin_pages:view_draft", args=(lesson.pk,)))

    assert answered.status_code == 403
    assert "Pertanyaan 1?" not in answered.content.decode()


def test_a_lesson_that_is_not_stored_yet_is_previewed(trainer: User, own_course: CoursePage):
    client, module = signed_in(trainer), ModulePage.objects.get()
    address = reverse("wagtailadmin_pages:preview_on_add", args=("courses", "lessonpage", module.pk))
    form = nested_form_data(
        {
            "title": "Belum tersimpan",
            "slug": "belum-tersimpan",
            "minutes": "5",
            "body": streamfield([("text", rich_text("<p>Isi rancangan.</p>"))]),
            "sources": streamfield([]),
            "comments": inline_formset([]),
        }
    )

    accepted = client.post(address, form).json()
    seen = client.get(address).content.decode()

    assert accepted == {"is_valid": True, "is_available": True}
    assert "Isi rancangan." in seen


def test_a_course_that_is_not_stored_yet_is_previewed(trainer: User, index: CatalogueIndexPage):
    client = signed_in(trainer)
    address = reverse("wagtailadmin_pages:preview_on_add", args=("courses", "coursepage", index.pk))

    client.post(address, course_form())
    seen = client.get(address).content.decode()

    assert "Anda dapat menulis." in seen


def test_several_pages_at_once_obey_the_same_rule(foreign_trainer: User, own_course: CoursePage):
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))

    signed_in(foreign_trainer).post(f"{address}?id={own_course.pk}&next=/kelola/")

    assert CoursePage.objects.filter(pk=own_course.pk).exists()


def test_a_table_with_rows_of_different_length_is_refused(trainer: User, own_course: CoursePage):
    lesson = lessons_of(own_course)[0]
    form = nested_form_data(
        {
            "title": "Pelajaran 1",
            "slug": lesson.slug,
            "minutes": "15",
            "body": streamfield([("table", {"caption": "", "rows": "A | B\n1 | 2 | 3"})]),
            "sources": streamfield([]),
            "comments": inline_formset([]),
        }
    )

    answered = signed_in(trainer).post(reverse("wagtailadmin_pages:edit", args=(lesson.pk,)), form)

    assert "body" in answered.context["form"].errors


def test_a_course_saved_by_itself_belongs_to_the_agency_at_once(trainer: User, index: CatalogueIndexPage, office: Unit):
    address = reverse("wagtailadmin_pages:add", args=("courses", "coursepage", index.pk))

    saved = signed_in(trainer).post(address, course_form(), headers={"Accept": "application/json"})

    assert saved.json()["success"] is True
    assert CoursePage.objects.get(code="BRU-101").unit == office
