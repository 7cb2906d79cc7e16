"""The pages of 360-degree ratings. Each makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.models import DeclineReason, MultiraterRound
from assessments.multirater_access import NoSuchRound
from assessments.multirater_forms import ColleagueForm, DeclineRatingForm, RatingForm, StartForm
from assessments.selectors import multirater as selectors
from assessments.selectors.multirater_forms import RatingPage, rating_page
from assessments.services import multirater_ratings as ratings
from assessments.services import multirater_starting as starting
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.people.services import log_look
from lms.sentences import sentence

ROWS_A_PAGE = 10
ROUNDS_A_PAGE = 25
GET_AND_POST = ["GET", "HEAD", "POST"]

Crumbs = list[tuple[str, str]]


def crumbs_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way from the list of tests to a page of 360-degree ratings."""
    first = (gettext("Tests"), reverse("assessments:mine"))
    return [first, (gettext("360-degree ratings"), reverse("assessments:multirater")), *more]


def hr_crumbs(*more: tuple[str, str]) -> Crumbs:
    """Return the way to HR's pages."""
    return crumbs_to((gettext("HR"), reverse("assessments:multirater_hr")), *more)


def number_in(text: str) -> int:
    """Return the number that a text holds, of at most four digits; 0 for any other text."""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def uuid_in(text: str) -> UUID | None:
    """Return the id that a text holds; None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Show what is asked of me, whom I confirm, and rounds about me and my team."""
    desk = selectors.desk_of(request.user, at=timezone.now())
    context = {
        "desk": desk,
        "asked": paged(request, desk.requests, "halaman"),
        "mine": paged(request, desk.mine, "putaran"),
        "team": paged(request, desk.team, "tim"),
        "named": paged(request, desk.proposals, "usulan"),
        "crumbs": crumbs_to(),
    }
    return render(request, "assessments/multirater/index.html", context)


def paged(request: HttpRequest, rows: object, parameter: str, size: int = ROWS_A_PAGE) -> Page[MultiraterRound]:
    """Return the page of a list that the address names."""
    return Paginator(rows, size).get_page(request.GET.get(parameter))  # type: ignore[arg-type]


@login_required
@require_http_methods(GET_AND_POST)
def start(request: PersonRequest) -> HttpResponse:
    """Begin a round about oneself."""
    now = timezone.now()
    page = selectors.start_page(request.user, on=timezone.localdate(now), as_hr=False)
    form = StartForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            begun = starting.start_own(plan=form.plan, by=request.user, at=now)
        except InvalidInput as problem:
            add_fault(form, problem)
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:multirater")
        else:
            messages.success(request, gettext("Your round has begun. You can name colleagues of other units now."))
            return redirect("assessments:multirater_round", begun.uuid)
    context = {"page": page, "form": form, "crumbs": crumbs_to((gettext("Ask for feedback"), ""))}
    return render(request, "assessments/multirater/start.html", context, status=422 if form.errors else 200)


def add_fault(form: StartForm, problem: InvalidInput) -> None:
    """Put what cannot be beside its field."""
    field = getattr(problem, "field", None)
    form.add_error(field if field in form.fields else None, sentence(problem))


