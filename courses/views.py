"""The catalogue, courses and lessons, and what people do there."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.answers import from_fields
from courses import selectors, services
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage
from courses.selectors import Filter, Outline, Reading
from lms.errors import Conflict, DomainError
from lms.people.models import User
from lms.sentences import sentence

LONGEST_SEARCH = 100
# What the script sends to get the answered check alone instead of the whole page.
FRAGMENT = "X-Fragment"

Crumbs = list[tuple[str, str]]


def person_of(request: HttpRequest) -> User:
    """Return the signed-in person."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required stands before every view that asks
    return request.user


def crumbs_to(outline: Outline) -> Crumbs:
    """Return the way to a course."""
    return [(gettext("Courses"), reverse("courses:catalogue")), (outline.title, outline.url)]


@require_safe
def catalogue(request: HttpRequest, page: CatalogueIndexPage | None = None) -> HttpResponse:
    """Show the courses that are open, filtered by text and competency."""
    wanted = Filter(request.GET.get("cari", "").strip()[:LONGEST_SEARCH], request.GET.get("kompetensi", "")[:20])
    found = selectors.catalogue(wanted, request.GET.get("page"), viewer=request.user)
    return render(request, "courses/catalogue.html", {"catalogue": found})


@require_safe
def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Show a course; anybody may look."""
    found = selectors.course_reading(page, viewer=request.user, at=timezone.now())
    return render_course(request, found)


def render_course(request: HttpRequest, found: selectors.CourseReading) -> HttpResponse:
    """Return the page of a course."""
    context = {"course": found, "crumbs": [*crumbs_to(found.outline)[:1], (found.page.title, "")]}
    return render(request, "courses/course.html", context)


@require_safe
def module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Lead to the place of the module on the page of its course."""
    return redirect(selectors.address_of_module(page))


@login_required
@require_safe
def lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Show a lesson; who is not enrolled reads how to join first."""
    reading = services.open_lesson(page=page, by=request.user, at=timezone.now())
    return render_lesson(request, reading)


def render_lesson(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Return the page of a lesson."""
    crumbs = [*crumbs_to(reading.outline), (reading.page.title, "")]
    return render(request, "courses/lesson.html", {"reading": reading, "crumbs": crumbs})


@login_required
@require_POST
def enrol(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Put the person into the course and lead to its first lesson."""
    outline = services.enrol(course=course, by=person_of(request), at=timezone.now())
    messages.success(request, gettext("You have joined “%(title)s”. Go at your own pace.") % {"title": outline.title})
    following = outline.next_lesson
    return redirect(following.url if following else outline.url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Ask once, then take the person out of the course."""
    if request.method != "POST":
        found = selectors.own_course(course, viewer=request.user)
        crumbs = [*crumbs_to(found), (gettext("Leave the course"), "")]
        return render(request, "courses/withdraw.html", {"outline": found, "crumbs": crumbs})
    enrolment = services.withdraw(course=course, by=person_of(request), at=timezone.now())
    told = gettext("You have left “%(title)s”. What you have done is kept, should you come back.")
    messages.success(request, told % {"title": enrolment.course.title})
    return redirect("courses:catalogue")


@login_required
@require_POST
def complete_lesson(request: HttpRequest, lesson: uuid.UUID) -> HttpResponse:
    """Mark a lesson as done and go on; an open check leads back to itself."""
    try:
        reading, following = services.complete_lesson(lesson=lesson, by=person_of(request), at=timezone.now())
    except services.CheckOpen as problem:
        messages.warning(request, sentence(problem))
        return redirect(f"{problem.facts['url']}#cek-{problem.facts['number']}")
    return redirect(following.url if following else f"{reading.outline.url}#tes-akhir")


@login_required
@require_POST
def start_test(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Begin the final test; where it cannot begin, say why on the page of the course."""
    try:
        attempt = services.start_final_test(course=course, by=person_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect(f"{selectors.address_of_course(course)}#tes-akhir")
    return redirect("assessments:attempt", attempt.uuid)


@login_required
@require_POST
def answer_check(request: HttpRequest, lesson: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Answer in place: the whole lesson with what came of the answer, or that check alone for the script."""
    payload = from_fields(dict(request.POST.lists()))
    reading = services.answer_check(lesson=lesson, item=item, payload=payload, by=person_of(request), at=timezone.now())
    if request.headers.get(FRAGMENT):
        return render(request, "courses/check.html", {"check": reading.check_of(item), "reading": reading})
    return render_lesson(request, reading)


def refused(request: HttpRequest, problem: DomainError) -> HttpResponse:
    """Say in one sentence why an author may not look at a draft."""
    return render(request, "lms/refused.html", {"sentence": sentence(problem), "status": 403}, status=403)


def preview_course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Show a course to its author as a learner will see it, with what is not published yet."""
    return render_course(request, selectors.course_reading(page, viewer=request.user, at=timezone.now(), drafts=True))


def preview_module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Show a module to its author: it stands on the page of its course."""
    return preview_course(request, selectors.draft_course_around(page))


def preview_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Show a lesson to its author as a learner will see it; its checks are shown and not scored."""
    return render_lesson(request, selectors.draft_reading(page, viewer=request.user))


def preview_catalogue(request: HttpRequest, page: CatalogueIndexPage) -> HttpResponse:
    """Show the catalogue to its author."""
    found: Any = selectors.catalogue(Filter(), None, viewer=request.user)
    return render(request, "courses/catalogue.html", {"catalogue": found})
