"""The page on which a person objects to a result. It makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from assessments import selectors, services
from assessments.views.pages import crumbs_to, number_from, page_of, viewer_of
from lms.errors import Conflict
from lms.sentences import sentence


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what was objected to and answered, and take an objection."""
    typed, problem = {"soal": request.GET.get("soal", ""), "alasan": ""}, ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            services.file_appeal(
                person=viewer_of(request),
                attempt=uuid,
                position=number_from(typed["soal"], 0) or None,
                reason=typed["alasan"],
                at=timezone.now(),
            )
        except services.ReasonMissing as missing:
            problem = sentence(missing)
        except Conflict as conflict:
            messages.warning(request, sentence(conflict))
            return redirect("assessments:result", uuid)
        else:
            messages.success(request, gettext("Your objection is in. A second reader answers it; we tell you."))
            return redirect("assessments:appeal", uuid)
    page = selectors.appeal_form(viewer_of(request), uuid, at=timezone.now())
    crumbs = crumbs_to(
        (page.attempt.blueprint.title, reverse("assessments:result", args=[uuid])), (gettext("Objection"), "")
    )
    context = {"page": page, "typed": typed, "problem": problem, "crumbs": crumbs}
    return page_of(request, "appeal", context, status=422 if problem else 200)
