"""Batches: what would go, how far it is, the ZIP to download, and taking back what has not left."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.siasn import selectors, services
from lms.siasn.forms import FilterForm, SendForm
from lms.siasn.models import Carrier, SendingState
from lms.siasn.services.sending import MOST_TOGETHER

A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def send(request: PersonRequest) -> HttpResponse:
    """Show what would go and which way; send it."""
    now = timezone.now()
    chosen = FilterForm.of(request.GET)
    ready = selectors.ready_to_send(request.user, on=timezone.localdate(now), filters=chosen.filters)
    form = SendForm(request.POST or None)
    form.fields["purpose"].required = ready.as_zip
    if request.method == "POST" and form.is_valid():
        try:
            made = services.request_sending(
                purpose=form.cleaned_data["purpose"], by=request.user, at=now, filters=chosen.filters
            )
            return redirect("siasn:sending", number=made[0].uuid) if len(made) == 1 else redirect("siasn:sendings")
        except (InvalidInput, Conflict) as problem:
            form.add_error("purpose" if ready.as_zip else None, sentence(problem))
    crumbs = [(gettext("Delivery to SIASN"), reverse("siasn:index")), (gettext("Send"), "")]
    context = {"form": form, "ready": ready, "query": chosen.query, "most": MOST_TOGETHER, "crumbs": crumbs}
    return render(request, "siasn/send.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def sendings(request: PersonRequest) -> HttpResponse:
    """Show the batches that the reader sent."""
    selectors.deliveries_in_scope(request.user, on=timezone.localdate())
    page = Paginator(selectors.sendings_of(request.user), A_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(gettext("Delivery to SIASN"), reverse("siasn:index")), (gettext("Sendings"), "")]
    return render(request, "siasn/sendings.html", {"page": page, "crumbs": crumbs})


@login_required
@require_safe
def sending(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far a batch is, and the link to its ZIP."""
    found = selectors.sending_of(number, viewer=request.user)
    progress = selectors.progress_of(found)
    context = {
        "sending": found,
        "progress": progress,
        "is_zip": found.carrier == Carrier.ZIP,
        "can_download": bool(found.file) and found.state in (SendingState.READY, SendingState.DONE),
        "can_take_back": found.state in (SendingState.OPEN, SendingState.READY),
        "crumbs": [
            (gettext("Delivery to SIASN"), reverse("siasn:index")),
            (gettext("Sendings"), reverse("siasn:sendings")),
            (f"{timezone.localtime(found.requested_at):%d-%m-%Y}", ""),
        ],
    }
    return render(request, "siasn/sending.html", context)


@login_required
@require_POST
def take_back(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Take back what has not left."""
    try:
        count = services.take_back(number=number, by=request.user, at=timezone.now())
        said = ngettext("%(n)d record was taken back.", "%(n)d records were taken back.", count) % {"n": count}
        messages.success(request, said)
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("siasn:sending", number=number)


@login_required
@require_safe
@confirmed_recently
def package(request: PersonRequest, number: uuid.UUID) -> FileResponse:
    """Hand out the ZIP to who made it, while the link works and the role holds."""
    found = services.take_package(number=number, by=request.user, at=timezone.now())
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=f"siasn-{timezone.localtime(found.requested_at):%Y%m%d-%H%M}.zip",
        content_type="application/zip",
    )
    answer["Cache-Control"] = "no-store"
    return answer
