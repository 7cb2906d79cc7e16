"""The pages on which assessors judge portfolios. Each makes one call into the domain, and each look is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.portfolio_access import PURPOSE
from assessments.portfolio_forms import DecisionForm, JudgementForm, NoteForm
from assessments.selectors import portfolio_judging as selectors
from assessments.services import portfolio_decisions as decisions
from assessments.services import portfolio_judging as services
from assessments.views.pages import Crumbs, crumbs_to
from assessments.views.portfolios import download_of
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.people.services import log_look
from lms.sentences import sentence

ROWS_A_PAGE = 20
GET_AND_POST = ["GET", "HEAD", "POST"]


def way_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way to a page of the assessors' desk."""
    rating = (gettext("Rating"), reverse("assessments:rater_desk"))
    return crumbs_to(rating, (gettext("Portfolios"), reverse("assessments:portfolio_desk")), *more)


@login_required
@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """Show what was begun, what to answer, how much waits, and what was judged."""
    page = selectors.assessor_desk(request.user, on=timezone.localdate())
    given = Paginator(page.given, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"desk": page, "page": given, "crumbs": way_to()}
    return render(request, "assessments/portfolios/desk.html", context)


@login_required
@require_POST
def take(request: PersonRequest) -> HttpResponseRedirect:
    """Take the portfolio that waits longest."""
    try:
        seat = services.take_portfolio(by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.info(request, sentence(problem))
        return redirect("assessments:portfolio_desk")
    return redirect("assessments:portfolio_judge", seat.uuid)


@login_required
@require_http_methods(GET_AND_POST)
def judge(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask for the declaration first; then show the portfolio, and keep or give a judgement."""
    page = selectors.judging_page(request.user, uuid, at=timezone.now())
    if page.seat.is_given:
        return redirect(
            "assessments:portfolio_compare" if not page.seat.is_third else "assessments:portfolio_desk", uuid
        )
    if not page.is_declared:
        return render(request, "assessments/portfolios/declare.html", {"page": page, "crumbs": judge_crumbs(page)})
    return judging_response(request, page, is_revision=False)


def judge_crumbs(page: selectors.JudgingPage) -> Crumbs:
    """Return the way to a portfolio that is judged."""
    return way_to((page.panel.portfolio.competency.name, ""))


def judging_response(request: PersonRequest, page: selectors.JudgingPage, *, is_revision: bool) -> HttpResponse:
    """Show a portfolio around the form of its judgement; keep or give what was typed. The look is logged."""
    indicators = [one.indicator for one in page.coverage]
    portfolio = page.panel.portfolio
    form = JudgementForm(request.POST or None, indicators=indicators, level=portfolio.level, judgement=page.judgement)
    if request.method == "POST" and form.is_valid():
        answer = keep_or_give(request, page, form, is_revision=is_revision)
        if answer is not None:
            return answer
    log_look(viewer=request.user, subject=portfolio.person, purpose=PURPOSE, at=timezone.now())
    context = {
        "page": page,
        "portfolio": portfolio,
        "form": form,
        "rows": [(one, *form.fields_of(one.indicator)) for one in page.coverage],
        "is_revision": is_revision,
        "crumbs": judge_crumbs(page),
    }
    return render(request, "assessments/portfolios/judge.html", context, status=422 if form.errors else 200)


def keep_or_give(
    request: PersonRequest, page: selectors.JudgingPage, form: JudgementForm, *, is_revision: bool
) -> HttpResponse | None:
    """Keep what was typed so far, or make it final; None where something has to be mended first."""
    told: dict[str, Any] = {"seat": page.seat.uuid, "typed": form.typed, "by": request.user, "at": timezone.now()}
    try:
        if is_revision:
            services.revise_judgement(**told)
        elif request.POST.get("langkah") == "simpan":
            services.keep_judgement(**told)
            messages.success(request, gettext("Your judgement so far is kept. Give it when it is complete."))
            return redirect("assessments:portfolio_judge", page.seat.uuid)
        else:
            services.give_judgement(**told)
    except InvalidInput as problem:
        form.add_error(None, sentence(problem))
        return None
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio_desk")
    messages.success(request, gettext("Thank you. Your judgement is given."))
    return redirect("assessments:portfolio_desk")


@login_required
@require_POST
def declare(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Declare that nothing binds the assessor to the person."""
    is_free = request.POST.get("bebas") == "ya"
    try:
        services.declare_free(seat=uuid, is_free=is_free, by=request.user, at=timezone.now())
    except InvalidInput as problem:
        messages.warning(request, sentence(problem))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio_desk")
    return redirect("assessments:portfolio_judge", uuid)


@login_required
@require_POST
def recuse(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Give a portfolio back to the others."""
    try:
        services.recuse(seat=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The portfolio went back to the others. You will not get it again."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_desk")


@login_required
@require_safe
def piece_file(request: PersonRequest, uuid: UUID, piece: UUID) -> FileResponse:
    """Give an assessor a file of the portfolio; the look is logged."""
    held = selectors.piece_of_seat(request.user, uuid, piece, at=timezone.now())
    log_look(viewer=request.user, subject=held.portfolio.person, purpose=PURPOSE, at=timezone.now())
    return download_of(held)


@login_required
@require_safe
def compare(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show both judgements side by side, once both are given."""
    return screen_response(request, uuid, NoteForm(), DecisionForm())


def screen_response(request: PersonRequest, uuid: UUID, note: NoteForm, decision: DecisionForm) -> HttpResponse:
    """Return the decision screen around its two forms."""
    now = timezone.now()
    if not selectors.both_have_judged(request.user, uuid, at=now):
        return render(request, "assessments/portfolios/waits.html", {"crumbs": way_to((gettext("Judged"), ""))})
    screen = selectors.decision_screen(request.user, uuid, at=now)
    if screen.may_read:
        log_look(viewer=request.user, subject=screen.panel.portfolio.person, purpose=PURPOSE, at=now)
    context = {
        "screen": screen,
        "panel": screen.panel,
        "portfolio": screen.panel.portfolio,
        "note": note,
        "decision": decision,
        "crumbs": way_to((screen.panel.portfolio.competency.name, "")),
    }
    status = 422 if note.errors or decision.errors else 200
    return render(request, "assessments/portfolios/compare.html", context, status=status)


@login_required
@require_POST
def add_note(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Write down what the two conferred about."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return screen_response(request, uuid, form, DecisionForm())
    try:
        decisions.add_note(seat=uuid, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        messages.success(request, gettext("Noted. Now each of you changes the judgement or stays with it."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_compare", uuid)


@login_required
@require_http_methods(GET_AND_POST)
def revise(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Change the judgement once after conferring."""
    now = timezone.now()
    if not selectors.may_revise(request.user, uuid, at=now):
        return redirect("assessments:portfolio_compare", uuid)
    return judging_response(request, selectors.judging_page(request.user, uuid, at=now), is_revision=True)


@login_required
@require_POST
def stand(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Stay with the first judgement."""
    try:
        services.stand_by(seat=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("Noted: you stay with your judgement."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_compare", uuid)


@login_required
@require_POST
def decide(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Write the decision to which both came."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return screen_response(request, uuid, NoteForm(), form)
    try:
        reason = form.cleaned_data["reason"]
        decisions.record_decision(seat=uuid, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, gettext("The decision is written, and the person has been told."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_compare", uuid)
