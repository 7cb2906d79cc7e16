"""Asking the people behind a cell of the map to take a test, a course or a learning path."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from lms.development import services as development
from lms.errors import DomainError
from lms.people.models import User
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.workforce import selectors
from lms.workforce.forms import AssignForm, FilterForm
from lms.workforce.views.gap_map import narrowing_of, reason_asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: PersonRequest, unit: uuid.UUID, code: str) -> HttpResponse:
    """Choose what the people behind a cell are asked to do, see what it would close, and ask them."""
    now = timezone.now()
    today = timezone.localdate(now)
    place = selectors.unit_in_scope(request.user, unit, on=today)
    competency = selectors.competency_by_code(code, FilterForm.of(request.GET).asked.framework)
    facets, reason = FilterForm.of(request.GET).asked.facets, reason_asked(request)
    found = selectors.assigning_page(request.user, place, competency, on=today, reason=reason, facets=facets)
    form = AssignForm(found.targets, request.POST or None, initial={"batch": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        rows = selectors.to_be_asked(request.user, place, competency, on=today, reason=reason, facets=facets)
        people = User.objects.filter(pk__in=rows.order_by().values("person_id"))
        try:
            done = development.assign(
                people=people,
                target=form.asked,
                due=form.due,
                reason=form.cleaned_data["reason"],
                batch=form.cleaned_data["batch"],
                by=request.user,
                at=now,
            )
        except DomainError as problem:
            form.add_error(None, sentence(problem))
        else:
            said = ngettext("%(count)d person is asked.", "%(count)d people are asked.", done.asked)
            messages.success(request, said % {"count": done.asked})
            return redirect("development:assignment", number=done.assignment.uuid)
    here = reverse("workforce:unit_competency", args=[place.uuid, competency.code])
    back = f"{here}?{request.GET.urlencode()}"
    context = {
        "unit": place,
        "competency": competency,
        "reason": reason,
        "found": found,
        "form": form,
        "back": back,
        "crumbs": [
            (gettext("Gap map"), f"{reverse('workforce:gap_map')}?unit={place.uuid}&{narrowing_of(request)}"),
            (competency.name, back),
            (gettext("Assign"), ""),
        ],
    }
    return render(request, "workforce/assign.html", context, status=422 if form.errors else 200)
