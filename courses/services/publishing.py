"""Who may write and publish in the catalogue, and publishing a course with all that belongs to it."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Revision,
    Site,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courses.access import agency_of_author
from courses.models import AgencyApprovalTask, CatalogueIndexPage, CoursePage, Enrolment
from lms.errors import Conflict, gettext_noop
from lms.people.models import User

AUTHORS, READERS = "Pelatih", "Penelaah"
WORKFLOW = "Telaah kursus"
TASK = "Dibaca orang kedua"
CATALOGUE_SLUG = "kursus"
CATALOGUE_TITLE = "Kursus"
CATALOGUE_INTRO = (
    "Pilih kursus menurut kompetensi yang ingin Anda kuasai. Setiap pelajaran selesai dalam belasan menit."
)

PAGE_RIGHTS = {AUTHORS: ("add_page", "change_page"), READERS: ("change_page", "publish_page")}


class HasParticipants(Conflict):
    """A course in which people learn is withdrawn, not deleted."""

    code = "course_has_participants"
    message = gettext_noop("People have taken this course, so it cannot be deleted. Unpublish it instead.")


class CourseHasOneCode(Conflict):
    """A course is not copied: its code exists once."""

    code = "course_has_one_code"
    message = gettext_noop(
        "A course cannot be copied, because its code stands on certificates and exists once. "
        "Begin a new course and copy the modules you need into it."
    )


@transaction.atomic
def set_up_authoring() -> CatalogueIndexPage:
    """Make the catalogue, the rights of trainers and second readers, and the workflow; a second call does nothing."""
    index = catalogue_page()
    for name, rights in PAGE_RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        for codename in rights:
            right = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.get_or_create(group=group, page=index, permission=right)
    take_files_of_all(Group.objects.get(name=AUTHORS))
    set_up_workflow(index)
    return index


def catalogue_page() -> CatalogueIndexPage:
    """Return the page of the catalogue, made below the root of the site where it is missing."""
    found: CatalogueIndexPage | None = CatalogueIndexPage.objects.first()
    if found is None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        root = site.root_page if site else Page.get_first_root_node()
        index = CatalogueIndexPage(title=CATALOGUE_TITLE, slug=CATALOGUE_SLUG, intro=CATALOGUE_INTRO)
        root.add_child(instance=index)
        index.save_revision().publish()
        found = CatalogueIndexPage.objects.get(pk=index.pk)
    return found


def take_files_of_all(group: Group) -> None:
    """Take from the group what it may do with the files of every agency; each agency has a collection of its own."""
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.filter(group=group, collection=root).delete()


def set_up_workflow(index: CatalogueIndexPage) -> None:
    """Have everything in the catalogue read by a second person before it is published."""
    task, _created = AgencyApprovalTask.objects.get_or_create(name=TASK)
    task.groups.add(Group.objects.get(name=READERS))
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})


@transaction.atomic
def publish_course(*, course: CoursePage, by: User | None, read_at: datetime) -> int:
    """Publish the drafts of modules and lessons together with their course; return how many pages.

    What was written after `read_at`, when the course was handed to its second reader, stays a draft. A page that its
    author took out of the course stays out, unless the whole course had been withdrawn.
    """
    below = Page.objects.descendant_of(course)
    nothing_live = not below.live().exists()
    published = 0
    for page in below.filter(has_unpublished_changes=True).order_by("path"):
        if page.live or nothing_live or page.first_published_at is None:
            revision = draft_written_by(page, read_at)
            if revision is not None:
                revision.publish(user=by, skip_permission_checks=True)
                published += 1
    return published


def draft_written_by(page: Page, moment: datetime) -> Revision | None:
    """Return the newest draft of a page that existed at a moment, None where nothing newer than the page did."""
    draft: Revision | None = page.revisions.filter(created_at__lte=moment).order_by("-created_at", "-pk").first()
    live: Revision | None = page.live_revision
    return None if draft is None or (live and draft.created_at <= live.created_at) else draft


def handed_in_at(revision: Revision) -> datetime:
    """Return when the course was handed to the reader who approved this revision, or when it was written."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    moment: datetime | None = approved.order_by("-started_at").values_list("started_at", flat=True).first()
    return moment or revision.created_at


@transaction.atomic
def take_ownership(*, course: CoursePage, by: User, on: date) -> None:
    """Say that a new course belongs to the agency of its author."""
    CoursePage.objects.filter(pk=course.pk, unit__isnull=True).update(unit=agency_of_author(by, on=on))


def require_may_delete(page: Page) -> None:
    """Refuse to delete a course, or a part of one, that people have taken.

    Raises:
        HasParticipants
    """
    within = Enrolment.objects.filter(course__path__startswith=page.path)
    around = Enrolment.objects.filter(
        course__path__in=[page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    )
    if within.exists() or around.exists():
        raise HasParticipants
