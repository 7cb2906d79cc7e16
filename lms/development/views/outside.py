"""My training outside the platform."""

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
from lms.development.forms import OutsideForm
from lms.development.models import OutsideTraining
from lms.development.services.outside import ProofMissing, UnusableProof
from lms.development.views.obligations import crumbs_to
from lms.errors import Conflict, DomainError, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20


def crumbs_here(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from my development to training outside."""
    return crumbs_to((gettext("Training outside the platform"), reverse("development:trainings")), *more)


@login_required
@require_safe
def trainings(request: PersonRequest) -> HttpResponse:
    """Show what I handed in, and where it stands."""
    page = Paginator(selectors.own_trainings(request.user), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "crumbs": crumbs_to((gettext("Training outside the platform"), ""))}
    return render(request, "development/outside/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_training(request: PersonRequest, number: UUID | None = None) -> HttpResponse:
    """Write a training, or change one; handing it in is a second button of the same form."""
    row = selectors.own_training(number, viewer=request.user) if number else None
    form = OutsideForm(request.POST or None, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save_training(
                typed=form.typed, file=form.cleaned_data["file"], by=request.user, at=timezone.now(), number=number
            )
        except DomainError as problem:
            where = "file" if isinstance(problem, UnusableProof) else "ended_on"
            form.add_error(where if isinstance(problem, InvalidInput) else None, sentence(problem))
        else:
            return hand_in_now(request, kept.uuid) if "kirim" in request.POST else kept_as_draft(request, kept)
    title = gettext("Change the training") if number else gettext("Add a training")
    context = {"form": form, "row": row, "title": title, "crumbs": crumbs_here((title, ""))}
    return render(request, "development/outside/form.html", context, status=422 if form.errors else 200)


def kept_as_draft(request: PersonRequest, row: OutsideTraining) -> HttpResponse:
    """Say that it is kept."""
    messages.success(request, gettext("Kept as a draft. Hand it in when the proof is there."))
    return redirect("development:training", row.uuid)


def hand_in_now(request: PersonRequest, number: UUID) -> HttpResponse:
    """Hand it in, or say what is missing."""
    try:
        services.hand_in(number=number, by=request.user, at=timezone.now())
        messages.success(request, gettext("Handed in. The reviewers of your agency have been told."))
    except (Conflict, ProofMissing) as problem:
        messages.warning(request, sentence(problem))
    return redirect("development:training", number)


@login_required
@require_safe
def training(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show one training of mine."""
    row = selectors.own_training(number, viewer=request.user)
    context = {"row": row, "crumbs": crumbs_here((row.title, ""))}
    return render(request, "development/outside/one.html", context)


@login_required
@require_POST
def hand_in(request: PersonRequest, number: UUID) -> HttpResponse:
    """Hand a draft in."""
    return hand_in_now(request, number)


@login_required
@require_POST
def throw_away(request: PersonRequest, number: UUID) -> HttpResponse:
    """Throw a draft away, and its file."""
    try:
        services.throw_away(number=number, by=request.user)
        messages.success(request, gettext("The draft and its file are gone."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("development:training", number)
    return redirect("development:trainings")


@login_required
@require_safe
def own_proof(request: PersonRequest, number: UUID) -> FileResponse:
    """Give me my file back."""
    return download(selectors.proof_of(selectors.own_training(number, viewer=request.user)))


def download(row: OutsideTraining) -> FileResponse:
    """Return the file as a download that nothing opens by itself."""
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )
    response["Cache-Control"] = "no-store, private"
    return response
