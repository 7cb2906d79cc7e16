"""Files with SIASN's answers: uploaded, looked over line by line, applied or thrown away."""

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

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.siasn import selectors, services
from lms.siasn.forms import ReplyForm
from lms.siasn.models import ReplyState, Verdict
from lms.tables import LARGEST_BYTES

A_PAGE = 20
LINES_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PersonRequest) -> HttpResponse:
    """Show the files of replies that the reader brought in; take a new one and look it over."""
    now = timezone.now()
    selectors.deliveries_in_scope(request.user, on=timezone.localdate(now))
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        # One byte more than is read tells a file that is too large from one that is not.
        data = form.cleaned_data["file"].read(LARGEST_BYTES + 1)
        try:
            return redirect("siasn:reply_file", services.receive_replies(data=data, by=request.user, at=now).uuid)
        except InvalidInput as problem:
            form.add_error("file", sentence(problem))
    page = Paginator(selectors.reply_files_of(request.user), A_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(gettext("Delivery to SIASN"), reverse("siasn:index")), (gettext("SIASN’s replies"), "")]
    context = {"form": form, "page": page, "crumbs": crumbs}
    return render(request, "siasn/replies.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def one(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show what each line of a file would do, and the way to apply it."""
    found = selectors.reply_file_of(number, viewer=request.user)
    counts = selectors.verdicts_of(found)
    asked = request.GET.get("hasil", "")
    first = next((verdict for verdict in (Verdict.WRONG, *Verdict) if counts[verdict]), Verdict.ACCEPTED)
    shown = Verdict(asked) if asked in Verdict.values else first
    context = {
        "file": found,
        "counts": [(verdict, verdict.label, counts[verdict]) for verdict in Verdict],
        "useful": sum(counts[one] for one in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.DELETED)),
        "shown": shown,
        "shown_label": shown.label,
        "page": Paginator(selectors.lines_of(found, shown), LINES_A_PAGE).get_page(request.GET.get("halaman")),
        "is_checked": found.state == ReplyState.CHECKED,
        "crumbs": [
            (gettext("Delivery to SIASN"), reverse("siasn:index")),
            (gettext("SIASN’s replies"), reverse("siasn:replies")),
            (f"{timezone.localtime(found.received_at):%d-%m-%Y}", ""),
        ],
    }
    return render(request, "siasn/reply_file.html", context)


@login_required
@require_POST
def apply(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Apply the good lines of a file."""
    try:
        found = services.apply_replies(number=number, by=request.user, at=timezone.now())
        said = ngettext("%(n)d reply was applied.", "%(n)d replies were applied.", found.applied)
        messages.success(request, said % {"n": found.applied})
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("siasn:reply_file", number=number)


@login_required
@require_POST
def discard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Throw a file of replies away."""
    try:
        services.discard_replies(number=number, by=request.user, at=timezone.now())
        messages.success(request, gettext("The file was thrown away. Nothing was changed."))
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("siasn:reply_file", number=number)
