"""People by competencies in one table, for their own HR."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lms.competencies.gap import Reason
from lms.people import services
from lms.people.requests import PersonRequest
from lms.workforce import selectors
from lms.workforce.views.gap_map import unit_asked

SIZES = (50, 200, 2000)


@login_required
@require_safe
def matrix(request: PersonRequest) -> HttpResponse:
    """Show where each person of a unit and below stands in each competency; the looks are noted and shown to them."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    chosen = request.GET.get("baris", "")
    size = int(chosen) if chosen in map(str, SIZES) else SIZES[0]
    people = selectors.people_of_matrix(request.user, unit, on=today)
    page = Paginator(people, size).get_page(request.GET.get("halaman"))
    services.log_looks_as_hr(people=[row.person for row in page], by=request.user, at=now)
    context = {
        "unit": unit,
        "page": page,
        "matrix": selectors.matrix_of(list(page), on=today),
        "sizes": SIZES,
        "size": size,
        "reasons": list(Reason),
        "crumbs": [(gettext("People"), reverse("workforce:people")), (gettext("People by competency"), "")],
    }
    return render(request, "workforce/matrix.html", context)
