"""My development plan, and what my superior does with it."""

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
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.development import selectors, services
from lms.development.forms import AnswerForm, GoalForm, ReturnForm
from lms.development.models import Plan, Standing
from lms.development.services.plans import GoalThere
from lms.development.views.obligations import crumbs_to
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 10


def crumbs_here(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from my development to plans."""
    return crumbs_to((gettext("Development plan"), reverse("development:plans")), *more)


def name_of(plan: Plan) -> str:
    """Return what a plan is called on the way to it."""
    return gettext("Plan %(year)s") % {"year": plan.year}


@login_required
@require_safe
def plans(request: PersonRequest) -> HttpResponse:
    """Show my plans, the one under way first."""
    rows = selectors.plans_of(request.user, viewer=request.user, on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "has_active": any(plan.state != "done" for plan in page.object_list),
        "crumbs": crumbs_to((gettext("Development plan"), "")),
    }
    return render(request, "development/plans/list.html", context)


@login_required
@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """Begin the plan of this year."""
    return redirect("development:plan", services.start_plan(by=request.user, at=timezone.now()).uuid)


@login_required
@require_safe
def plan(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show one of my plans."""
    found = selectors.own_plan(number, viewer=request.user, on=timezone.localdate())
    asked = next((row for row in found.follow_ups.all() if row.role == "person" and row.answered_at is None), None)
    context = {
        "plan": found,
        "asked": asked,
        "form": AnswerForm() if asked else None,
        "crumbs": crumbs_here((name_of(found), "")),
    }
    return render(request, "development/plans/one.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_goal(request: PersonRequest, number: UUID) -> HttpResponse:
    """Add a goal to my plan."""
    today = timezone.localdate()
    found = selectors.own_plan(number, viewer=request.user, on=today)
    gaps = selectors.goals_to_choose(request.user, on=today)
    offers = selectors.offers_to_choose(request.user, on=today)
    asked = {"competency": request.GET.get("kompetensi", "")}
    form = GoalForm(request.POST or None, gaps=gaps, offers=offers, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_goal(plan=number, typed=form.typed, by=request.user, at=timezone.now())
        except GoalThere as problem:
            form.add_error("competency", sentence(problem))
        except (InvalidInput, Conflict) as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The goal stands in your plan."))
            return redirect("development:plan", number)
    where = reverse("development:plan", args=[number])
    context = {"plan": found, "form": form, "crumbs": crumbs_here((name_of(found), where), (gettext("New goal"), ""))}
    return render(request, "development/plans/goal.html", context, status=422 if form.errors else 200)


def act(request: PersonRequest, number: UUID, deed: Callable[[], object], said: str) -> HttpResponse:
    """Do one thing with my plan and say so."""
    try:
        deed()
        messages.success(request, said)
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    return redirect("development:plan", number)


@login_required
@require_POST
def remove_goal(request: PersonRequest, number: UUID, goal: int) -> HttpResponse:
    """Take a goal out."""

    def deed() -> object:
        return services.remove_goal(plan=number, goal=goal, by=request.user)

    return act(request, number, deed, gettext("The goal is gone."))


@login_required
@require_POST
def send(request: PersonRequest, number: UUID) -> HttpResponse:
    """Send the plan to my superior."""

    def deed() -> object:
        return services.send_plan(plan=number, by=request.user, at=timezone.now())

    return act(request, number, deed, gettext("Sent. You may begin right away: learning waits for no approval."))


@login_required
@require_POST
def take_back(request: PersonRequest, number: UUID) -> HttpResponse:
    """Take the plan back to change it."""

    def deed() -> object:
        return services.take_plan_back(plan=number, by=request.user)

    return act(request, number, deed, gettext("The plan is yours again."))


@login_required
@require_POST
def finish(request: PersonRequest, number: UUID) -> HttpResponse:
    """Close my plan."""

    def deed() -> object:
        return services.finish_plan(plan=number, by=request.user, at=timezone.now())

    return act(request, number, deed, gettext("The plan is done. Your superior takes note of it."))


@login_required
@require_POST
def answer(request: PersonRequest, number: UUID) -> HttpResponse:
    """Say how my plan goes."""
    form = AnswerForm(request.POST)
    selectors.own_plan(number, viewer=request.user, on=timezone.localdate())
    if not form.is_valid():
        messages.warning(request, gettext("Choose how it goes."))
        return redirect("development:plan", number)

    def deed() -> object:
        standing, text = Standing(form.cleaned_data["standing"]), form.cleaned_data["text"]
        return services.answer_own_question(
            plan=number, standing=standing, text=text, by=request.user, at=timezone.now()
        )

    return act(request, number, deed, gettext("Thank you. Your superior reads this too."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def superior(request: PersonRequest, number: UUID) -> HttpResponse:
    """Show a plan to whom it waits for: agree, return it with a reason, or answer how it goes."""
    now = timezone.now()
    found, kinds = services.look_at_plan(plan=number, by=request.user, at=now)
    back, asked = ReturnForm(), AnswerForm()
    if request.method == "POST":
        back, asked = forms_of(request)
        done = judge(request, number, back, asked)
        if done:
            messages.success(request, done)
            return redirect("home:inbox")
    context = {
        "plan": found,
        "kinds": kinds,
        "back": back,
        "asked": asked,
        "crumbs": [
            (gettext("Team"), reverse("home:team")),
            (gettext("Inbox"), reverse("home:inbox")),
            (name_of(found), ""),
        ],
    }
    status = 422 if back.errors or asked.errors else 200
    return render(request, "development/plans/superior.html", context, status=status)


def forms_of(request: PersonRequest) -> tuple[ReturnForm, AnswerForm]:
    """Return the two forms, bound where theirs was the button."""
    back = ReturnForm(request.POST) if "kembalikan" in request.POST else ReturnForm()
    asked = AnswerForm(request.POST) if "jawab" in request.POST else AnswerForm()
    return back, asked


def judge(request: PersonRequest, number: UUID, back: ReturnForm, asked: AnswerForm) -> str:
    """Do what the button says; return what to say, or nothing where the form says what is missing."""
    by, now = request.user, timezone.now()
    if back.is_bound:
        if not back.is_valid():
            return ""
        services.return_one(item=("plan", number), reason=back.cleaned_data["reason"], by=by, at=now)
        return gettext("The plan went back with your reason.")
    if asked.is_bound:
        if not asked.is_valid():
            return ""
        standing = Standing(asked.cleaned_data["standing"])
        services.answer_question(plan=number, standing=standing, text=asked.cleaned_data["text"], by=by, at=now)
        return gettext("Thank you. The person reads this too.")
    services.approve_one(item=("plan", number), by=by, at=now)
    return gettext("You have agreed to the plan; the person has been told.")
