"""Acting heads: named by the head for days of absence, appointed by HR for a vacancy."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.errors import DomainError
from lms.people import services
from lms.people.forms.roles import ActingForm
from lms.people.models import User
from lms.people.requests import PersonRequest
from lms.people.selectors import acting as selectors
from lms.sentences import sentence

ROWS_A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: PersonRequest) -> HttpResponse:
    """Show who acts while I am away, and name somebody."""
    now = timezone.now()
    today = timezone.localdate(now)
    units = selectors.units_headed_by(request.user, on=today)
    people = User.objects.none()
    for unit in units:
        people = people | selectors.may_act_for(unit, head=request.user, on=today)
    form = ActingForm(request.POST or None, units=units, people=people, letter=False, today=today)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.name_for_absence(
                unit=typed["unit"].uuid,
                person=typed["person"].uuid,
                since=typed["since"],
                until=typed["until"],
                basis=typed["basis"],
                by=request.user,
                at=now,
            )
        except DomainError as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The appointment is noted; both of you have been told."))
            return redirect("people:acting")
    rows = selectors.acting_for_me(request.user, on=today)
    context = {
        "form": form,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "heads": units.exists(),
        "today": today,
        "back": "tim",
        "crumbs": [(gettext("Team"), reverse("home:team")), (gettext("Acting head"), "")],
    }
    return render(request, "people/acting.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting_hr(request: PersonRequest) -> HttpResponse:
    """Show who acts as head in the scope of HR, and appoint somebody by letter."""
    now = timezone.now()
    today = timezone.localdate(now)
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("cari_unit", "cari")}
    form = form_of_hr(request, asked)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.appoint_to_vacancy(
                unit=typed["unit"].uuid,
                person=typed["person"].uuid,
                since=typed["since"],
                until=typed["until"],
                basis=typed["basis"],
                by=request.user,
                at=now,
            )
        except DomainError as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The appointment is noted; both of you have been told."))
            return redirect("people:acting_hr")
    rows = selectors.acting_for_hr(request.user, on=today)
    context = {
        "form": form,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "today": today,
        "asked": asked,
        "back": "sdm",
        "crumbs": [(gettext("HR"), reverse("workforce:gap_map")), (gettext("Acting heads"), "")],
    }
    return render(request, "people/acting_hr.html", context, status=422 if form.errors else 200)


def form_of_hr(request: PersonRequest, asked: dict[str, str]) -> ActingForm:
    """Return the form of HR with the first hundred units and people that the search in the address leaves.

    Raises:
        OutsideScope: the person works as HR for nothing.
    """
    today = timezone.localdate()
    selectors.require_hr(request.user, on=today)
    units = selectors.first_of(selectors.units_of_hr(request.user, on=today, text=asked["cari_unit"]))
    people = selectors.first_of(selectors.people_of_hr(request.user, on=today, text=asked["cari"]))
    return ActingForm(request.POST or None, units=units, people=people, letter=True, today=today)


@login_required
@require_POST
def end_acting(request: PersonRequest, posting: int) -> HttpResponse:
    """End an appointment early."""
    services.end_acting(posting=posting, by=request.user, at=timezone.now())
    messages.success(request, gettext("The appointment has ended; both have been told."))
    return redirect("people:acting_hr" if request.POST.get("dari") == "sdm" else "people:acting")
