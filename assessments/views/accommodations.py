"""The pages of adjustments in tests. Each makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import services as attempt_services
from assessments.accommodation_access import accommodation_for_hr
from assessments.accommodation_forms import ConfirmForm, DeclineForm, WishForm
from assessments.selectors import accommodations as selectors
from assessments.services import accommodations as services
from assessments.views.pages import crumbs_to, page_of, viewer_of
from lms.errors import Conflict, InvalidInput
from lms.people.models import User
from lms.people.services import log_look
from lms.sentences import sentence

ROWS_A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show the own adjustments, and ask for one."""
    viewer, now = viewer_of(request), timezone.now()
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_accommodation(by=viewer, wish=form.wish, at=now)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:accommodation")
        else:
            messages.success(request, gettext("Your request has gone to HR. You are told as soon as it is answered."))
            return redirect("assessments:accommodation")
    page = selectors.accommodation_page(viewer, on=timezone.localdate(now))
    rows = Paginator(page.all, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "accommodations": page,
        "page": rows,
        "form": form,
        "crumbs": crumbs_to((gettext("Adjustments in tests"), "")),
    }
    return page_of(request, "accommodations/mine", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Take back an own adjustment."""
    services.withdraw_accommodation(number=uuid, by=viewer_of(request), at=timezone.now())
    messages.success(request, gettext("Taken back. Tests that you begin from now on are as for everybody."))
    return redirect("assessments:accommodation")


@login_required
@require_safe
def hr_index(request: HttpRequest) -> HttpResponse:
    """Show HR what waits and what the officer decided."""
    found = selectors.hr_accommodations(viewer_of(request), on=timezone.localdate())
    context = {
        "waiting": Paginator(found.waiting, ROWS_A_PAGE).get_page(request.GET.get("menunggu")),
        "decided": Paginator(found.decided, ROWS_A_PAGE).get_page(request.GET.get("diputus")),
        "crumbs": [(gettext("HR"), reverse("workforce:gap_map")), (gettext("Adjustments in tests"), "")],
    }
    return page_of(request, "accommodations/hr_index", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hr_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one request to HR, and answer it; the look is logged."""
    viewer, now = viewer_of(request), timezone.now()
    on = timezone.localdate(now)
    row = accommodation_for_hr(viewer, uuid, on=on)
    log_look(viewer=viewer, subject=row.person, purpose="hr_review", at=now)
    declines = request.POST.get("langkah") == "tolak"
    confirm = ConfirmForm(request.POST if request.method == "POST" and not declines else None, on=on)
    decline = DeclineForm(request.POST if declines else None)
    form: ConfirmForm | DeclineForm = decline if declines else confirm
    if request.method == "POST" and form.is_valid():
        try:
            answer(uuid, form, viewer)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:accommodations_hr")
        else:
            messages.success(request, gettext("Your answer is noted, and the person is told."))
            return redirect("assessments:accommodations_hr")
    context = {
        "accommodation": row,
        "confirm": confirm,
        "decline": decline,
        "crumbs": [
            (gettext("Adjustments in tests"), reverse("assessments:accommodations_hr")),
            (row.person.display_name, ""),
        ],
    }
    return page_of(request, "accommodations/hr_decide", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_break(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the break in an attempt; going on ends it."""
    person, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        attempt_services.go_on(person=person, attempt=uuid, at=now)
        return redirect("assessments:attempt", uuid)
    attempt = attempt_services.open_break(person=person, attempt=uuid, at=now)
    if not (attempt.is_running and attempt.is_paused):
        return redirect("assessments:attempt", uuid)
    crumbs = crumbs_to((attempt.blueprint.title, ""))
    return page_of(request, "break", {"attempt": attempt, "crumbs": crumbs})


def answer(number: UUID, form: ConfirmForm | DeclineForm, by: User) -> None:
    """Carry out what a valid form says."""
    now = timezone.now()
    if isinstance(form, DeclineForm):
        services.decline_accommodation(number=number, answer=form.cleaned_data["answer"], by=by, at=now)
    else:
        services.confirm_accommodation(number=number, **form.cleaned_data, by=by, at=now)
