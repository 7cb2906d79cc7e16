"""What a person sees of HR's lists: on which they stand, what for, by which evidence; and a leader of the own unit."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lms.development.selectors import targets_in_force
from lms.people.requests import PersonRequest
from lms.workforce import selectors
from lms.workforce.views.gap_map import unit_asked

ROWS_A_PAGE = 20
UNITS_A_PAGE = 40


@login_required
@require_safe
def own_lists(request: PersonRequest) -> HttpResponse:
    """Show the lists on which I stand or stood."""
    page = Paginator(selectors.own_entries(request.user), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(gettext("Competencies"), reverse("home:competencies")), (gettext("Lists on which you stand"), "")]
    return render(request, "workforce/own_lists.html", {"page": page, "now": timezone.now(), "crumbs": crumbs})


@login_required
@require_safe
def own_list(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show my entry on one list, with the evidence it rests on."""
    entry = selectors.own_entry(number, viewer=request.user)
    crumbs = [
        (gettext("Competencies"), reverse("home:competencies")),
        (gettext("Lists on which you stand"), reverse("own_lists:all")),
        (entry.export.filters["post"], ""),
    ]
    context = {"entry": entry, "grounds": selectors.own_grounds(entry), "now": timezone.now(), "crumbs": crumbs}
    return render(request, "workforce/own_list.html", context)


@login_required
@require_safe
def own_unit(request: PersonRequest) -> HttpResponse:
    """Show whoever heads a unit that unit in totals."""
    today = timezone.localdate()
    own = selectors.own_unit(request.user, unit_asked(request), on=today)
    above = own.found.path[:-1]
    here = reverse("leaders:own_unit")
    crumbs = [(gettext("Team"), reverse("home:team")), *((step.name, f"{here}?unit={step.uuid}") for step in above)]
    crumbs += [(own.found.path[-1].name, "")]
    page = Paginator(own.found.rows, UNITS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"own": own, "found": own.found, "hours": own.hours, "page": page}
    context |= {"targets": targets_in_force(today), "crumbs": crumbs}
    return render(request, "workforce/own_unit.html", context)
