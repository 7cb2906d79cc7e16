"""The pages on which the fixed forms of a test are put together. Each makes one call into the domain."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import blueprint_access, services
from assessments.assembling import CODES
from assessments.bank_views import actor, for_readers_of_the_bank
from assessments.blueprint_forms import ProposalForm
from assessments.blueprint_views import page_of
from assessments.selectors import blueprint_figures, blueprints
from assessments.services.blueprint_checks import refusal
from lms.errors import Conflict, InvalidInput
from lms.sentences import sentence

ITEMS_A_PAGE = 50
FIELD = "soal-"


def number_in(text: str | None, otherwise: int) -> int:
    """Return the number that a text holds, of at most nine digits."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def forms(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the forms of a test and the items of one group; keep which form each of them belongs to."""
    on = timezone.localdate()
    group = number_in(request.GET.get("kelompok"), 1)
    if request.method == "POST":
        return keep(request, uuid, group)
    found = blueprints.forms_page(actor(request), uuid, group, on=on)
    page = Paginator(found.candidates, ITEMS_A_PAGE).get_page(request.GET.get("p"))
    for one in page:
        one.form = found.form_of.get(one.pk, "")
    context = {
        "found": found,
        "test": found.test,
        "page": page,
        "codes": CODES,
        "faults": [sentence(refusal(fault)) for fault in found.faults],
        "tells": blueprint_figures.information_of(found.test, found.content, on=on),
        "proposal": ProposalForm(),
    }
    return page_of(request, "forms", context)


def keep(request: HttpRequest, uuid: UUID, group: int) -> HttpResponseRedirect:
    """Keep to which form each item of the page was given."""
    sent = {
        number_in(name.removeprefix(FIELD), 0): request.POST.get(name, "")
        for name in request.POST
        if name.startswith(FIELD) and request.POST.get(name, "") in ("", *CODES)
    }
    chosen = {item: code for item, code in sent.items() if code}
    try:
        services.put_in_forms(test=uuid, chosen=chosen, group=list(sent), by=actor(request), at=timezone.now())
    except InvalidInput as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("The forms were saved."))
    page = number_in(request.GET.get("p"), 1)
    return HttpResponseRedirect(f"{reverse('written_tests:forms', args=[uuid])}?kelompok={group}&p={page}")


@require_POST
@for_readers_of_the_bank
def propose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put parallel forms together from the bank."""
    form = ProposalForm(request.POST)
    wanted = form.cleaned_data["forms_wanted"] if form.is_valid() else 2
    try:
        services.propose_forms(test=uuid, forms=wanted, seed=secrets.randbits(62), by=actor(request), at=timezone.now())
    except (InvalidInput, Conflict) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("The forms were put together. Compare them below, and change what you like."))
    return redirect("written_tests:forms", uuid)


@require_POST
@for_readers_of_the_bank
def arrange(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask an item of a form one place earlier, or take it out."""
    step, _, place = request.POST.get("langkah", "").partition(":")
    code, _, item = place.partition(":")
    deed = {"naik": services.move_up, "keluar": services.drop_item}.get(step)
    if deed is None:
        raise blueprint_access.NoSuchWrittenTest
    deed(test=uuid, form=code, item=number_in(item, 0), by=actor(request), at=timezone.now())
    return redirect("written_tests:forms", uuid)
