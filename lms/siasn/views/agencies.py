"""How agencies deliver: ids, the way, the first day, and SIASN's codes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import InvalidInput
from lms.people.models import Unit
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.siasn import selectors, services
from lms.siasn.forms import CodeForm, SettingsForm
from lms.siasn.services.agencies import CodeOfThatDay, require_agency
from lms.siasn.services.connection import access_of_the_house

A_PAGE = 25


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Lead to the settings of the reader's agency; offer a list where there are several."""
    today = timezone.localdate()
    selectors.deliveries_in_scope(request.user, on=today)
    agencies = selectors.agencies_in_scope(request.user, on=today)
    page = Paginator(agencies, A_PAGE).get_page(request.GET.get("halaman"))
    if page.paginator.count == 1:
        return redirect("siasn:agency", agency=page.object_list[0].uuid)
    return render(request, "siasn/agencies.html", {"page": page, "crumbs": crumbs_to()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: PersonRequest, agency: uuid.UUID) -> HttpResponse:
    """Show and change how an agency delivers."""
    now = timezone.now()
    unit = require_agency(agency, by=request.user, at=now)
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(selectors.settings_of(unit))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_settings(agency=agency, typed=form.typed, by=request.user, at=now)
            messages.success(request, gettext("Saved. Records are being looked for; new drafts appear in a moment."))
            return redirect("siasn:index")
        except InvalidInput as problem:
            form.add_error("carrier", sentence(problem))
    return show(request, unit, form=form, code_form=CodeForm())


@login_required
@require_POST
def add_code(request: PersonRequest, agency: uuid.UUID) -> HttpResponse:
    """Add a row of the agency's own codes."""
    now = timezone.now()
    unit = require_agency(agency, by=request.user, at=now)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            services.add_code(agency=agency, typed=form.typed, by=request.user, at=now)
            messages.success(request, gettext("The code was added. Check hindered drafts again."))
            return redirect("siasn:agency", agency=agency)
        except InvalidInput as problem:
            form.add_error("valid_from" if isinstance(problem, CodeOfThatDay) else "legal_basis", sentence(problem))
    return show(request, unit, form=SettingsForm.of(selectors.settings_of(unit)), code_form=form)


def show(request: PersonRequest, unit: Unit, *, form: SettingsForm, code_form: CodeForm) -> HttpResponse:
    """Show the settings of an agency."""
    settings = selectors.settings_of(unit)
    access = access_of_the_house()
    context = {
        "agency": unit,
        "form": form,
        "code_form": code_form,
        "codes": selectors.codes_of(unit, on=timezone.localdate()),
        "is_connected": access.is_complete,
        "is_served": settings is not None and access.serves(settings.instansi_id),
        "crumbs": [*crumbs_to(), (unit.name, "")],
    }
    return render(request, "siasn/agency.html", context, status=422 if form.errors or code_form.errors else 200)


def crumbs_to() -> list[tuple[str, str]]:
    """Return the way to the settings."""
    return [(gettext("Delivery to SIASN"), reverse("siasn:index")), (gettext("Settings"), reverse("siasn:settings"))]
