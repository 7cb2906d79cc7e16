"""The reviewer's queue of training outside the platform."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.development import selectors, services
from lms.development.forms import ReviewForm
from lms.development.views.obligations import crumbs_to
from lms.development.views.outside import download
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20


@login_required
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """Show what waits for a reviewer in my scope."""
    rows = selectors.review_queue(request.user, on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "crumbs": crumbs_to((gettext("Reviews"), ""))}
    return render(request, "development/outside/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show one training with what speaks against booking it, and decide."""
    now = timezone.now()
    today = timezone.localdate(now)
    row = selectors.training_to_review(number, viewer=request.user, on=today)
    form = ReviewForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            decide(request, number, form)
        except (Conflict, InvalidInput) as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("Decided. The person has been told."))
            return redirect("development:reviews")
    context = {
        "row": row,
        "form": form,
        "is_mine": row.reviewer == request.user and row.state == "in_review",
        "doubts": selectors.doubts_about(row, viewer=request.user, on=today),
        "crumbs": crumbs_to((gettext("Reviews"), reverse("development:reviews")), (row.title, "")),
    }
    return render(request, "development/outside/review.html", context, status=422 if form.errors else 200)


def decide(request: PersonRequest, number: UUID, form: ReviewForm) -> None:
    """Carry out what was chosen."""
    typed, now = form.cleaned_data, timezone.now()
    if typed["action"] == "accept":
        found = list(typed["competencies"])
        services.accept(number=number, jp=typed["jp"], competencies=found, by=request.user, at=now)
        return
    turn_down = services.send_back if typed["action"] == "return" else services.refuse
    turn_down(number=number, reason=typed["reason"], by=request.user, at=now)


@login_required
@require_POST
def claim(request: PersonRequest, number: UUID) -> HttpResponse:
    """Take a review."""
    try:
        services.claim_review(number=number, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("development:reviews")
    return redirect("development:review", number)


@login_required
@require_POST
def give_back(request: PersonRequest, number: UUID) -> HttpResponse:
    """Put a review back for somebody else."""
    try:
        services.give_back(number=number, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("development:reviews")


@login_required
@require_safe
def proof(request: PersonRequest, number: UUID) -> FileResponse:
    """Hand the file to a reviewer; the look is noted."""
    return download(services.look_at_proof(number=number, by=request.user, at=timezone.now()))
