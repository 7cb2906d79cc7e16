"""Learning paths as learners meet them: those open to me or asked of me, and one of them step by step."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lms.development import selectors
from lms.development.views.obligations import crumbs_to
from lms.people.requests import PersonRequest

ROWS_A_PAGE = 20


def crumbs_here(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from my development to paths."""
    return crumbs_to((gettext("Learning paths"), reverse("development:paths")), *more)


@login_required
@require_safe
def paths(request: PersonRequest) -> HttpResponse:
    """Show the paths that are open to me or asked of me, those I am asked to go first."""
    today = timezone.localdate()
    rows = selectors.paths_to_read(request.user, on=today)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "rows": selectors.path_rows(list(page.object_list), viewer=request.user, on=today),
        "may_write": selectors.may_write_paths(request.user, on=today),
        "crumbs": crumbs_to((gettext("Learning paths"), "")),
    }
    return render(request, "development/paths/list.html", context)


@login_required
@require_safe
def one_path(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show one path: how far I am, and what comes next."""
    today = timezone.localdate()
    row = selectors.path_page(number, viewer=request.user, on=today)
    context = {
        "row": row,
        "may_change": selectors.may_change_path(row.path, viewer=request.user, on=today),
        "crumbs": crumbs_here((row.path.title, "")),
    }
    return render(request, "development/paths/one.html", context)
