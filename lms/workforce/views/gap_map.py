"""The map of gaps, its table, and the people behind a cell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lms.competencies.gap import Reason
from lms.people import access, services
from lms.people.models import Role
from lms.people.requests import PersonRequest
from lms.tables import XLSX
from lms.workforce import selectors
from lms.workforce.exports import as_csv, as_xlsx
from lms.workforce.forms import FilterForm
from lms.workforce.maps import GapMap, MapRow, share
from lms.workforce.pictures import line, stacked_bar
from lms.workforce.rendering import MapSheet, to_pdf
from lms.workforce.selectors import BandCount

PEOPLE_A_PAGE = 25
ROWS_A_PAGE = 40
MEASURES = ("memenuhi", "dinilai", "kesenjangan")


@dataclass(frozen=True)
class Tab:
    """One way to look at the same page."""

    label: str
    url: str
    current: bool


def unit_asked(request: HttpRequest) -> uuid.UUID | None:
    """Return the unit in the address; a text that is no id counts as none."""
    try:
        return uuid.UUID(request.GET.get("unit", ""))
    except ValueError:
        return None


def reason_asked(request: HttpRequest) -> str:
    """Return the reason in the address; what is none counts as all."""
    found = request.GET.get("alasan", "")
    return found if found in set(Reason) else ""


def measure_asked(request: HttpRequest) -> str:
    """Return the measure in the address; what is none counts as the first."""
    found = request.GET.get("tampilan", "")
    return found if found in MEASURES else MEASURES[0]


def order_asked(request: HttpRequest) -> str:
    """Return the order in the address; empty for that of the tree."""
    return "terendah" if request.GET.get("urut") == "terendah" else ""


def address_with(request: HttpRequest, **changes: str) -> str:
    """Return this page's address with other parameters."""
    query = request.GET.copy()
    query.pop("halaman", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@login_required
@require_safe
def gap_map(request: PersonRequest) -> HttpResponse:
    """Show the map of a unit: its parts by competencies."""
    form = FilterForm.of(request.GET)
    found = selectors.gap_map(request.user, unit_asked(request), on=timezone.localdate(), asked=form.asked)
    measure = measure_asked(request)
    labels = [gettext("Meet the standard"), gettext("Assessed"), gettext("Mean gap")]
    # Months were counted for everybody: beside a map of some people they would mislead.
    whole = not form.asked.facets.chosen
    # Beside the months of units further down, those of a unit that is left out could be worked out.
    is_top = found.opens_people or len(found.path) == 1
    points = selectors.trend(found) if found.unit and whole and is_top else []
    form.offer(
        regions=[] if found.unit else selectors.regions(),
        frameworks=[(each.code, str(each)) for each in selectors.frameworks()],
    )
    order = order_asked(request)
    context = {
        "found": found,
        "form": form,
        "order": order,
        "page": Paginator(in_order(found.rows, measure, order), ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "narrowing": narrowing_of(request),
        "measure": measure,
        "tabs": [
            Tab(label, address_with(request, tampilan=name), name == measure)
            for label, name in zip(labels, MEASURES, strict=True)
        ],
        "segments": stacked_bar(found.reasons),
        "points": points,
        "match": match_of(found, form),
        "met_line": line([point.cell.share_met or 0.0 for point in points]),
        "assessed_line": line([point.cell.share_assessed or 0.0 for point in points]),
        "crumbs": map_crumbs(found, narrowing_of(request)),
        "export_query": request.GET.urlencode(),
        "is_hr": access.holds_role(request.user, Role.HR, on=timezone.localdate()),
    }
    return render(request, "workforce/gap_map.html", context)


def match_of(found: GapMap, form: FilterForm) -> list[BandCount]:
    """Return how everybody of a unit fits the posts, for the unit's own HR; nothing for others or for some people."""
    if found.unit is None or not found.opens_people or form.asked.facets.chosen:
        return []
    return selectors.match_by_band(found.unit, on=timezone.localdate())


def in_order(rows: list[MapRow], measure: str, order: str) -> list[MapRow]:
    """Return the rows as the tree has them, or those that are worst under the measure first; without data last."""
    if not order:
        return rows
    return sorted(rows, key=lambda row: (share(row.total, measure) is None, share(row.total, measure) or 0.0))


def narrowing_of(request: HttpRequest) -> str:
    """Return the filters of this address as one to hang on to others, so that the way on and back keeps them."""
    kept = request.GET.copy()
    for name in ("unit", "halaman", "tampilan", "urut", "alasan"):
        kept.pop(name, None)
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return kept.urlencode()


def map_crumbs(found: GapMap, narrowing: str) -> list[tuple[str, str]]:
    """Return the way from the top of the scope to the unit."""
    here = reverse("workforce:gap_map")
    return [(step.name, f"{here}?unit={step.uuid}&{narrowing}") for step in found.path] if len(found.path) > 1 else []


@login_required
@require_safe
def gap_map_csv(request: PersonRequest) -> HttpResponse:
    """Hand out the map as a table."""
    now = timezone.now()
    form = FilterForm.of(request.GET)
    found = selectors.gap_map(request.user, unit_asked(request), on=timezone.localdate(now), asked=form.asked)
    answer = HttpResponse("\ufeff" + as_csv(found, at=now), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="peta-kesenjangan.csv"'
    return answer


@login_required
@require_safe
def gap_map_xlsx(request: PersonRequest) -> HttpResponse:
    """Hand out the map as a table for a spreadsheet."""
    now = timezone.now()
    form = FilterForm.of(request.GET)
    found = selectors.gap_map(request.user, unit_asked(request), on=timezone.localdate(now), asked=form.asked)
    answer = HttpResponse(as_xlsx(found, at=now), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="peta-kesenjangan.xlsx"'
    return answer


@login_required
@require_safe
def gap_map_pdf(request: PersonRequest) -> HttpResponse:
    """Hand out the map as a report to print: the rows of this page, the figures and pictures of the whole."""
    now = timezone.now()
    form = FilterForm.of(request.GET)
    found = selectors.gap_map(request.user, unit_asked(request), on=timezone.localdate(now), asked=form.asked)
    measure = measure_asked(request)
    rows = in_order(found.rows, measure, order_asked(request))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    sheet = MapSheet(
        found=found,
        rows=list(page),
        number=page.number,
        pages=page.paginator.num_pages,
        measure=measure,
        filters=form.in_words,
        made_at=timezone.localtime(now),
        made_by=request.user.display_name,
    )
    answer = HttpResponse(to_pdf(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="peta-kesenjangan.pdf"'
    return answer


@login_required
@require_safe
def unit_competency(request: PersonRequest, unit: uuid.UUID, code: str) -> HttpResponse:
    """Show the people behind a cell of the map, worst first; who stands on the page can see that."""
    now = timezone.now()
    today = timezone.localdate(now)
    place = selectors.unit_in_scope(request.user, unit, on=today)
    form = FilterForm.of(request.GET)
    competency = selectors.competency_by_code(code, form.asked.framework)
    reason = reason_asked(request)
    facets = form.asked.facets
    rows = selectors.people_behind(request.user, place, competency, on=today, reason=reason, facets=facets)
    narrowing = narrowing_of(request)
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("halaman"))
    services.log_looks_as_hr(people=[row.person for row in page], by=request.user, at=now)
    context = {
        "unit": place,
        "narrowing": narrowing,
        "narrowed": [(str(form.fields[name].label), form.words_of(name)) for name in form.chosen],
        "competency": competency,
        "reason": reason,
        "reasons": list(Reason),
        "page": page,
        "crumbs": [
            (gettext("Gap map"), f"{reverse('workforce:gap_map')}?{narrowing}"),
            (place.name, f"{reverse('workforce:gap_map')}?unit={place.uuid}&{narrowing}"),
            (competency.name, ""),
        ],
    }
    return render(request, "workforce/unit_competency.html", context)
