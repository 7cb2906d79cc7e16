"""The way to HR's lists, what several of them share, and those that hold numbers alone: mentors, match, trend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from lms.errors import Conflict, InvalidInput, NotFound
from lms.people.models import PeopleExport
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.workforce import exports, selectors
from lms.workforce.forms import PurposeForm
from lms.workforce.views.gap_map import unit_asked
from mentoring.access import may_write_programmes


def crumbs_to(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the lists to a page."""
    return [(pgettext("HR", "Lists"), reverse("workforce:lists")), *steps]


def as_file(text: str, name: str) -> HttpResponse:
    """Return a table as a file for a spreadsheet."""
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def made_or_said(form: PurposeForm, make: Callable[[], PeopleExport], address: str) -> HttpResponse | None:
    """Return the way to a list that was made, or None after the form says why it was not."""
    try:
        return redirect(address, number=make().uuid)
    except (InvalidInput, Conflict, NotFound) as problem:
        form.add_error("purpose" if problem.code == "export_purpose_missing" else None, sentence(problem))
        return None


@login_required
@require_safe
def lists(request: PersonRequest) -> HttpResponse:
    """Show what lists there are."""
    is_hr = selectors.reads_lists(request.user, on=timezone.localdate())
    return render(request, "workforce/lists.html", {"is_hr": is_hr})


def mentors_asked(request: PersonRequest) -> selectors.MentorPage:
    """Return mentors against needs for the unit in the address."""
    return selectors.mentors_needed(request.user, unit_asked(request), on=timezone.localdate())


@login_required
@require_safe
def mentors(request: PersonRequest) -> HttpResponse:
    """Show mentors there are against mentors needed, by competency."""
    today = timezone.localdate()
    found = mentors_asked(request)
    context: dict[str, Any] = {
        "mentors": found,
        "found": found.found,
        "writes": may_write_programmes(request.user, on=today),
        "query": request.GET.urlencode(),
        "crumbs": crumbs_to((gettext("Mentors and needs"), "")),
    }
    return render(request, "workforce/mentors.html", context)


@login_required
@require_safe
def mentors_csv(request: PersonRequest) -> HttpResponse:
    """Hand out mentors against needs as a table."""
    return as_file(exports.mentors_csv(mentors_asked(request), at=timezone.now()), "mentor")


@login_required
@require_safe
def match_csv(request: PersonRequest) -> HttpResponse:
    """Hand out how people fit their posts, by band, for the unit in the address."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = selectors.unit_in_scope(request.user, unit_asked(request), on=today)
    return as_file(exports.bands_csv(selectors.match_by_band(unit, on=today), at=now), "kecocokan")


@login_required
@require_safe
def trend_csv(request: PersonRequest) -> HttpResponse:
    """Hand out the months of the map, as the reader sees them there."""
    found = selectors.gap_map(request.user, unit_asked(request), on=timezone.localdate())
    is_top = found.opens_people or len(found.path) == 1
    return as_file(exports.trend_csv(selectors.trend(found) if found.unit and is_top else []), "tren")


def number_asked(text: str) -> UUID | None:
    """Return the id in an address; a text that is no id counts as none."""
    try:
        return UUID(text)
    except ValueError:
        return None
