"""The pages of the calibrations, inside the Wagtail admin. Each makes one call into the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from assessments import findings, selectors, services
from assessments.bank_views import ITEMS_A_PAGE, actor, for_readers_of_the_bank, page_of
from lms.sentences import sentence

LONGEST_NOTE = 2000


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the calibrations, the newest first."""
    runs = selectors.calibration_list(actor(request), on=timezone.localdate())
    return page_of(request, "calibrations", {"page": Paginator(runs, ITEMS_A_PAGE).get_page(request.GET.get("p"))})


@require_safe
@for_readers_of_the_bank
def calibration(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one calibration: its items, the most troubled first, and the pictures."""
    found = selectors.calibration_page(actor(request), uuid, on=timezone.localdate())
    page = Paginator(found.items, ITEMS_A_PAGE).get_page(request.GET.get("p"))
    rows = [(row, findings.sentences(row.flags)) for row in page]
    return page_of(request, "calibration", {"found": found, "run": found.run, "page": page, "rows": rows})


def decide(request: HttpRequest, uuid: UUID, deed: Callable[..., Any], done: str) -> HttpResponse:
    """Take a decision and go back to the calibration; what is missing is said there."""
    note = request.POST.get("note", "")[:LONGEST_NOTE]
    try:
        deed(run=uuid, by=actor(request), at=timezone.now(), note=note)
    except (services.NoteMissing, services.NotADraft, services.OutdatedDraft) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, done)
    return redirect("item_bank:calibration", uuid)


@require_POST
@for_readers_of_the_bank
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Bring the parameters into use."""
    done = gettext("The parameters are in use from now on. Attempts that run keep those they began with.")
    return decide(request, uuid, services.approve_calibration, done)


@require_POST
@for_readers_of_the_bank
def reject(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave the parameters as they are."""
    return decide(request, uuid, services.reject_calibration, gettext("The draft is rejected. Nothing has changed."))
