"""What trainers of one agency see of the courses of another in the admin: nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import CatalogueIndexPage, CoursePage, ModulePage
from lms.people.models import User
from tests.builders import person
from tests.courses.authoring import signed_in
from tests.courses.builders import lessons_of

READING = [
    "/kelola/pages/{course}/",
    "/kelola/pages/{course}/history/",
    "/kelola/pages/{lesson}/history/",
    "/kelola/pages/{lesson}/usage/",
    "/kelola/pages/{lesson}/revisions/compare/earliest...latest/",
    "/kelola/pages/{lesson}/revisions/{revision}/view/",
    "/kelola/pages/{lesson}/workflow_history/",
    "/kelola/api/main/pages/{lesson}/",
]
EVERYTHING = [
    "/kelola/reports/site-history/",
    "/kelola/reports/aging-pages/",
    "/kelola/pages/usage/courses/lessonpage/",
    "/kelola/api/main/pages/",
]


def address(template: str, course: CoursePage) -> str:
    """Return an address with the ids of a course and its first lesson."""
    lesson = lessons_of(course)[0]
    return template.format(course=course.pk, lesson=lesson.pk, revision=lesson.latest_revision_id)


@pytest.mark.parametrize("template", READING)
def test_nobody_reads_the_drafts_of_another_agency(
    trainer: User, foreign_trainer: User, own_course: CoursePage, template: str
):
    where = address(template, own_course)

    refused = signed_in(foreign_trainer).get(where)

    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))
    assert signed_in(trainer).get(where).status_code == 200


@pytest.mark.parametrize("where", EVERYTHING)
def test_lists_of_the_whole_site_are_for_administrators(trainer: User, own_course: CoursePage, where: str):
    admin = person("Admin Situs")
    admin.is_superuser = True
    admin.save()

    assert signed_in(trainer).get(where).status_code == 302
    assert signed_in(admin).get(where).status_code == 200


def test_the_menu_offers_no_reports_to_trainers(trainer: User, own_course: CoursePage):
    assert "/kelola/reports/" not in signed_in(trainer).get("/kelola/").content.decode()


def test_a_search_finds_own_pages_only(trainer: User, foreign_trainer: User, own_course: CoursePage):
    for name in ("search", "search_results"):
        where = reverse(f"wagtailadmin_pages:{name}")
        own = signed_in(trainer).get(where, {"q": "Kursus uji"}).content.decode()
        other = signed_in(foreign_trainer).get(where, {"q": "Kursus uji"}).content.decode()

        assert f"/kelola/pages/{own_course.pk}/" in own
        assert f"/kelola/pages/{own_course.pk}/" not in other


def test_the_catalogue_itself_stays_open_to_every_trainer(foreign_trainer: User, own_course: CoursePage):
    index = CatalogueIndexPage.objects.get()
    client = signed_in(foreign_trainer)

    assert client.get(reverse("wagtailadmin_explore", args=(index.pk,))).status_code == 200
    assert client.get(f"/kelola/api/main/pages/?child_of={index.pk}&for_explorer=1").json()["items"] == []


@pytest.mark.parametrize("alias", ["", "on"])
def test_a_course_is_not_copied_and_nothing_is_lost(trainer: User, own_course: CoursePage, alias: str):
    before = Page.objects.count()
    form = {
        "new_title": "Salinan",
        "new_slug": "salinan",
        "new_parent_page": own_course.get_parent().pk,
        "copy_subpages": "on",
        "alias": alias,
    }

    answered = signed_in(trainer).post(reverse("wagtailadmin_pages:copy", args=(own_course.pk,)), form, follow=True)

    assert [message.level_tag for message in answered.context["messages"]] == ["error"]
    assert Page.objects.count() == before


def test_a_module_is_copied_into_an_own_course_only(trainer: User, foreign_trainer: User, own_course: CoursePage):
    module = ModulePage.objects.get()
    own = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": own_course.pk, "copy_subpages": "on"}

    signed_in(trainer).post(reverse("wagtailadmin_pages:copy", args=(module.pk,)), own)
    CoursePage.objects.update(unit=None)
    signed_in(trainer).post(reverse("wagtailadmin_pages:copy", args=(module.pk,)), {**own, "new_slug": "lagi"})

    assert ModulePage.objects.filter(slug="salinan").exists()
    assert not ModulePage.objects.filter(slug="lagi").exists()
