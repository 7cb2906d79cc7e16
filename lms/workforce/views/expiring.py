"""Whose evidence ends soon: shown to the own HR, taken out with a purpose."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import services
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.workforce import expiring_list, selectors
from lms.workforce.forms import PurposeForm
from lms.workforce.pages import LongList
from lms.workforce.views.gap_map import unit_asked
from lms.workforce.views.lists import crumbs_to, made_or_said

ROWS_A_PAGE = 25
USUAL_DAYS = 90


def days_asked(request: HttpRequest) -> int:
    """Return within how many days, as the address says; what is not offered is ninety."""
    text = request.GET.get("hari", "")
    return int(text) if text in map(str, selectors.HORIZONS) else USUAL_DAYS


@login_required
@require_safe
def expiring(request: PersonRequest) -> HttpResponse:
    """Show whose evidence ends soon; who stands on the page can see that."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    days = days_asked(request)
    page = LongList(selectors.expiring(request.user, unit, on=today, days=days), ROWS_A_PAGE).get_page(
        request.GET.get("halaman")
    )
    levels = list(page.object_list)
    services.log_looks_as_hr(people=[row.person for row in levels], by=request.user, at=now)
    context = {
        "unit": unit,
        "choice": selectors.unit_choice(request.user, unit, on=today),
        "days": days,
        "horizons": selectors.HORIZONS,
        "page": page,
        "rows": selectors.as_expiring_rows(levels),
        "crumbs": crumbs_to((gettext("Evidence that ends soon"), "")),
    }
    return render(request, "workforce/expiring.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def take_out(request: PersonRequest) -> HttpResponse:
    """Ask what the list is for, write it into the register, and lead to its link."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    days = days_asked(request)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = selectors.expiring(request.user, unit, on=today, days=days)
        answer = made_or_said(
            form,
            lambda: services.record_export(
                by=request.user,
                kind=expiring_list.KIND,
                purpose=form.cleaned_data["purpose"],
                scope=unit.name,
                people=rows.order_by().values("person").distinct().count(),
                filters={"unit": str(unit.uuid), "days": days},
                at=now,
            ),
            "workforce:expiring_taken_out",
        )
        if answer is not None:
            return answer
    back = f"{reverse('workforce:expiring')}?unit={unit.uuid}&hari={days}"
    steps = ((gettext("Evidence that ends soon"), back), (gettext("Take out the list"), ""))
    context = {"form": form, "unit": unit, "days": days, "back": back, "crumbs": crumbs_to(*steps)}
    return render(request, "workforce/expiring_ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def taken_out(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show the link of a list that was taken out."""
    now = timezone.now()
    export = services.find_export(number=number, kind=expiring_list.KIND, by=request.user, at=now)
    back = reverse("workforce:expiring")
    steps = ((gettext("Evidence that ends soon"), back), (gettext("The list is ready"), ""))
    file = reverse("workforce:expiring_csv", args=[export.uuid])
    return render(request, "workforce/taken_out.html", {"export": export, "file": file, "crumbs": crumbs_to(*steps)})


@login_required
@require_safe
@confirmed_recently
def expiring_csv(request: PersonRequest, number: uuid.UUID) -> StreamingHttpResponse:
    """Hand out the list to who took it out, while the link works and the role holds."""
    now = timezone.now()
    today = timezone.localdate(now)
    export = services.take_export(number=number, kind=expiring_list.KIND, by=request.user, at=now)
    unit = selectors.unit_in_scope(request.user, uuid.UUID(str(export.filters["unit"])), on=today)
    lines = expiring_list.lines_of(export, unit, by=request.user, on=today, at=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kedaluwarsa.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
