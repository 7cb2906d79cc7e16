"""The register of incidents, its clock, and the drafts of the two letters."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.privacy import access, services
from lms.privacy.forms import IncidentForm, StepForm
from lms.privacy.models import Incident
from lms.privacy.services.incidents import IncidentFacts
from lms.privacy.tabs import officer_tabs
from lms.sentences import sentence

ROWS_A_PAGE = 25
LETTERS = {"orang": "people", "lembaga": "authority"}


@login_required
@require_safe
def register(request: PersonRequest) -> HttpResponse:
    """Show the incidents, the newest first."""
    now = timezone.now()
    rows = access.incidents_of(request.user, on=timezone.localdate(now)).order_by("-detected_at", "-pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "privacy/incidents.html", {"page": page, "now": now, "tabs": officer_tabs(request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: PersonRequest) -> HttpResponse:
    """Enter an incident."""
    now = timezone.now()
    access.require_officer(request.user, on=timezone.localdate(now))
    form = IncidentForm(request.POST or None, initial={"detected_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_incident(facts=IncidentFacts(**form.cleaned_data), by=request.user, at=now)
            return redirect("privacy:incident", number=made.uuid)
        except InvalidInput as problem:
            form.add_error("detected_at", sentence(problem))
    crumbs = [(gettext("Incidents"), reverse("privacy:incidents")), (gettext("New incident"), "")]
    return render(request, "privacy/enter_incident.html", {"form": form, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show one incident with its clock, and take what was done."""
    now = timezone.now()
    row = access.require_incident(request.user, number, on=timezone.localdate(now))
    form = StepForm(request.POST if "text" in request.POST else None)
    if request.method == "POST":
        try:
            if act(request, row, form):
                return redirect("privacy:incident", number=number)
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("privacy:incident", number=number)
    context = {
        "row": row,
        "now": now,
        "steps": row.steps.select_related("by"),
        "form": form,
        "crumbs": [(gettext("Incidents"), reverse("privacy:incidents")), (row.title, "")],
    }
    return render(request, "privacy/incident.html", context)


def act(request: PersonRequest, row: Incident, form: StepForm) -> bool:
    """Carry out what was posted; return whether it was done."""
    now = timezone.now()
    if "sent" in request.POST:
        services.send_letters(
            number=row.uuid, to=LETTERS.get(request.POST["sent"], "authority"), by=request.user, at=now
        )
        return True
    if "close" in request.POST:
        services.close_incident(number=row.uuid, by=request.user, at=now)
        return True
    if form.is_valid():
        services.add_step(number=row.uuid, text=form.cleaned_data["text"], by=request.user, at=now)
        return True
    return False


@login_required
@require_safe
def letter(request: PersonRequest, number: uuid.UUID, to: str) -> HttpResponse:
    """Show the draft of a letter, for printing."""
    if to not in LETTERS:
        raise Http404
    now = timezone.now()
    row = access.require_incident(request.user, number, on=timezone.localdate(now))
    crumbs = [
        (gettext("Incidents"), reverse("privacy:incidents")),
        (row.title, reverse("privacy:incident", args=[row.uuid])),
        (gettext("Letter"), ""),
    ]
    return render(request, "privacy/letter.html", {"row": row, "to": to, "today": now, "crumbs": crumbs})
