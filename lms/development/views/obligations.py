"""What I am asked to do; and for those who ask: what became of it, and what cannot be met."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.development import selectors, services
from lms.development.forms import ExcuseForm, MoveForm, SettleForm
from lms.errors import DomainError, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20
SETTLED: dict[str, Callable[..., int]] = {
    "anyway": services.ask_anyway,
    "realistic": services.ask_with_realistic_due,
    "refuse": services.do_not_ask,
    "dismiss": services.dismiss,
}


def crumbs_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from my development."""
    return [(gettext("My development"), reverse("home:development")), *more]


@login_required
@require_safe
def obligations(request: PersonRequest) -> HttpResponse:
    """Show what I am asked to do, the next due first."""
    today = timezone.localdate()
    rows = selectors.obligations_of(request.user, viewer=request.user, on=today)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "rows": selectors.as_rows(list(page.object_list), on=today),
        "may_ask": selectors.may_ask(request.user, on=today),
        "crumbs": crumbs_to((gettext("What I am asked to do"), "")),
    }
    return render(request, "development/obligations.html", context)


@login_required
@require_safe
def assignments(request: PersonRequest) -> HttpResponse:
    """Show what I asked of people, and what was held back because it cannot be met."""
    today = timezone.localdate()
    selectors.require_may_ask(request.user, on=today)
    return render(request, "development/assignments.html", assignments_context(request))


def assignments_context(request: PersonRequest) -> dict[str, object]:
    """Return what the page of assignments shows."""
    today = timezone.localdate()
    exceptions = selectors.exceptions_for(request.user, on=today)
    return {
        "page": Paginator(selectors.assignments_of(request.user, on=today), ROWS_A_PAGE).get_page(
            request.GET.get("halaman")
        ),
        "exceptions": Paginator(exceptions, ROWS_A_PAGE).get_page(request.GET.get("terhalang")),
        "actions": SettleForm.ACTIONS,
        "crumbs": crumbs_to((gettext("What I ask of others"), "")),
    }


@login_required
@require_POST
def settle(request: PersonRequest) -> HttpResponse:
    """Settle the exceptions that were ticked."""
    form = SettleForm(request.POST)
    selectors.require_may_ask(request.user, on=timezone.localdate())
    if not form.is_valid():
        context = {**assignments_context(request), "form": form}
        return render(request, "development/assignments.html", context, status=422)
    action = SETTLED[form.cleaned_data["action"]]
    try:
        count = action(obligations=form.cleaned_data["obligations"], by=request.user, at=timezone.now())
        said = ngettext("Settled for %(count)d person.", "Settled for %(count)d people.", count)
        messages.success(request, said % {"count": count})
    except DomainError as problem:
        messages.warning(request, sentence(problem))
    return redirect("development:assignments")


@login_required
@require_safe
def assignment(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show what became of one assignment, person by person."""
    today = timezone.localdate()
    given = selectors.assignment(number, viewer=request.user, on=today)
    people = selectors.people_of(given, viewer=request.user, on=today)
    page = Paginator(people, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "given": given,
        "page": page,
        "rows": selectors.as_rows(list(page.object_list), on=today),
        "crumbs": crumbs_to(
            (gettext("What I ask of others"), reverse("development:assignments")), (given.target_title, "")
        ),
    }
    return render(request, "development/assignment.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: PersonRequest, number: UUID) -> HttpResponse:
    """Excuse one person, with a reason."""
    now = timezone.now()
    row = selectors.obligation_to_settle(number, viewer=request.user, on=timezone.localdate(now))
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.excuse(obligation=number, reason=form.cleaned_data["reason"], by=request.user, at=now)
        messages.success(request, gettext("The person is excused and has been told why."))
        return redirect("development:assignments")
    return one_person(request, row, form, gettext("Excuse"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_due(request: PersonRequest, number: UUID) -> HttpResponse:
    """Give one person more time."""
    now = timezone.now()
    row = selectors.obligation_to_settle(number, viewer=request.user, on=timezone.localdate(now))
    form = MoveForm(request.POST or None, initial={"due_on": row.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            services.move_due(obligation=number, due_on=form.cleaned_data["due_on"], by=request.user, at=now)
        except InvalidInput as problem:
            form.add_error("due_on", sentence(problem))
        else:
            messages.success(request, gettext("The new due date holds; the person is reminded of it."))
            return redirect("development:assignments")
    return one_person(request, row, form, gettext("Change the due date"))


def one_person(request: PersonRequest, row: object, form: ExcuseForm | MoveForm, title: str) -> HttpResponse:
    """Draw the form about one person's obligation."""
    context = {
        "row": row,
        "form": form,
        "title": title,
        "crumbs": crumbs_to((gettext("What I ask of others"), reverse("development:assignments")), (title, "")),
    }
    return render(request, "development/obligation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: PersonRequest, number: UUID) -> HttpResponse:
    """Take back what I asked, from everybody who has it open still."""
    count = services.withdraw_assignment(assignment=number, by=request.user, at=timezone.now())
    said = ngettext("Withdrawn from %(count)d person.", "Withdrawn from %(count)d people.", count)
    messages.success(request, said % {"count": count})
    return redirect("development:assignment", number)