@login_required
@require_http_methods(GET_AND_POST)
def rate(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Say what is asked and how anonymous it is; show one part of it, or keep its answers and go on."""
    page = rating_page(request.user, uuid, at=timezone.now())
    if request.method == "POST":
        return keep_and_go_on(request, page)
    number = number_in(request.GET.get("bagian", ""))
    if not number or not page.is_open:
        return render(request, "assessments/multirater/asked.html", {"page": page, "crumbs": rate_crumbs(page)})
    return part_response(request, page, number)


def rate_crumbs(page: RatingPage, *more: tuple[str, str]) -> Crumbs:
    """Return the way to a request."""
    name = gettext("Your own view") if page.is_self else page.request.round.ratee.display_name
    return crumbs_to((name, reverse("assessments:multirater_rate", args=[page.request.uuid])), *more)


def part_response(
    request: PersonRequest, page: RatingPage, number: int, form: RatingForm | None = None
) -> HttpResponse:
    """Return the page of one part around its form."""
    part = page.part(number)
    context = {
        "page": page,
        "part": part,
        "form": form or RatingForm(part=part, is_self=page.is_self),
        "crumbs": rate_crumbs(page, (part.competency.name, "")),
    }
    status = 422 if form and form.errors else 200
    return render(request, "assessments/multirater/part.html", context, status=status)


def keep_and_go_on(request: PersonRequest, page: RatingPage) -> HttpResponse:
    """Keep what a form sent, and go where its button points."""
    part = page.part(number_in(request.POST.get("bagian", "")))
    form = RatingForm(request.POST, part=part, is_self=page.is_self)
    if not form.is_valid():
        return part_response(request, page, part.number, form)
    try:
        ratings.save_part(request=page.request.uuid, part=form.part, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:multirater_rate", page.request.uuid)
    step = number_in(request.POST.get("langkah", ""))
    if 1 <= step <= len(page.parts):
        return redirect(part_address(page.request.uuid, step))
    if request.POST.get("langkah") == "nanti":
        messages.success(request, gettext("Your answers are kept. Go on whenever you like, and hand in at the end."))
        return redirect("assessments:multirater")
    return redirect("assessments:multirater_hand_in", page.request.uuid)


def part_address(request: UUID, number: int) -> str:
    """Return the address of one part."""
    return f"{reverse('assessments:multirater_rate', args=[request])}?bagian={number}"


@login_required
@require_http_methods(GET_AND_POST)
def hand_in(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once before a rating is handed in, naming what is open; then hand it in."""
    now = timezone.now()
    if request.method == "POST":
        try:
            ratings.hand_in(request=uuid, by=request.user, at=now)
        except (Conflict, InvalidInput) as problem:
            messages.warning(request, sentence(problem))
            missing = isinstance(problem, InvalidInput)
            return redirect("assessments:multirater_hand_in" if missing else "assessments:multirater_rate", uuid)
        messages.success(request, gettext("Your rating is handed in. Thank you for your time."))
        return redirect("assessments:multirater")
    page = rating_page(request.user, uuid, at=now)
    if not page.is_open:
        return redirect("assessments:multirater_rate", uuid)
    context = {"page": page, "crumbs": rate_crumbs(page, (gettext("Hand in"), ""))}
    return render(request, "assessments/multirater/hand_in.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def decline(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask why, and take a no."""
    now = timezone.now()
    form = DeclineRatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = DeclineReason(form.cleaned_data["reason"])
        try:
            ratings.decline(request=uuid, reason=reason, by=request.user, at=now)
            messages.success(request, gettext("You are not asked any more. Nobody is told that it was you."))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
        return redirect("assessments:multirater")
    page = rating_page(request.user, uuid, at=now)
    if not page.is_open or page.is_self:
        return redirect("assessments:multirater_rate", uuid)
    context = {"page": page, "form": form, "crumbs": rate_crumbs(page, (gettext("Decline"), ""))}
    return render(request, "assessments/multirater/decline.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def round_of(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show how far a round is, and what came out; a superior's look is logged."""
    return round_response(request, uuid, ColleagueForm())


def round_response(request: PersonRequest, uuid: UUID, form: ColleagueForm) -> HttpResponse:
    """Return the page of a round around the form with which a colleague is named."""
    now = timezone.now()
    page = selectors.round_page(request.user, uuid, at=now)
    if form.is_bound and not page.is_about_viewer:  # a superior names nobody
        raise NoSuchRound
    if not page.is_about_viewer:
        log_look(viewer=request.user, subject=page.round.ratee, purpose="superior", at=now)
    name = gettext("About you") if page.is_about_viewer else page.round.ratee.display_name
    context = {"page": page, "round": page.round, "form": form, "crumbs": crumbs_to((name, ""))}
    template = "result" if page.round.is_closed else "round"
    status = 422 if form.errors else 200
    return render(request, f"assessments/multirater/{template}.html", context, status=status)


@login_required
@require_POST
def name_colleague(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Name a colleague; what was typed stays where nobody is found."""
    form = ColleagueForm(request.POST)
    if not form.is_valid():
        return round_response(request, uuid, form)
    try:
        ratings.name_colleague(number=uuid, text=form.cleaned_data["colleague"], by=request.user, at=timezone.now())
    except InvalidInput as problem:
        form.add_error("colleague", sentence(problem))
        return round_response(request, uuid, form)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Named. Your superior or HR confirms; then your colleague is asked."))
    return redirect("assessments:multirater_round", uuid)


@login_required
@require_POST
def decide(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Confirm or refuse a colleague who was named."""
    accept = request.POST.get("keputusan") == "setuju"
    try:
        ratings.decide_named(number=uuid, accept=accept, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Your decision is noted."))
    return redirect("assessments:multirater_hr" if request.POST.get("dari") == "sdm" else "assessments:multirater")


@login_required
@require_POST
def cancel(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Stop a round about oneself."""
    try:
        starting.cancel_own(number=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The round is stopped, and what was answered is deleted."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:multirater")


@login_required
@require_safe
def hr_index(request: PersonRequest) -> HttpResponse:
    """Show HR's rounds in scope: coverage while they run, levels when they are closed."""
    text, state = request.GET.get("cari", "")[:100].strip(), request.GET.get("status", "")
    rows = selectors.rounds_listed(request.user, on=timezone.localdate(), text=text, state=state)
    context = {
        "page": paged(request, rows, "halaman", ROUNDS_A_PAGE),
        "text": text,
        "state": state,
        "states": MultiraterRound._meta.get_field("state").choices,
        "crumbs": hr_crumbs(),
    }
    return render(request, "assessments/multirater/hr_index.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def hr_start(request: PersonRequest) -> HttpResponse:
    """Begin rounds for one person or for a whole unit."""
    now = timezone.now()
    person, text = uuid_in(request.GET.get("orang", "")), request.GET.get("cari", "")[:100].strip()
    page = selectors.start_page(request.user, on=timezone.localdate(now), as_hr=True, person=person, text=text)
    form = StartForm(request.POST or None, page=page, for_unit=page.person is None)
    if request.method == "POST" and form.is_valid():
        try:
            return begin_as_hr(request, form, person)
        except InvalidInput as problem:
            add_fault(form, problem)
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:multirater_hr")
    context = {"page": page, "form": form, "text": text, "crumbs": hr_crumbs((gettext("New round"), ""))}
    return render(request, "assessments/multirater/hr_start.html", context, status=422 if form.errors else 200)


def begin_as_hr(request: PersonRequest, form: StartForm, person: UUID | None) -> HttpResponseRedirect:
    """Begin what the form says, and tell how many rounds that are."""
    if person is not None:
        begun = starting.start_for_person(person=person, plan=form.plan, by=request.user, at=timezone.now())
        messages.success(request, gettext("The round has begun. Raters are told as soon as it opens."))
        return redirect("assessments:multirater_hr_round", begun.uuid)
    unit = form.cleaned_data["unit"]
    started = starting.start_for_unit(unit=unit.uuid, plan=form.plan, by=request.user, at=timezone.now())
    many = len(started.rounds)
    told = ngettext("%(n)s round has begun.", "%(n)s rounds have begun.", many) % {"n": many}
    if started.passed_over:
        told += " " + gettext("Passed over, because of a round now or lately: %(n)s.") % {"n": started.passed_over}
    messages.success(request, told)
    return redirect("assessments:multirater_hr")


@login_required
@require_safe
def hr_round(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show one round to HR; the look is logged."""
    now = timezone.now()
    page = selectors.hr_round_page(request.user, uuid, on=timezone.localdate(now))
    log_look(viewer=request.user, subject=page.round.ratee, purpose="hr_review", at=now)
    context = {"page": page, "round": page.round, "crumbs": hr_crumbs((page.round.ratee.display_name, ""))}
    return render(request, "assessments/multirater/hr_round.html", context)


@login_required
@require_POST
def hr_cancel(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Stop a round of HR."""
    try:
        starting.cancel_as_hr(number=uuid, by=request.user, at=timezone.now())
        messages.success(request, gettext("The round is stopped, and what was answered is deleted."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:multirater_hr")
