"""Who needs support most: asked for with a purpose, shown for a day, taken out with a watermark."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.errors import InvalidInput
from lms.people import services
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.workforce import selectors, support_list
from lms.workforce.forms import PurposeForm
from lms.workforce.views.gap_map import unit_asked

PEOPLE_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def ask(request: PersonRequest) -> HttpResponse:
    """Ask what the list is for, write it into the register, and lead to it."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_export(
                by=request.user,
                kind=support_list.KIND,
                purpose=form.cleaned_data["purpose"],
                scope=unit.name,
                people=selectors.in_need(request.user, unit, on=today).count(),
                filters={"unit": str(unit.uuid)},
                at=now,
            )
            return redirect("workforce:support", number=made.uuid)
        except InvalidInput as problem:
            form.add_error("purpose", sentence(problem))
    crumbs = [(gettext("People"), reverse("workforce:people")), (gettext("Most in need of support"), "")]
    status = 422 if form.errors else 200
    return render(request, "workforce/support_ask.html", {"form": form, "unit": unit, "crumbs": crumbs}, status=status)


@login_required
@require_safe
def support(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show the list to who asked for it, while the day lasts and the role holds."""
    now = timezone.now()
    today = timezone.localdate(now)
    export = services.find_export(number=number, kind=support_list.KIND, by=request.user, at=now)
    unit = selectors.unit_in_scope(request.user, uuid.UUID(str(export.filters["unit"])), on=today)
    rows = selectors.in_need(request.user, unit, on=today)
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("halaman"))
    services.log_looks_as_hr(people=[row.person for row in page], by=request.user, at=now)
    context = {
        "export": export,
        "unit": unit,
        "page": page,
        "crumbs": [(gettext("People"), reverse("workforce:people")), (gettext("Most in need of support"), "")],
    }
    return render(request, "workforce/support.html", context)


@login_required
@require_safe
@confirmed_recently
def support_csv(request: PersonRequest, number: uuid.UUID) -> StreamingHttpResponse:
    """Hand out the list to who asked for it."""
    now = timezone.now()
    today = timezone.localdate(now)
    export = services.take_export(number=number, kind=support_list.KIND, by=request.user, at=now)
    unit = selectors.unit_in_scope(request.user, uuid.UUID(str(export.filters["unit"])), on=today)
    lines = support_list.lines_of(export, unit, by=request.user, on=today, at=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dukungan.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
