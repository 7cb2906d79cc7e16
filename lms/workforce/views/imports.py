"""Files of people and units that HR brings in: upload, what the file would do, apply or discard."""

from __future__ import annotations

import csv
import io
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.workforce import selectors
from lms.workforce.forms import ApplyForm, ImportForm
from lms.workforce.imports import jobs
from lms.workforce.models import DataImport, ImportKind, ImportMode, ImportState, Outcome

IMPORTS_A_PAGE = 20
LINES_A_PAGE = 50
FILE_NAMES = {"pegawai": ImportKind.PEOPLE, "unor": ImportKind.UNITS, "hasil_asesmen": ImportKind.RESULTS}
# Which lines are shown first where there are any.
ORDER = (Outcome.WRONG, Outcome.CREATED, Outcome.MOVED, Outcome.CHANGED, Outcome.ENDED, Outcome.ABSENT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PersonRequest) -> HttpResponse:
    """Show the files the reader brought in; take a new one and have it checked."""
    now = timezone.now()
    selectors.unit_in_scope(request.user, None, on=timezone.localdate(now))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kind, upload = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            job = jobs.request_import(kind=kind, upload=upload, by=request.user, at=now)
            return redirect("workforce:import", number=job.uuid)
        except (InvalidInput, Conflict) as problem:
            form.add_error("file", sentence(problem))
    page = Paginator(selectors.imports_of(request.user), IMPORTS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"form": form, "page": page, "templates": FILE_NAMES}
    return render(request, "workforce/imports.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """Hand out an empty table with the columns that are read."""
    selectors.unit_in_scope(request.user, None, on=timezone.localdate())
    if kind not in FILE_NAMES:
        raise Http404
    target = io.StringIO()
    csv.writer(target).writerow(jobs.LAYOUTS[FILE_NAMES[kind]].names)
    answer = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


@login_required
@require_safe
def one(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far a file is, what it would do line by line, and the way to apply it."""
    job = selectors.import_of(number, viewer=request.user)
    # Of a file with wrong lines only the good ones can be applied: no first press that must fail.
    return show(request, job, ApplyForm(initial={"mode": ImportMode.GOOD if job.wrong else ImportMode.ALL}))


def show(request: PersonRequest, job: DataImport, form: ApplyForm) -> HttpResponse:
    """Show one import."""
    counts = [(outcome, outcome.label, getattr(job, outcome)) for outcome in Outcome]
    asked = request.GET.get("hasil", "")
    shown = asked if asked in ORDER else next((one for one in ORDER if getattr(job, one)), Outcome.WRONG)
    page = Paginator(selectors.lines_of(job, shown), LINES_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "job": job,
        "counts": counts,
        "shown": shown,
        "shown_label": Outcome(shown).label,
        "page": page,
        "form": form,
        "is_checked": job.state == ImportState.CHECKED,
        "crumbs": [(gettext("Imports"), reverse("workforce:imports")), (capfirst(job.get_kind_display()), "")],
    }
    return render(request, "workforce/import.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def apply(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Have a checked file applied."""
    job = selectors.import_of(number, viewer=request.user)
    form = ApplyForm(request.POST)
    if form.is_valid():
        mode, ends_absent = form.cleaned_data["mode"], form.cleaned_data["ends_absent"]
        try:
            jobs.apply_import(number=number, mode=mode, ends_absent=ends_absent, by=request.user, at=timezone.now())
            return redirect("workforce:import", number=number)
        except InvalidInput as problem:
            form.add_error("mode", sentence(problem))
        except Conflict as problem:
            messages.info(request, sentence(problem))
            return redirect("workforce:import", number=number)
    return show(request, job, form)


@login_required
@require_POST
def discard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Let a checked file go."""
    try:
        jobs.discard_import(number=number, by=request.user, at=timezone.now())
        messages.success(request, gettext("The file is deleted. Nothing was changed."))
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("workforce:import", number=number)
