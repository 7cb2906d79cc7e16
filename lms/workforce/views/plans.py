"""Plans of training by a budget of hours: ask for one, see it, adopt or discard it, take it out."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.tables import XLSX, Sheet, write_xlsx
from lms.workforce import selectors
from lms.workforce.exports import in_csv
from lms.workforce.forms import PlanForm
from lms.workforce.models import PlanState
from lms.workforce.pictures import comparison
from lms.workforce.plans import hcdp, jobs
from lms.workforce.views.gap_map import unit_asked

PLANS_A_PAGE = 20
LINES_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PersonRequest) -> HttpResponse:
    """Show the plans of the reader's part of the organisation; take the wish for another."""
    now = timezone.now()
    on = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=on)
    suggested = selectors.suggested_hours(unit, on=on)
    form = PlanForm(
        request.POST or None,
        units=selectors.units_to_plan(unit, request.user, on=on),
        years=range(on.year, on.year + jobs.YEARS_AHEAD + 1),
        initial={"unit": unit.uuid, "year": on.year, "jp": suggested.jp and f"{suggested.jp.normalize():f}"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan = jobs.request_plan(**form.wish, by=request.user, at=now)
            return redirect("workforce:plan", number=plan.uuid)
        except (InvalidInput, Conflict) as problem:
            form.add_error("jp", sentence(problem))
    page = Paginator(selectors.plans_of(request.user, on=on), PLANS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"form": form, "page": page, "unit": unit, "suggested": suggested, "year": on.year}
    return render(request, "workforce/plans.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def one(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far a plan is, or what it takes and how good it is."""
    plan = selectors.plan_of(number, viewer=request.user, on=timezone.localdate())
    page = Paginator(selectors.plan_lines(plan), LINES_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "plan": plan,
        "page": page,
        "bars": comparison(plan),
        "waiting": selectors.waiting_for_tests(plan),
        "is_proposal": plan.state == PlanState.PROPOSED,
        "crumbs": [
            (gettext("Plans of training"), reverse("workforce:plans")),
            (f"{plan.unit.name} {plan.year}", ""),
        ],
    }
    return render(request, "workforce/plan.html", context)


@login_required
@require_POST
def adopt(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Let a proposal be the unit's plan of its year."""
    try:
        jobs.adopt_plan(number=number, by=request.user, at=timezone.now())
        messages.success(request, gettext("The plan is adopted. It stands in the HCDP of the unit."))
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("workforce:plan", number=number)


@login_required
@require_POST
def discard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Let a proposal go."""
    try:
        jobs.discard_plan(number=number, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.info(request, sentence(problem))
        return redirect("workforce:plan", number=number)
    messages.success(request, gettext("The plan is discarded."))
    return redirect("workforce:plans")


@login_required
@require_safe
def table(request: PersonRequest, number: uuid.UUID, ending: str) -> HttpResponse:
    """Hand out one plan as a table."""
    now = timezone.now()
    plan = selectors.plan_of(number, viewer=request.user, on=timezone.localdate(now))
    return handed_out(hcdp.sheet_of_plan(plan, at=now), f"rencana-{plan.year}", ending, at=now)


@login_required
@require_safe
def five_years(request: PersonRequest, ending: str) -> HttpResponse:
    """Hand out the adopted plans of a unit over five years (HCDP)."""
    now = timezone.now()
    on = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=on)
    asked = request.GET.get("tahun", "")
    since = int(asked) if asked.isdecimal() and 2000 <= int(asked[:5]) <= 2100 else on.year
    return handed_out(hcdp.sheet_of_five_years(unit, since=since, at=now), f"hcdp-{since}", ending, at=now)


def handed_out(sheet: Sheet, name: str, ending: str, *, at: datetime) -> HttpResponse:
    """Return a table as the file that was asked for."""
    if ending == "xlsx":
        target = io.BytesIO()
        write_xlsx(sheet, target=target, made_at=at)
        answer = HttpResponse(target.getvalue(), content_type=XLSX)
    else:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([in_csv(line)] for line in sheet.before)
        writer.writerow([in_csv(head) for head in sheet.heading])
        writer.writerows([in_csv(value) for value in row] for row in sheet.rows)
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{ending}"'
    return answer
