"""Who is ready for a post: asked for with a purpose, shown for a day, and open to whoever stands on it."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import services
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.workforce import ready_lists, ready_table, selectors
from lms.workforce.forms import ReadyForm
from lms.workforce.views.gap_map import unit_asked
from lms.workforce.views.lists import crumbs_to, made_or_said, number_asked

PEOPLE_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def ask(request: PersonRequest) -> HttpResponse:
    """Ask for which post and what for, write the list and its purpose, and lead to it."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    chosen = selectors.post_wanted(kind="", position=number_asked(request.GET.get("jabatan", "")))
    form = ReadyForm(request.POST or None, has_position=chosen is not None)
    if request.method == "POST" and form.is_valid():
        wanted = chosen or selectors.Wanted(form.cleaned_data["jenis"])
        answer = made_or_said(
            form,
            lambda: ready_lists.make_ready_list(
                unit=unit, wanted=wanted, purpose=form.cleaned_data["purpose"], by=request.user, at=now
            ),
            "workforce:ready",
        )
        if answer is not None:
            return answer
    text = request.GET.get("cari", "").strip()[:100]
    context = {
        "form": form,
        "unit": unit,
        "choice": selectors.unit_choice(request.user, unit, on=today),
        "chosen": chosen,
        "text": text,
        "posts": selectors.posts_named(text),
        "crumbs": crumbs_to((gettext("Ready for a post"), "")),
    }
    return render(request, "workforce/ready_ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def ready(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show the list to who asked for it, while the day lasts and the role holds."""
    now = timezone.now()
    today = timezone.localdate(now)
    export = services.find_export(number=number, kind=ready_lists.KIND, by=request.user, at=now)
    unit = selectors.unit_in_scope(request.user, uuid.UUID(str(export.filters["unit"])), on=today)
    entries = selectors.entries_on(export, request.user, on=today)
    page = Paginator(entries, PEOPLE_A_PAGE).get_page(request.GET.get("halaman"))
    services.log_looks_as_hr(people=[row.person for row in page], by=request.user, at=now)
    context = {
        "export": export,
        "unit": unit,
        "page": page,
        "rows": selectors.as_entries(page.object_list, on=today),
        "is_ranked": selectors.may_rank(today),
        "shown": selectors.shown_for(export, request.user, unit, on=today),
        "crumbs": crumbs_to(
            (gettext("Ready for a post"), reverse("workforce:ready_ask")), (export.filters["post"], "")
        ),
    }
    return render(request, "workforce/ready.html", context)


@login_required
@require_safe
@confirmed_recently
def ready_csv(request: PersonRequest, number: uuid.UUID) -> StreamingHttpResponse:
    """Hand out the list to who asked for it."""
    now = timezone.now()
    today = timezone.localdate(now)
    export = services.take_export(number=number, kind=ready_lists.KIND, by=request.user, at=now)
    selectors.unit_in_scope(request.user, uuid.UUID(str(export.filters["unit"])), on=today)
    lines = ready_table.lines_of(export, by=request.user, on=today, at=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="siap.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
