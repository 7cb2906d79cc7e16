"""Hours of a year by unit, for HR and readers of totals."""

from __future__ import annotations

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
from lms.workforce import exports, selectors
from lms.workforce.hours import HoursTable
from lms.workforce.views.gap_map import unit_asked
from lms.workforce.views.lists import as_file, crumbs_to

ROWS_A_PAGE = 40


def year_asked(request: PersonRequest) -> int:
    """Return the year in the address; what is not counted is this year."""
    years = selectors.years_counted(timezone.localdate())
    text = request.GET.get("tahun", "")
    return int(text) if text in map(str, years) else years[0]


def hours_asked(request: PersonRequest) -> HoursTable:
    """Return the hours of the unit and the year in the address."""
    return selectors.hours_by_unit(request.user, unit_asked(request), on=timezone.localdate(), year=year_asked(request))


@login_required
@require_safe
def hours(request: PersonRequest) -> HttpResponse:
    """Show how many people have learned the hours of a year, part by part."""
    today = timezone.localdate()
    found = hours_asked(request)
    here = f"{reverse('workforce:hours')}?tahun={found.year}"
    above = found.path[:-1]
    steps = [
        (gettext("Hours (JP) by unit"), here if above else ""),
        *((u.name, f"{here}&unit={u.uuid}") for u in above),
    ]
    last = [(found.path[-1].name, "")] if above else []
    context = {
        "found": found,
        "page": Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "years": selectors.years_counted(today),
        "targets": targets_in_force(min(today, today.replace(year=found.year, month=12, day=31))),
        "link": f"{here}&unit=",
        "query": request.GET.urlencode(),
        "crumbs": crumbs_to(*steps, *last),
    }
    return render(request, "workforce/hours.html", context)


@login_required
@require_safe
def hours_csv(request: PersonRequest) -> HttpResponse:
    """Hand out the hours by unit as a table."""
    return as_file(exports.hours_csv(hours_asked(request), at=timezone.now()), "jp")
