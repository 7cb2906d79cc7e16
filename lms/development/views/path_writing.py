"""Learning paths as their writers meet them: drafts, steps, publishing, copying and closing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.development import selectors, services
from lms.development.forms import PathForm, StepForm
from lms.development.models import LearningPath
from lms.development.services.paths import PathStands
from lms.development.views.paths import crumbs_here
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20
LONGEST_SEARCH = 100


def crumbs_of_writers(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from my development to the paths I write."""
    return crumbs_here((gettext("Paths I write"), reverse("development:path_desk")), *more)


@login_required
@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """Show the paths of my part, in every state."""
    rows = selectors.paths_to_write(request.user, on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "crumbs": crumbs_here((gettext("Paths I write"), ""))}
    return render(request, "development/paths/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest, number: UUID | None = None) -> HttpResponse:
    """Write the words of a new path, or change those of a draft."""
    today = timezone.localdate()
    row = selectors.path_to_write(number, viewer=request.user, on=today) if number else None
    if row and not row.may_be_changed:
        messages.warning(request, sentence(PathStands()))
        return redirect("development:path_edit", row.uuid)
    units, for_all = selectors.units_to_choose(request.user, on=today)
    form = PathForm(request.POST or None, units=units, for_all=for_all, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.write_path(typed=form.typed, by=request.user, at=timezone.now(), path=number)
        except (Conflict, InvalidInput) as problem:
            form.add_error(None, sentence(problem))
        else:
            return redirect("development:path_edit", kept.uuid)
    title = gettext("Change name and purpose") if row else gettext("New learning path")
    context = {"form": form, "row": row, "title": title, "crumbs": crumbs_of_writers((title, ""))}
    return render(request, "development/paths/words.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def edit(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show a path to its writer: a draft with what could be added, others with what may be done with them."""
    row = selectors.path_to_write(number, viewer=request.user, on=timezone.localdate())
    text = request.GET.get("cari", "").strip()[:LONGEST_SEARCH]
    context = {
        "path": row,
        "steps": selectors.path_rows([row], viewer=request.user, on=timezone.localdate())[0],
        "text": text,
        "things": selectors.things_to_add(row, text) if row.may_be_changed else [],
        "crumbs": crumbs_of_writers((row.title, "")),
    }
    return render(request, "development/paths/edit.html", context)


def act(
    request: PersonRequest, number: UUID, deed: Callable[[], object], said: str, *, place: str = ""
) -> HttpResponse:
    """Do one thing with a path, say so, and come back to where the page was."""
    try:
        deed()
        if said:
            messages.success(request, said)
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    text = request.POST.get("cari", "")[:LONGEST_SEARCH]
    query = f"?{urlencode({'cari': text})}" if text else ""
    return redirect(f"{reverse('development:path_edit', args=[number])}{query}{place}")


@login_required
@require_POST
def add_step(request: PersonRequest, number: UUID) -> HttpResponse:
    """Put a thing at the end of a draft."""
    selectors.path_to_write(number, viewer=request.user, on=timezone.localdate())
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.warning(request, gettext("Choose a course or a test from the list."))
        return redirect("development:path_edit", number)

    def deed() -> object:
        return services.add_step(path=number, thing=form.thing, by=request.user, at=timezone.now())

    return act(request, number, deed, gettext("The step stands at the end of the path."), place="#langkah")


@login_required
@require_POST
def change_step(request: PersonRequest, number: UUID, step: int) -> HttpResponse:
    """Move a step, take it out, or say whether it is optional: as the button says."""
    by, now = request.user, timezone.now()
    selectors.path_to_write(number, viewer=by, on=timezone.localdate(now))
    deeds: dict[str, Callable[[], object]] = {
        "naik": lambda: services.move_step(path=number, step=step, by_places=-1, by=by, at=now),
        "turun": lambda: services.move_step(path=number, step=step, by_places=1, by=by, at=now),
        "keluar": lambda: services.remove_step(path=number, step=step, by=by, at=now),
        "wajib": lambda: services.make_optional(path=number, step=step, is_optional=False, by=by, at=now),
        "pilihan": lambda: services.make_optional(path=number, step=step, is_optional=True, by=by, at=now),
    }
    deed = deeds.get(request.POST.get("aksi", ""), lambda: None)
    return act(request, number, deed, "", place="#langkah")


@login_required
@require_POST
def publish(request: PersonRequest, number: UUID) -> HttpResponse:
    """Open a draft to its people."""

    def deed() -> LearningPath:
        return services.publish_path(path=number, by=request.user, at=timezone.now())

    return act(request, number, deed, gettext("The path is open. HR can assign it from the gap map."))


@login_required
@require_POST
def close(request: PersonRequest, number: UUID) -> HttpResponse:
    """Offer a path to nobody new."""

    def deed() -> LearningPath:
        return services.close_path(path=number, by=request.user, at=timezone.now())

    return act(request, number, deed, gettext("The path is closed. Whoever was asked may still finish it."))


@login_required
@require_POST
def copy(request: PersonRequest, number: UUID) -> HttpResponse:
    """Begin a new version as a draft."""
    made = services.copy_path(path=number, by=request.user, at=timezone.now())
    messages.success(request, gettext("This is the copy, as a draft. The path it was made from has not changed."))
    return redirect("development:path_edit", made.uuid)


@login_required
@require_POST
def throw_away(request: PersonRequest, number: UUID) -> HttpResponse:
    """Delete a draft."""
    try:
        services.throw_path_away(path=number, by=request.user, at=timezone.now())
        messages.success(request, gettext("The draft is gone."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("development:path_edit", number)
    return redirect("development:path_desk")
