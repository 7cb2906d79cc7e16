"""The pages on which raters read and grade answers. Each makes one call into the domain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import selectors, services
from assessments.rubrics import UnknownGrade
from assessments.views.pages import crumbs_to, number_from, page_of, viewer_of
from lms.errors import Conflict
from lms.sentences import sentence

RATINGS_A_PAGE = 20
GRADE_FIELD = "nilai-"
NOTE_FIELD = "catatan-"


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show how much waits, what was begun, and what was rated."""
    page = selectors.rater_desk(viewer_of(request), on=timezone.localdate())
    given = Paginator(page.given, RATINGS_A_PAGE).get_page(request.GET.get("page"))
    to_watch = Paginator(page.to_watch, RATINGS_A_PAGE).get_page(request.GET.get("amati"))
    context = {"desk": page, "page": given, "to_watch": to_watch, "crumbs": crumbs_to((gettext("Rating"), ""))}
    return page_of(request, "rating/desk", context)


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the answer that waits longest."""
    try:
        rating = services.take_answer(by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.info(request, sentence(problem))
        return redirect("assessments:rater_desk")
    return redirect("assessments:rate", rating.uuid)


@login_required
@require_POST
def watch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a task that somebody wants to be watched at."""
    try:
        rating = services.take_task(task=uuid, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.info(request, sentence(problem))
        return redirect("assessments:rater_desk")
    return redirect("assessments:rate", rating.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an answer with its rubric, or keep or give what the rater chose."""
    if request.method == "POST":
        return keep_or_give(request, uuid)
    page = selectors.rating_page(viewer_of(request), uuid)
    crumbs = crumbs_to(
        (gettext("Rating"), reverse("assessments:rater_desk")), (page.rating.task.slot.item_version.item.code, "")
    )
    return page_of(request, "rating/answer", {"page": page, "crumbs": crumbs})


def keep_or_give(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was chosen so far, or make it final."""
    told: dict[str, Any] = {
        "rating": uuid,
        "by": viewer_of(request),
        "grades": grades_sent(request),
        "notes": notes_sent(request),
        "comment": request.POST.get("comment", ""),
        "at": timezone.now(),
    }
    try:
        if request.POST.get("langkah") == "simpan":
            services.keep_rating(**told)
            messages.success(request, gettext("Your rating so far is kept. Give it when it is complete."))
            return redirect("assessments:rate", uuid)
        services.give_rating(**told)
    except UnknownGrade as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:rate", uuid)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:rater_desk")
    messages.success(request, gettext("Thank you. Your rating counts."))
    return redirect("assessments:rater_desk")


def grades_sent(request: HttpRequest) -> dict[str, int]:
    """Return the grade chosen for each criterion, by its place."""
    sent = (
        (name.removeprefix(GRADE_FIELD), value) for name, value in request.POST.items() if name.startswith(GRADE_FIELD)
    )
    return {name: number_from(str(value), -1) for name, value in sent}


def notes_sent(request: HttpRequest) -> dict[str, str]:
    """Return what an observer noted of each behaviour."""
    sent = ((name, str(value)) for name, value in request.POST.items() if name.startswith(NOTE_FIELD))
    return {name.removeprefix(NOTE_FIELD): value for name, value in sent}


@login_required
@require_POST
def give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give an answer back to the other raters."""
    try:
        services.return_answer(rating=uuid, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("The answer went back to the others. You will not get it again."))
    return redirect("assessments:rater_desk")


@login_required
@require_safe
def rated_file(request: HttpRequest, uuid: UUID) -> FileResponse:
    """Give the rater the file that was handed in, under a name that tells nothing."""
    return download(selectors.rated_file(viewer_of(request), uuid), name="jawaban")


@login_required
@require_safe
def own_file(request: HttpRequest, uuid: UUID, file: UUID) -> FileResponse:
    """Give a person back a file of their own."""
    return download(selectors.own_file(viewer_of(request), attempt=uuid, file=file))


def download(file: Any, name: str = "") -> FileResponse:
    """Return a file as a download that nothing opens by itself."""
    ending = file.name.rpartition(".")[2]
    response = FileResponse(
        file.file.open(),
        as_attachment=True,
        filename=f"{name}.{ending}" if name else file.name,
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "no-store, private"
    return response
