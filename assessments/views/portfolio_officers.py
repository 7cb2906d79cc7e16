"""The pages of officers: how portfolios move, how far assessors agree, and who may judge. Each makes one call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.portfolio_forms import DecisionForm, TrainingForm
from assessments.selectors import portfolio_oversight as selectors
from assessments.services import assessors as services
from assessments.services import portfolio_decisions as decisions
from assessments.views.pages import Crumbs, crumbs_to
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 25


def way_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way to a page of the officers."""
    return crumbs_to((gettext("Portfolios and assessors"), reverse("assessments:portfolio_oversight")), *more)


@login_required
@require_safe
def oversight(request: PersonRequest) -> HttpResponse:
    """Show how many portfolios stand where, and how far assessors agree; no person is named."""
    now = timezone.now()
    found = selectors.oversight_of(request.user, at=now)
    page = Paginator(found.open, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"oversight": found, "page": page, "now": now, "crumbs": way_to()}
    return render(request, "assessments/portfolios/oversight.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Write the decision to which both assessors came, where neither has done so in time."""
    now = timezone.now()
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decide_as_chair(panel=uuid, reason=form.cleaned_data["reason"], by=request.user, at=now)
            messages.success(request, gettext("The decision is written, and the person has been told."))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio_oversight")
    told = selectors.chair_page(request.user, uuid, at=now)
    context = {"told": told, "panel": told.panel, "form": form, "crumbs": way_to((gettext("Write the decision"), ""))}
    return render(request, "assessments/portfolios/chair.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessors(request: PersonRequest) -> HttpResponse:
    """Show the list of assessors, and record a training."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = selectors.assessor_list(request.user, on=today)
    form = TrainingForm(request.POST or None, raters=found.raters, areas=found.areas, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_training(trained=form.trained, by=request.user, at=now)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The training is recorded. The assessor finds the desk under “Rating”."))
            return redirect("assessments:portfolio_assessors")
    page = Paginator(found.trainings, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "assessors": found,
        "page": page,
        "form": form,
        "today": today,
        "crumbs": way_to((gettext("Assessors"), "")),
    }
    return render(request, "assessments/portfolios/assessors.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_training(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """End a training, with a reason."""
    try:
        services.end_training(training=uuid, reason=request.POST.get("alasan", ""), by=request.user, at=timezone.now())
        messages.success(request, gettext("The training has ended. The assessor takes no portfolio any more."))
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_assessors")
