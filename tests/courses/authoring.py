"""What a trainer and a second reader do in the admin."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from assessments.models import Item
from courses.models import CatalogueIndexPage, CoursePage, ModulePage
from lms.people.models import Unit, User
from tests.builders import competency
from tests.courses.builders import course_in


def signed_in(who: User) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(who, backend="lms.people.backends.NipOrEmailBackend")
    return client


def course_form(**more: object) -> dict[str, object]:
    """Return what the form of a course sends."""
    facts = {
        "title": "Kursus baru",
        "slug": "kursus-baru",
        "code": "BRU-101",
        "jp": "2",
        "summary": "Satu kalimat.",
        "audience": "",
        "outcomes": streamfield([("outcome", "Anda dapat menulis.")]),
        "about": rich_text("<p>Layak.</p>"),
        "targets": inline_formset([{"competency": competency("D2").pk, "level": "2"}]),
        "final_test": "",
        "training_type": "teknis",
        "language": "id",
        "comments": inline_formset([]),
    }
    return nested_form_data({**facts, **more})


def add(client: Client, kind: str, parent: Page, data: dict[str, object]) -> None:
    """Send the form of a new page."""
    answered = client.post(reverse("wagtailadmin_pages:add", args=("courses", kind, parent.pk)), data)
    assert answered.status_code == 302, answered.context["form"].errors


def write_everything(trainer: User, index: CatalogueIndexPage, check: Item) -> CoursePage:
    """Write a course with a module and a lesson in the admin, and submit it."""
    client = signed_in(trainer)
    add(client, "coursepage", index, course_form())
    course = CoursePage.objects.get(code="BRU-101")
    module = {"title": "Modul", "slug": "modul", "jp": "2", "intro": "Pengantar.", "comments": inline_formset([])}
    add(client, "modulepage", course, nested_form_data(module))
    body = streamfield(
        [
            ("text", rich_text("<p>Isi pelajaran.</p>")),
            ("table", {"caption": "", "rows": "A | B\n1 | 2"}),
            ("check", str(check.uuid)),
        ]
    )
    lesson = {
        "title": "Pelajaran",
        "slug": "pelajaran",
        "minutes": "10",
        "body": body,
        "sources": streamfield([]),
        "comments": inline_formset([]),
    }
    add(client, "lessonpage", ModulePage.objects.get(slug="modul"), nested_form_data(lesson))
    edit = reverse("wagtailadmin_pages:edit", args=(course.pk,))
    row = {"id": course.targets.get().pk, "competency": competency("D2").pk, "level": "2"}
    form = course_form(targets=inline_formset([row], initial=1), **{"action-submit": "Submit"})
    answered = client.post(edit, form)
    assert answered.status_code == 302
    return CoursePage.objects.get(pk=course.pk)


def practice_item(owner: Unit, tmp_path: Path) -> Item:
    """Return a practice item of the bank."""
    course_in(tmp_path, owner=owner)
    return Item.objects.get(code="TST-101-01-01-1")


def decide(client: Client, course: CoursePage, action: str) -> None:
    """Approve or send back the submission of a course."""
    state = course.current_workflow_task_state
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=(course.pk, action, state.pk)), {"comment": "", "next": ""}
    )
