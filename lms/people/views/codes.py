"""HR's pages for codes: batches with their progress, printed lists and letters, one code for one person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people import selectors, services
from lms.people.forms.door import NewCodeForm
from lms.people.models import BatchState
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.people.second_step import has_second_step

A_PAGE = 20
LINES_A_SHEET = 100
SHEETS = {"daftar": "people/codes_list.html", "surat": "people/codes_letters.html"}


@login_required
@require_safe
def batches(request: PersonRequest) -> HttpResponse:
    """Show the batches of codes, and the units to make new ones for."""
    today = timezone.localdate()
    name = request.GET.get("cari", "").strip()[:100]
    units = selectors.units_for_codes(request.user, on=today, name=name)
    context = {
        "page": Paginator(selectors.batches(viewer=request.user, on=today), A_PAGE).get_page(
            request.GET.get("halaman")
        ),
        "units": Paginator(units, A_PAGE).get_page(request.GET.get("unit")),
        "name": name,
    }
    return render(request, "people/codes.html", context)


@login_required
@require_POST
@confirmed_recently
def make_batch(request: PersonRequest, unit: uuid.UUID) -> HttpResponse:
    """Ask for codes for a unit and everything below it."""
    batch = services.request_codes(unit=unit, by=request.user, at=timezone.now())
    return redirect("people:code_batch", number=batch.uuid)


@login_required
@require_safe
def batch(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far a batch is, and what can be printed."""
    now = timezone.now()
    found = selectors.batch(number, viewer=request.user, on=timezone.localdate(now))
    still = selectors.open_codes(found, viewer=request.user, at=now).count()
    context = {
        "batch": found,
        "waits": found.state == BatchState.REQUESTED,
        "open_codes": still,
        "sheets": range(1, (still + LINES_A_SHEET - 1) // LINES_A_SHEET + 1),
        "crumbs": [(gettext("Access codes"), reverse("people:codes")), (found.unit.name, "")],
    }
    return render(request, "people/code_batch.html", context)


@never_cache
@login_required
@require_safe
@confirmed_recently
def sheet(request: PersonRequest, number: uuid.UUID, form: str) -> HttpResponse:
    """Show codes to print: a list of a hundred, or as many letters. The look is noted as an export."""
    now = timezone.now()
    found = selectors.batch(number, viewer=request.user, on=timezone.localdate(now))
    page = Paginator(selectors.open_codes(found, viewer=request.user, at=now), LINES_A_SHEET).get_page(
        request.GET.get("halaman")
    )
    lines = [
        (line, services.code_of(line.row))
        for line in selectors.printed(list(page.object_list), on=timezone.localdate(now))
    ]
    services.record_export(
        by=request.user,
        kind="access_codes",
        purpose=gettext("Codes for the first sign-in"),
        scope=found.unit.name,
        people=len(lines),
        at=now,
        holds=found.expires_at - now,
    )
    context = {
        "batch": found,
        "page": page,
        "lines": lines,
        "address": settings.PUBLIC_URL + reverse("people:activate"),
    }
    return render(request, SHEETS[form], context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def code_for(request: PersonRequest, person: uuid.UUID) -> HttpResponse:
    """Make one code for a person whom the officer has recognised, and show it once."""
    now = timezone.now()
    subject = services.look_at_as_hr(person=person, by=request.user, at=now)
    form = NewCodeForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        told = {"person": person, "checked": form.cleaned_data["checked"], "by": request.user, "at": now}
        if "step_off" in request.POST:
            services.take_second_step_off(**told)
            messages.success(request, gettext("The second step is off. The person sets it up anew."))
            return redirect("people:code_for", person=person)
        made = services.give_code(**told)
    context = {
        "subject": subject,
        "form": form,
        "made": made,
        "has_second_step": has_second_step(subject),
        "code": services.code_of(made) if made else "",
        "address": settings.PUBLIC_URL + reverse("people:activate"),
        "crumbs": [
            (gettext("People"), reverse("workforce:people")),
            (subject.display_name, reverse("workforce:person", args=[subject.uuid])),
            (gettext("Access code"), ""),
        ],
    }
    return render(request, "people/code_for.html", context)


@login_required
@require_POST
@confirmed_recently
def end_sessions_of(request: PersonRequest, person: uuid.UUID) -> HttpResponse:
    """End every session of a person, for example when a telephone was lost."""
    ended = services.end_sessions_of(person=person, by=request.user, at=timezone.now())
    told = ngettext("%(number)d session has ended.", "%(number)d sessions have ended.", ended) % {"number": ended}
    messages.success(request, told)
    return redirect("people:code_for", person=person)
