"""The assessments of impact on people (UU 27/2022, article 34), open to everybody who is assessed or matched."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lms.people.requests import PersonRequest
from lms.privacy.impact import ASSESSMENTS


@login_required
@require_safe
def assessments(request: PersonRequest) -> HttpResponse:
    """Show which uses were assessed."""
    crumbs = [(gettext("Privacy"), reverse("privacy:notice")), (gettext("Impact"), "")]
    return render(request, "privacy/impact_list.html", {"assessments": list(ASSESSMENTS.values()), "crumbs": crumbs})


@login_required
@require_safe
def assessment(request: PersonRequest, name: str) -> HttpResponse:
    """Show one assessment."""
    if name not in ASSESSMENTS:
        raise Http404
    found = ASSESSMENTS[name]
    crumbs = [
        (gettext("Privacy"), reverse("privacy:notice")),
        (gettext("Impact"), reverse("privacy:impact")),
        (str(found.title), ""),
    ]
    return render(request, "privacy/impact.html", {"assessment": found, "crumbs": crumbs})
