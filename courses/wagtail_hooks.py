"""Where Wagtail meets the courses: pages go to their views, and trainers write courses of their own agency only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from courses import access, previews, services, views
from courses.admin_views import refuse
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage
from courses.viewsets import PracticeItemChooserViewSet

VIEWS: dict[type[Page], Callable[[HttpRequest, Any], HttpResponse]] = {
    CatalogueIndexPage: views.catalogue,
    CoursePage: views.course,
    ModulePage: views.module,
    LessonPage: views.lesson,
}
CATALOGUE_PAGES = tuple(VIEWS)


def for_its_authors(view: previews.Previewer) -> previews.Previewer:
    """Let only those look at a draft who may change it."""

    def previewer(request: HttpRequest, page: Any) -> HttpResponse:
        try:
            access.require_may_preview(request.user, page, on=timezone.localdate())
        except access.NotYourCourse as problem:
            return views.refused(request, problem)
        return view(request, page)

    return previewer


previews.register("CatalogueIndexPage", views.preview_catalogue)
previews.register("CoursePage", for_its_authors(views.preview_course))
previews.register("ModulePage", for_its_authors(views.preview_module))
previews.register("LessonPage", for_its_authors(views.preview_lesson))


@hooks.register("before_serve_page")
def serve_by_view(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Hand a page of the catalogue to its view."""
    view = VIEWS.get(type(page))
    return view(request, page) if view else None


@hooks.register("register_admin_viewset")
def practice_item_chooser() -> PracticeItemChooserViewSet:
    """Let trainers choose practice questions."""
    return PracticeItemChooserViewSet("practice_item_chooser", url_prefix="soal-latihan")


def only_own(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse a page of the catalogue that belongs to others."""
    if not isinstance(page.specific_deferred, CATALOGUE_PAGES):
        return None
    try:
        access.require_may_change(request.user, page, on=timezone.localdate())
    except access.NotYourCourse as problem:
        return refuse(request, problem)
    return None


@hooks.register("before_edit_page")
@hooks.register("before_unpublish_page")
def only_own_course(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to change what belongs to others."""
    return only_own(request, page)


@hooks.register("before_copy_page")
def copy_no_course(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy a course, whose code exists once; a module or a lesson is copied within what is one's own."""
    if isinstance(page.specific_deferred, CatalogueIndexPage | CoursePage):
        return only_own(request, page) or refuse(request, services.CourseHasOneCode())
    chosen = request.POST.get("new_parent_page", "")
    destination = Page.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 10 else None
    return only_own(request, page) or (only_own(request, destination) if destination else None)


@hooks.register("before_move_page")
def move_own_course_only(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse to move what belongs to others, or to move it there."""
    return only_own(request, page) or add_to_own_course_only(request, destination, type(page))


@hooks.register("before_delete_page")
def delete_own_course_only(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete what belongs to others, and what people have learned from."""
    refused = only_own(request, page)
    if refused is None and isinstance(page.specific_deferred, CATALOGUE_PAGES):
        try:
            services.require_may_delete(page)
        except services.HasParticipants as problem:
            return refuse(request, problem)
    return refused


@hooks.register("before_bulk_action")
def change_own_courses_only(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse an action on several pages as soon as one of them belongs to others or may not go."""
    step = delete_own_course_only if action_type == "delete" else only_own
    refusals = (step(request, one) for one in objects if isinstance(one, Page))
    return next((refusal for refusal in refusals if refusal is not None), None)


@hooks.register("before_create_page")
def add_to_own_course_only(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponse | None:
    """Refuse to add to a course of others; a new course may be begun by every trainer."""
    if issubclass(page_class, ModulePage | LessonPage):
        return only_own(request, parent_page)
    return None


@hooks.register("after_create_page")
def own_new_course(request: HttpRequest, page: Page) -> None:
    """Say to which agency a new course belongs."""
    if isinstance(page, CoursePage):
        services.take_ownership(course=page, by=views.person_of(request), on=timezone.localdate())


@hooks.register("construct_explorer_page_queryset")
def hide_courses_of_others(parent_page: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """List the courses of the own agency only."""
    return access.pages_changeable_by(pages, request.user, on=timezone.localdate())


@hooks.register("construct_page_chooser_queryset")
def choose_among_own_courses(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer no course of others where a page is chosen."""
    return access.pages_changeable_by(pages, request.user, on=timezone.localdate())


@hooks.register("construct_reports_menu")
def hide_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer the reports, which list the pages of every agency, to administrators of the site only."""
    if not request.user.is_superuser:
        menu_items.clear()


@hooks.register("before_serve_document")
def documents_for_people_signed_in(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Hand out documents to people who are signed in."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())
