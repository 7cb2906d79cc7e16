"""The auditor's pages: find a certificate, follow it to its rule, read the log of roles."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates.rendering import masked_nip
from lms.audit import selectors, services
from lms.audit.forms import CertificateForm
from lms.errors import NotFound
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PersonRequest) -> HttpResponse:
    """Ask for a number or a code; it is posted, so that it stands in no log of addresses."""
    today = timezone.localdate()
    selectors.require_auditor(request.user, on=today)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = selectors.certificate_called(request.user, form.cleaned_data["text"], on=today)
            return redirect("audit:certificate", certificate=found.uuid)
        except NotFound as problem:
            form.add_error("text", sentence(problem))
    return render(request, "audit/index.html", {"form": form})


@login_required
@require_safe
def certificate(request: PersonRequest, certificate: uuid.UUID) -> HttpResponse:
    """Follow a certificate to the attempt, the evidence and the rule; the look is shown to the holder."""
    walk = services.look_at_certificate(certificate=certificate, by=request.user, at=timezone.now())
    facts = walk.certificate.facts
    context = {
        "walk": walk,
        "facts": facts,
        "nip": masked_nip(facts.holder_nip) if facts.holder_nip else "",
        "crumbs": [(gettext("Audit"), reverse("audit:index")), (str(walk.certificate), "")],
    }
    return render(request, "audit/certificate.html", context)


@login_required
@require_safe
def roles(request: PersonRequest) -> HttpResponse:
    """Show the log of roles in the auditor's scope."""
    rows = selectors.role_log(request.user, on=timezone.localdate())
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "crumbs": [(gettext("Audit"), reverse("audit:index")), (gettext("Log of roles"), "")],
    }
    return render(request, "audit/roles.html", context)
