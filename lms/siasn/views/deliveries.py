"""HR's ledger of records on their way to SIASN, one record with its history, and the own records of each person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.siasn import selectors, services
from lms.siasn.forms import FilterForm, WordingForm
from lms.siasn.models import Delivery, DeliveryState
from lms.siasn.services.deciding import MovedOn, OwnRecord

A_PAGE = 25


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Show the records of the reader's part of the organisation, by state."""
    today = timezone.localdate()
    form = FilterForm.of(request.GET)
    asked = form.filters
    everything = selectors.deliveries_in_scope(
        request.user, on=today, filters=selectors.Filters(unit=asked.unit, year=asked.year)
    )
    counts = selectors.counts_of(everything)
    rows = everything.filter(state=asked.state) if asked.state else everything
    form.offer(units=selectors.units_of(request.user, on=today), years=selectors.years_of(everything))
    context = {
        "form": form,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("halaman")),
        "counts": [(state, state.label, counts[state]) for state in DeliveryState],
        "drafts": counts[DeliveryState.DRAFT],
        "ready": selectors.ready_to_send(request.user, on=today, filters=asked),
        "delivers": selectors.delivers(request.user, on=today),
        "state": asked.state,
        "query": form.query,
    }
    return render(request, "siasn/index.html", context)


@login_required
@require_POST
def check_all(request: PersonRequest) -> HttpResponse:
    """Look over the drafts of a filtered list."""
    form = FilterForm.of(request.GET)
    found = services.check_all(by=request.user, at=timezone.now(), filters=form.filters)
    ready = ngettext("%(n)d record is checked.", "%(n)d records are checked.", found.checked) % {"n": found.checked}
    hindered = ngettext("%(n)d is hindered.", "%(n)d are hindered.", found.hindered) % {"n": found.hindered}
    messages.success(request, f"{ready} {hindered}" if found.hindered else ready)
    if found.left:
        left = ngettext("%(n)d draft is left; check again.", "%(n)d drafts are left; check again.", found.left)
        messages.info(request, left % {"n": found.left})
    return redirect(f"{reverse('siasn:index')}?{form.query}")


@login_required
@require_safe
def delivery(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show one record: how it stands in SIASN's words, what hinders it, and its history. The look is noted."""
    found = services.look_at_delivery(number=number, by=request.user, at=timezone.now())
    context = {
        "delivery": found,
        "events": found.events.select_related("by"),
        "body": [(name, value) for name, value in (found.body or {}).items() if name != "path" and value is not None],
        "is_own": found.person == request.user,
        "crumbs": crumbs_to(found.title),
    }
    return render(request, "siasn/delivery.html", context)


@login_required
@require_POST
def check(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Look over one draft."""
    try:
        found = services.check(number=number, by=request.user, at=timezone.now())
        if found.problems:
            messages.warning(request, gettext("Something still hinders this record. The page says what."))
        else:
            messages.success(request, gettext("Checked. It can be sent now."))
    except MovedOn as problem:
        messages.info(request, sentence(problem))
    return redirect("siasn:delivery", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Write a record anew for SIASN; one that was rejected begins a new round."""
    now = timezone.now()
    found = services.look_at_delivery(number=number, by=request.user, at=now)
    form = WordingForm(request.POST) if request.method == "POST" else WordingForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            written = services.correct(number=number, wording=form.wording, by=request.user, at=now)
            return redirect("siasn:delivery", number=written.uuid)
        except (Conflict, OwnRecord) as problem:
            messages.info(request, sentence(problem))
            return redirect("siasn:delivery", number=number)
    return show_correction(request, found, form)


def show_correction(request: PersonRequest, found: Delivery, form: WordingForm) -> HttpResponse:
    """Show the form of a record's wording."""
    crumbs = [*crumbs_to(found.title, reverse("siasn:delivery", args=[found.uuid])), (gettext("Correct"), "")]
    context = {"delivery": found, "form": form, "crumbs": crumbs}
    return render(request, "siasn/correct.html", context, status=422 if form.errors else 200)


def crumbs_to(title: str, url: str = "") -> list[tuple[str, str]]:
    """Return the way to a record."""
    return [(gettext("Delivery to SIASN"), reverse("siasn:index")), (title, url)]


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Show the reader's own records and how far each is on its way to SIASN."""
    page = Paginator(selectors.own_deliveries(request.user), A_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(gettext("My development"), reverse("home:development")), (gettext("My training in SIASN"), "")]
    return render(request, "siasn/mine.html", {"page": page, "crumbs": crumbs})
