"""The pages on which second readers answer objections, inside the Wagtail admin. Each makes one call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments import selectors, services
from assessments.bank_views import ITEMS_A_PAGE, actor, for_readers_of_the_bank, page_of
from assessments.services.appeals import AppealDecided, NoSuchRemedy, ReasonMissing
from assessments.services.rescoring import NotVoidable
from lms.sentences import sentence

REJECT = "tolak"


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the objections that this person answers."""
    waiting = selectors.appeals_waiting(actor(request), on=timezone.localdate())
    return page_of(request, "appeals", {"page": Paginator(waiting, ITEMS_A_PAGE).get_page(request.GET.get("p"))})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def appeal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an objection with what it is about, and take the answer."""
    answer, chosen, problem = request.POST.get("answer", ""), request.POST.get("remedy", ""), ""
    if request.method == "POST" and not chosen:
        problem = gettext("Choose what follows from the objection.")
    elif request.method == "POST":
        try:
            services.decide_appeal(
                appeal=uuid,
                by=actor(request),
                remedy="" if chosen == REJECT else chosen,
                answer=answer,
                at=timezone.now(),
            )
        except (ReasonMissing, NoSuchRemedy, NotVoidable) as refused:
            problem = sentence(refused)
        except AppealDecided as decided:
            messages.warning(request, sentence(decided))
            return redirect("item_bank:appeal", uuid)
        else:
            messages.success(request, gettext("The objection is answered, and its person is told."))
            return redirect("item_bank:appeals")
    page = selectors.appeal_page(actor(request), uuid, on=timezone.localdate())
    return page_of(request, "appeal", {"page": page, "answer": answer, "chosen": chosen, "problem": problem})
