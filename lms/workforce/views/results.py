"""Supervised results that HR takes out: what for, the link, the table."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
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
from lms.workforce import result_list, selectors
from lms.workforce.forms import PurposeForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def take_out(request: PersonRequest) -> HttpResponse:
    """Ask what the results are for, write it into the register, and lead to their link."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, None, on=today)
    rows = result_list.results_in_scope(request.user, on=today)
    people = rows.order_by().values("person_id").distinct().count()
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            made = services.record_export(
                by=request.user, kind=result_list.KIND, purpose=purpose, scope=unit.name, people=people, at=now
            )
            return redirect("workforce:results_taken_out", number=made.uuid)
        except InvalidInput as problem:
            form.add_error("purpose", sentence(problem))
    crumbs = [(gettext("People"), reverse("workforce:people")), (gettext("Take out results"), "")]
    context = {"form": form, "count": rows.count(), "people": people, "crumbs": crumbs}
    return render(request, "workforce/results_take_out.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def taken_out(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show the link of results that were taken out."""
    export = services.find_export(number=number, kind=result_list.KIND, by=request.user, at=timezone.now())
    crumbs = [(gettext("People"), reverse("workforce:people")), (gettext("The list is ready"), "")]
    context = {"export": export, "file": reverse("workforce:results_csv", args=[export.uuid]), "crumbs": crumbs}
    return render(request, "workforce/taken_out.html", context)


@login_required
@require_safe
@confirmed_recently
def results_csv(request: PersonRequest, number: uuid.UUID) -> StreamingHttpResponse:
    """Hand out the results to who took them out, while the link works and the role holds; each look is noted."""
    now = timezone.now()
    today = timezone.localdate(now)
    selectors.unit_in_scope(request.user, None, on=today)
    export = services.take_export(number=number, kind=result_list.KIND, by=request.user, at=now)
    rows = result_list.results_in_scope(request.user, on=today)
    people = set(rows.order_by().values_list("person_id", flat=True))
    services.log_looks(people=people, by=request.user, purpose="hr_review", at=now)
    lines = result_list.lines_of(export, by=request.user, on=today, at=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hasil_asesmen.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
