"""The pages on which reviewers look at attempts with remarks, inside the Wagtail admin. Each makes one call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.bank_views import ITEMS_A_PAGE, actor, for_readers_of_the_bank
from assessments.bank_views import page_of as bank_page_of
from assessments.models import ObservationVerdict
from assessments.selectors import observations as selectors
from assessments.services import observing as services
from lms.errors import InvalidInput
from lms.people.models import User
from lms.sentences import sentence


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the attempts with remarks that this person looks at."""
    rows = selectors.observations_to_review(actor(request), on=timezone.localdate())
    page = Paginator(rows, ITEMS_A_PAGE).get_page(request.GET.get("p"))
    return bank_page_of(request, "observations", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def observation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what was observed of one attempt, and take down what the reviewer found."""
    typed, problem = {"verdict": request.POST.get("verdict", ""), "reason": request.POST.get("reason", "")}, ""
    if request.method == "POST":
        try:
            services.review_observation(number=uuid, by=actor(request), at=timezone.now(), **typed)
        except InvalidInput as refused:
            problem = sentence(refused)
        except services.ObservationReviewed as reviewed:
            messages.warning(request, sentence(reviewed))
            return redirect("observations:observation", uuid)
        else:
            messages.success(request, gettext("Noted. No score has changed."))
            return redirect("observations:index")
    return one_page(request, uuid, {**typed, "problem": problem})


@require_POST
@for_readers_of_the_bank
def name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the same page with the name of the person; the look is logged."""
    return one_page(request, uuid, {}, services.name_behind(number=uuid, by=actor(request), at=timezone.now()))


def one_page(request: HttpRequest, uuid: UUID, typed: dict[str, str], person: User | None = None) -> HttpResponse:
    """Return the page of one observation."""
    page = selectors.observation_page(actor(request), uuid, on=timezone.localdate())
    context = {"page": page, "person": person, "verdicts": ObservationVerdict.choices, "typed": typed}
    return bank_page_of(request, "observation", context)
