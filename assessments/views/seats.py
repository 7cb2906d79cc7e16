"""The page of a person's own seat in a supervised sitting. It makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.selectors import sittings as selectors
from assessments.services.seats import take_seat
from assessments.sitting_forms import PinForm
from assessments.views.pages import crumbs_to, page_of, viewer_of
from lms.errors import Conflict, InvalidInput, Unavailable
from lms.sentences import sentence


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say when and where the person sits, and begin the test with the number on the board."""
    person, now = viewer_of(request), timezone.now()
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = take_seat(person=person, seat=uuid, pin=form.cleaned_data["pin"], at=now)
        except InvalidInput as problem:
            form.add_error("pin", sentence(problem))
        except (Conflict, Unavailable) as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:seat", uuid)
        else:
            return redirect("assessments:attempt", attempt.uuid)
    page = selectors.seat_page(person, uuid, at=now)
    context = {
        "page": page,
        "seat": page.seat,
        "sitting": page.sitting,
        "form": form,
        "crumbs": crumbs_to((page.sitting.blueprint.title, "")),
    }
    return page_of(request, "sittings/seat", context, status=422 if form.errors else 200)
