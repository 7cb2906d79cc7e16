"""The person's notices."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lms.notices import selectors, services
from lms.people.requests import PersonRequest

NOTICES_A_PAGE = 20


@login_required
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """Show the notices, newest first."""
    rows = selectors.notices_of(viewer=request.user)
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "notices/inbox.html", {"page": page})


@login_required
@require_POST
def mark_read(request: PersonRequest) -> HttpResponse:
    """Mark all as read."""
    services.mark_read(by=request.user, at=timezone.now())
    return redirect("notices:inbox")
