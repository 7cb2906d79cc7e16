"""The pages on which a person writes a portfolio and reads what became of it. Each makes one call into the domain."""

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

from assessments.models import PortfolioPiece
from assessments.portfolio_access import NoSuchPortfolio, own_piece
from assessments.portfolio_forms import HandInForm, ObjectionForm, PieceForm, ReflectionForm
from assessments.selectors import portfolios as selectors
from assessments.services import portfolio_writing as writing
from assessments.services import portfolios as services
from assessments.services.files import UnusableFile
from assessments.services.portfolio_writing import PieceContent
from assessments.views.pages import Crumbs, crumbs_to, number_from
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 20
GET_AND_POST = ["GET", "HEAD", "POST"]


def way_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way to a page of portfolios."""
    return crumbs_to((gettext("Portfolios"), reverse("assessments:portfolios")), *more)


def name_of(page: selectors.PortfolioPage) -> str:
    """Return what a portfolio is called in the way to a page."""
    portfolio = page.portfolio
    return gettext("%(code)s, level %(level)s") % {"code": portfolio.competency.code, "level": portfolio.level}


def way_from(page: selectors.PortfolioPage, here: str) -> Crumbs:
    """Return the way to a page of one portfolio."""
    return way_to((name_of(page), reverse("assessments:portfolio", args=[page.portfolio.uuid])), (here, ""))


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Show the own portfolios, and what a portfolio is for."""
    rows = Paginator(selectors.portfolios_listed(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": rows, "crumbs": way_to()}
    return render(request, "assessments/portfolios/index.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def start(request: PersonRequest) -> HttpResponse:
    """Show what may be claimed and what is missing for the rest; begin a portfolio."""
    now = timezone.now()
    if request.method == "POST":
        try:
            begun = writing.begin_portfolio(
                competency=request.POST.get("kompetensi", ""),
                level=number_from(request.POST.get("jenjang", ""), 0),
                by=request.user,
                at=now,
            )
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:portfolio_start")
        messages.success(request, gettext("Your portfolio is begun. Add the first piece of evidence."))
        return redirect("assessments:portfolio", begun.uuid)
    claims = selectors.claims_of(request.user, on=timezone.localdate(now))
    wanted = request.GET.get("kompetensi", "")[:20]
    context = {
        "claims": sorted(claims, key=lambda one: one.competency.code != wanted),
        "wanted": wanted,
        "open": any(one.may_begin for one in claims),
        "crumbs": way_to((gettext("New portfolio"), "")),
    }
    return render(request, "assessments/portfolios/start.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def portfolio(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show an own portfolio: what it holds and lacks while it is written, then where it stands and the outcome."""
    if request.method == "POST":
        return keep_reflection(request, uuid)
    page = selectors.portfolio_page(request.user, uuid, at=timezone.now())
    return page_of_one(request, page, ReflectionForm(initial={"reflection": page.portfolio.reflection}))


def page_of_one(request: PersonRequest, page: selectors.PortfolioPage, form: ReflectionForm) -> HttpResponse:
    """Return the page of one portfolio around the form of its reflection."""
    template = "draft" if page.portfolio.is_draft else "standing"
    context = {"page": page, "portfolio": page.portfolio, "form": form, "crumbs": way_to((name_of(page), ""))}
    status = 422 if form.errors else 200
    return render(request, f"assessments/portfolios/{template}.html", context, status=status)


def keep_reflection(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Keep what was written about the whole, and go where the button points."""
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        return page_of_one(request, selectors.portfolio_page(request.user, uuid, at=timezone.now()), form)
    try:
        text = form.cleaned_data["reflection"]
        writing.keep_reflection(portfolio=uuid, text=text, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio", uuid)
    if request.POST.get("langkah") == "kirim":
        return redirect("assessments:portfolio_hand_in", uuid)
    messages.success(request, gettext("Your reflection is kept."))
    return redirect("assessments:portfolio", uuid)


@login_required
@require_http_methods(GET_AND_POST)
def piece(request: PersonRequest, uuid: UUID, piece: UUID | None = None) -> HttpResponse:
    """Show one piece of evidence, or a new one, and keep what was typed."""
    now = timezone.now()
    page = selectors.portfolio_page(request.user, uuid, at=now)
    if not page.portfolio.is_draft:
        return redirect("assessments:portfolio", uuid)
    held = next((one for one in page.pieces if one.uuid == piece), None)
    if piece is not None and held is None:
        raise NoSuchPortfolio
    form = PieceForm(
        request.POST or None,
        request.FILES or None,
        initial=PieceForm.values_of(held) if held else {},
        indicators=[one.indicator for one in page.coverage],
        today=timezone.localdate(now),
    )
    if request.method == "POST" and form.is_valid():
        answer = keep_piece(request, page, held, form)
        if answer is not None:
            return answer
    here = held.title if held and held.title else gettext("Piece of evidence")
    context = {"page": page, "piece": held, "form": form, "crumbs": way_from(page, here)}
    return render(request, "assessments/portfolios/piece.html", context, status=422 if form.errors else 200)


def keep_piece(
    request: PersonRequest, page: selectors.PortfolioPage, held: PortfolioPiece | None, form: PieceForm
) -> HttpResponse | None:
    """Keep a piece; where its file is refused, everything else is kept and the file's field says why."""
    number, now = page.portfolio.uuid, timezone.now()
    told: dict[str, Any] = {"portfolio": number, "piece": held.uuid if held else None, "by": request.user, "at": now}
    content: PieceContent = form.content
    try:
        writing.keep_piece(**told, content=content, file=form.cleaned_data["file"])
    except UnusableFile as problem:
        kept = writing.keep_piece(**told, content=content, file=None)
        text = gettext("Everything you typed is kept, only the file is not.")
        messages.warning(request, f"{sentence(problem)} {text}")
        return redirect("assessments:portfolio_piece", number, kept.uuid)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio", number)
    messages.success(request, gettext("The piece of evidence is kept."))
    return redirect("assessments:portfolio", number)


@login_required
@require_POST
def remove_piece(request: PersonRequest, uuid: UUID, piece: UUID) -> HttpResponseRedirect:
    """Take a piece of evidence out."""
    try:
        writing.remove_piece(portfolio=uuid, piece=piece, by=request.user, at=timezone.now())
        messages.success(request, gettext("The piece of evidence is taken out, with its file."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio", uuid)


@login_required
@require_POST
def drop_file(request: PersonRequest, uuid: UUID, piece: UUID) -> HttpResponseRedirect:
    """Take the file out of a piece."""
    try:
        writing.drop_file(portfolio=uuid, piece=piece, by=request.user, at=timezone.now())
        messages.success(request, gettext("The file is deleted; what you wrote stays."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio_piece", uuid, piece)


@login_required
@require_safe
def piece_file(request: PersonRequest, uuid: UUID, piece: UUID) -> FileResponse:
    """Give a person back a file of their own."""
    return download_of(own_piece(request.user, uuid, piece))


def download_of(held: PortfolioPiece) -> FileResponse:
    """Return the file of a piece as a download that nothing opens by itself."""
    if not held.file:
        raise NoSuchPortfolio
    response = FileResponse(
        held.file.open(), as_attachment=True, filename=held.file_name, content_type="application/octet-stream"
    )
    response["Cache-Control"] = "no-store, private"
    return response


@login_required
@require_http_methods(GET_AND_POST)
def hand_in(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show what is missing or what is declared, then hand in."""
    now = timezone.now()
    form = HandInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_in(portfolio=uuid, **form.cleaned_data, by=request.user, at=now)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:portfolio", uuid)
        else:
            messages.success(request, gettext("Handed in. Two assessors judge it without knowing of each other."))
            return redirect("assessments:portfolio", uuid)
    page = selectors.portfolio_page(request.user, uuid, at=now)
    if not page.portfolio.is_draft:
        return redirect("assessments:portfolio", uuid)
    context = {
        "page": page,
        "portfolio": page.portfolio,
        "form": form,
        "crumbs": way_from(page, gettext("Hand in the portfolio")),
    }
    return render(request, "assessments/portfolios/hand_in.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Take a portfolio back that nobody has judged."""
    try:
        services.take_back(portfolio=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("Taken back. You can write on; nothing was lost."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:portfolio", uuid)


@login_required
@require_POST
def delete(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Delete a draft with its files."""
    try:
        writing.delete_portfolio(portfolio=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The draft and its files are deleted."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:portfolio", uuid)
    return redirect("assessments:portfolios")


@login_required
@require_http_methods(GET_AND_POST)
def appeal(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Object to a decision, once."""
    now = timezone.now()
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.object_to(portfolio=uuid, reason=form.cleaned_data["reason"], by=request.user, at=now)
        except InvalidInput as problem:
            form.add_error("reason", sentence(problem))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:portfolio", uuid)
        else:
            messages.success(request, gettext("Your objection is in. Two other assessors judge anew."))
            return redirect("assessments:portfolio", uuid)
    page = selectors.portfolio_page(request.user, uuid, at=now)
    if page.appeal_until is None:
        return redirect("assessments:portfolio", uuid)
    context = {"page": page, "form": form, "crumbs": way_from(page, gettext("Object"))}
    return render(request, "assessments/portfolios/appeal.html", context, status=422 if form.errors else 200)
