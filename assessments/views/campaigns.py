"""HR's pages of test campaigns. Each makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.campaign_forms import CampaignForm, CancelCampaignForm
from assessments.selectors import campaigns as selectors
from assessments.selectors.sittings import planning
from assessments.services import campaigns
from assessments.views.pages import Crumbs, page_of, viewer_of
from lms.errors import Conflict, InvalidInput
from lms.sentences import sentence

ROWS_A_PAGE = 25
PEOPLE_A_PAGE = 50


def crumbs_of(*more: tuple[str, str]) -> Crumbs:
    """Return the way from HR's room to a page."""
    return [
        (gettext("HR"), reverse("workforce:gap_map")),
        (gettext("Test campaigns"), reverse("assessments:campaigns")),
        *more,
    ]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of HR's parts."""
    rows = selectors.hr_campaigns(viewer_of(request), on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [*crumbs_of()[:1], (gettext("Test campaigns"), "")]
    return page_of(request, "campaigns/index", {"page": page, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    viewer, now = viewer_of(request), timezone.now()
    on = timezone.localdate(now)
    page = planning(viewer, on=on, unit_text=request.GET.get("unit", ""))
    form = CampaignForm(request.POST or None, tests=page.tests, units=page.units, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            unit = form.cleaned_data["unit"].uuid
            campaign = campaigns.plan_campaign(unit=unit, plan=form.plan, by=viewer, at=now)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("Planned. Nobody is asked yet: look at it once more, then begin."))
            return redirect("assessments:campaign", campaign.uuid)
    context = {"form": form, "crumbs": crumbs_of((gettext("New campaign"), ""))}
    return page_of(request, "campaigns/new", context, status=422 if form.errors else 200)


@login_required
@require_safe
def campaign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a campaign with its coverage."""
    return campaign_page(request, uuid)


def campaign_page(request: HttpRequest, uuid: UUID, form: CancelCampaignForm | None = None) -> HttpResponse:
    """Return the page of a campaign, with a form that was refused."""
    page = selectors.campaign_page(viewer_of(request), uuid, on=timezone.localdate())
    context = {
        "page": page,
        "campaign": page.campaign,
        "cancel": form or CancelCampaignForm(),
        "crumbs": crumbs_of((page.campaign.title, "")),
    }
    return page_of(request, "campaigns/campaign", context, status=422 if form else 200)


@login_required
@require_POST
def begin(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Begin a campaign; the worker gathers and tells people."""
    try:
        campaigns.begin_campaign(number=uuid, by=viewer_of(request), at=timezone.now())
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Begun. People are told on the first day; you can leave this page."))
    return redirect("assessments:campaign", uuid)


@login_required
@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call a campaign off."""
    form = CancelCampaignForm(request.POST)
    if not form.is_valid():
        return campaign_page(request, uuid, form)
    try:
        campaigns.cancel_campaign(number=uuid, **form.cleaned_data, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Called off. Whoever was asked and has not done it is told why."))
    return redirect("assessments:campaign", uuid)


@login_required
@require_POST
def seats(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Seat whoever has no seat yet."""
    try:
        many = campaigns.fill_seats(number=uuid, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        told = ngettext("%(n)s person has a seat now.", "%(n)s people have a seat now.", many)
        messages.success(request, told % {"n": many})
    return redirect("assessments:campaign", uuid)


@login_required
@require_safe
def not_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show who was asked and has not done it."""
    text = request.GET.get("cari", "")[:100]
    found, rows = selectors.not_done(viewer_of(request), uuid, on=timezone.localdate(), text=text)
    context = {
        "campaign": found,
        "page": Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("halaman")),
        "text": text,
        "crumbs": crumbs_of((found.title, reverse("assessments:campaign", args=[uuid])), (gettext("Not done yet"), "")),
    }
    return page_of(request, "campaigns/not_done", context)
