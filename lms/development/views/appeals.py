"""Appeals against levels: filing one, and HR's answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.development import selectors, services
from lms.development.forms import AnswerAppealForm
from lms.development.views.obligations import crumbs_to
from lms.errors import Conflict, NotAllowed
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20


@login_required
@require_safe
def appeals(request: PersonRequest) -> HttpResponse:
    """Show the appeals I answer as HR."""
    rows = selectors.appeals_to_answer(request.user, on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "crumbs": crumbs_to((gettext("Appeals against levels"), ""))}
    return render(request, "development/appeals/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show one appeal, and answer it."""
    now = timezone.now()
    row = services.look_at_appeal(number=number, by=request.user, at=now)
    form = AnswerAppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["decision"] == "uphold"
        try:
            services.answer_appeal(
                number=number, is_upheld=upheld, answer=form.cleaned_data["answer"], by=request.user, at=now
            )
        except (Conflict, NotAllowed) as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("Answered. The person has been told."))
            return redirect("development:level_appeals")
    crumbs = crumbs_to((gettext("Appeals against levels"), reverse("development:level_appeals")), (str(row.person), ""))
    context = {"row": row, "form": form, "crumbs": crumbs}
    return render(request, "development/appeals/one.html", context, status=422 if form.errors else 200)
