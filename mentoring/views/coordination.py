"""The pages of those who coordinate programmes. Each makes one call into the domain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from mentoring import selectors, services
from mentoring.forms import ProgrammeForm
from mentoring.models import ProgrammeKind

PROGRAMMES_A_PAGE = 20
PAIRS_A_PAGE = 10
APPLICATIONS_A_PAGE = 20


def crumbs_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the first page of mentoring to the coordinator's."""
    first = (gettext("Mentoring"), reverse("mentoring:index"))
    return [first, (gettext("Coordinate"), reverse("mentoring:programmes")), *more]


@login_required
@require_safe
def programmes(request: PersonRequest) -> HttpResponse:
    """Show the programmes I coordinate."""
    desk = selectors.coordinator_desk(viewer=request.user, on=timezone.localdate())
    page = Paginator(desk.programmes, PROGRAMMES_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "may_write": desk.may_write, "crumbs": crumbs_to()}
    return render(request, "mentoring/coordinate/programmes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create_programme(request: PersonRequest) -> HttpResponse:
    """Write a new programme."""
    now = timezone.now()
    form = ProgrammeForm(request.POST or None, viewer=request.user, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.create_programme(
                unit=typed["unit"].uuid,
                title=typed["title"],
                summary=typed["summary"],
                kind=ProgrammeKind(typed["kind"]),
                days=form.days,
                sessions_planned=typed["sessions_planned"],
                by=request.user,
                at=now,
            )
            return redirect("mentoring:coordinate", made.uuid)
        except InvalidInput as problem:
            form.add_error("ends_on", sentence(problem))
    context = {"form": form, "crumbs": crumbs_to((gettext("New programme"), ""))}
    return render(request, "mentoring/coordinate/new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def coordinate(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show one programme: applications, the proposal with its reasons, who has no pair, hours and states."""
    found = selectors.coordination_page(uuid, viewer=request.user, on=timezone.localdate())
    pairs = Paginator(selectors.pairs_in(found), PAIRS_A_PAGE).get_page(request.GET.get("pasangan"))
    people = Paginator(selectors.applications_to(found), APPLICATIONS_A_PAGE).get_page(request.GET.get("pendaftar"))
    left = Paginator(found.run.unmatched if found.run else [], APPLICATIONS_A_PAGE).get_page(request.GET.get("tanpa"))
    context: dict[str, Any] = {
        "found": found,
        "programme": found.programme,
        "run": found.run,
        "pairs": pairs,
        "pair_rows": selectors.as_pair_rows(list(pairs.object_list)),
        "people": people,
        "left": left,
        "without_pair": selectors.without_pair(list(left.object_list)),
        "crumbs": crumbs_to((found.programme.title, "")),
    }
    return render(request, "mentoring/coordinate/programme.html", context)


@login_required
@require_safe
def run_progress(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Return only where the matching stands, for the script that waits for it."""
    found = selectors.coordination_page(uuid, viewer=request.user, on=timezone.localdate())
    context = {"found": found, "programme": found.programme, "run": found.run}
    return render(request, "mentoring/coordinate/progress.html", context)


@login_required
@require_POST
def open_programme(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Let people see a programme and apply."""
    try:
        services.open_programme(programme=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The programme is open. People apply from its first day on."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("mentoring:coordinate", uuid)


@login_required
@require_POST
def run_match(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Have the pairs computed."""
    try:
        services.request_match(programme=uuid, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect(f"{reverse('mentoring:coordinate', args=[uuid])}#pemasangan")


@login_required
@require_POST
def publish(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Show each proposed pair to its two people."""
    try:
        services.publish(programme=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The pairs are published. Everybody who applied is told."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("mentoring:coordinate", uuid)
