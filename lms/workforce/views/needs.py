"""The worksheet of needs (AKPK): asked for with a purpose, made in the worker, taken out while the link works."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.errors import InvalidInput
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.tables import XLSX
from lms.workforce import selectors
from lms.workforce.forms import NeedForm
from lms.workforce.models import SheetKind
from lms.workforce.plans import sheets
from lms.workforce.views.gap_map import unit_asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def ask(request: PersonRequest) -> HttpResponse:
    """Ask what the worksheet is for, write it into the register, and have it made."""
    now = timezone.now()
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=timezone.localdate(now))
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sheets.request_sheet(unit=unit.uuid, **form.cleaned_data, by=request.user, at=now)
            return redirect("workforce:needs", number=made.uuid)
        except InvalidInput as problem:
            form.add_error("purpose", sentence(problem))
    context = {"form": form, "unit": unit, "crumbs": crumbs()}
    return render(request, "workforce/needs_ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def one(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far the file is, or its link."""
    sheet = sheets.sheet_for(number=number, by=request.user, at=timezone.now())
    return render(request, "workforce/needs.html", {"sheet": sheet, "export": sheet.export, "crumbs": crumbs()})


@login_required
@require_safe
@confirmed_recently
def download(request: PersonRequest, number: uuid.UUID) -> FileResponse | HttpResponse:
    """Hand out the file to who asked for it."""
    try:
        sheet = sheets.hand_out(number=number, by=request.user, at=timezone.now())
    except sheets.SheetNotReady:
        return redirect("workforce:needs", number=number)
    kind = XLSX if sheet.kind == SheetKind.XLSX else "text/csv; charset=utf-8"
    answer = FileResponse(sheet.file.open("rb"), as_attachment=True, filename=f"akpk.{sheet.kind}", content_type=kind)
    answer["Cache-Control"] = "no-store"
    return answer


def crumbs() -> list[tuple[str, str]]:
    """Return the way here."""
    return [
        (gettext("Plans of training"), reverse("workforce:plans")),
        (gettext("Worksheet of needs (AKPK)"), ""),
    ]
