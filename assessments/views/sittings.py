"""HR's pages of supervised sittings. Each makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.selectors import sittings as selectors
from assessments.services import sitting_results, sittings
from assessments.sitting_forms import CancelForm, DecideForm, PlanForm, ProctorsForm
from assessments.views.pages import Crumbs, page_of, viewer_of
from lms.errors import Conflict, InvalidInput
from lms.people.services import log_look
from lms.sentences import sentence

ROWS_A_PAGE = 25
PEOPLE_A_PAGE = 50


def crumbs_of(*more: tuple[str, str]) -> Crumbs:
    """Return the way from HR's room to a page."""
    return [
        (gettext("HR"), reverse("workforce:gap_map")),
        (gettext("Supervised sittings"), reverse("assessments:sittings_hr")),
        *more,
    ]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the sittings of HR's parts: to come, and over."""
    found = selectors.hr_sittings(viewer_of(request), on=timezone.localdate())
    context = {
        "coming": Paginator(found.coming, ROWS_A_PAGE).get_page(request.GET.get("mendatang")),
        "over": Paginator(found.over, ROWS_A_PAGE).get_page(request.GET.get("selesai")),
        "crumbs": [*crumbs_of()[:1], (gettext("Supervised sittings"), "")],
    }
    return page_of(request, "sittings/hr_index", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a sitting."""
    viewer, now = viewer_of(request), timezone.now()
    campaign, unit_text = uuid_in(request.GET.get("kampanye", "")), request.GET.get("unit", "")
    page = selectors.planning(viewer, on=timezone.localdate(now), unit_text=unit_text, campaign=campaign)
    form = PlanForm(request.POST or None, tests=page.tests, units=page.units, of=page.campaign)
    if request.method == "POST" and form.is_valid():
        try:
            unit = form.cleaned_data["unit"].uuid
            sitting = sittings.plan_sitting(unit=unit, plan=form.plan, by=viewer, at=now, campaign=campaign)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("Planned. Nobody is told yet: now say who sits there and who watches."))
            return redirect("assessments:sitting_hr", sitting.uuid)
    context = {"form": form, "page": page, "crumbs": crumbs_of((gettext("New sitting"), ""))}
    return page_of(request, "sittings/hr_plan", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change test, room or hours before the room opens."""
    viewer, now = viewer_of(request), timezone.now()
    page = selectors.planning_of(viewer, uuid, on=timezone.localdate(now))
    form = PlanForm(request.POST or None, tests=page.tests, units=page.units, sitting=page.sitting)
    if request.method == "POST" and form.is_valid():
        try:
            sittings.change_sitting(number=uuid, plan=form.plan, by=viewer, at=now)
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:sitting_hr", uuid)
        else:
            messages.success(request, gettext("Changed. Whoever was told of the sitting is told anew."))
            return redirect("assessments:sitting_hr", uuid)
    room = (page.sitting.room, reverse("assessments:sitting_hr", args=[uuid])) if page.sitting else ("", "")
    context = {"form": form, "page": page, "crumbs": crumbs_of(room, (gettext("Change"), ""))}
    return page_of(request, "sittings/hr_plan", context, status=422 if form.errors else 200)


@login_required
@require_safe
def sitting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one sitting: its people, who watches, what happened."""
    return sitting_page(request, uuid)


def sitting_page(
    request: HttpRequest, uuid: UUID, *, cancel: CancelForm | None = None, decide: DecideForm | None = None
) -> HttpResponse:
    """Return the page of a sitting, with a form that was refused."""
    on = timezone.localdate()
    page = selectors.hr_sitting(viewer_of(request), uuid, on=on)
    refused = cancel or decide
    context = {
        "page": page,
        "sitting": page.sitting,
        "seats": Paginator(page.seats, PEOPLE_A_PAGE).get_page(request.GET.get("halaman")),
        "proctors": ProctorsForm(people=selectors.proctors_for(page.sitting.unit, on=on), chosen=page.proctors),
        "cancel": cancel or CancelForm(),
        "decisions": [(seat, form_for(seat.uuid, decide)) for seat in page.doubted],
        "crumbs": crumbs_of((page.sitting.room, "")),
    }
    return page_of(request, "sittings/hr_sitting", context, status=422 if refused and refused.errors else 200)


def form_for(seat: UUID, refused: DecideForm | None) -> DecideForm:
    """Return the form of one seat: the one that was refused, or an empty one."""
    return refused if refused is not None and refused.prefix == str(seat) else DecideForm(prefix=str(seat))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Find people of the own parts and give them seats: those ticked, or all that were found."""
    viewer, now = viewer_of(request), timezone.now()
    text, unit = request.GET.get("cari", "")[:100], request.GET.get("unit", "")
    found = selectors.seatable(viewer, uuid, on=timezone.localdate(now), text=text, unit=unit)
    if request.method == "POST":
        ticked = [number for number in map(uuid_in, request.POST.getlist("orang")) if number]
        everybody = found.people.values_list("uuid", flat=True)[: found.left + 1]
        chosen = list(everybody) if "semua" in request.POST else ticked
        if not chosen:
            messages.warning(request, gettext("Tick at least one person."))
            return redirect(request.get_full_path())
        return seated(request, uuid, chosen)
    context = {
        "found": found,
        "sitting": found.sitting,
        "page": Paginator(found.people, PEOPLE_A_PAGE).get_page(request.GET.get("halaman")),
        "text": text,
        "unit": unit,
        "crumbs": crumbs_of(
            (found.sitting.room, reverse("assessments:sitting_hr", args=[uuid])), (gettext("Give seats"), "")
        ),
    }
    return page_of(request, "sittings/hr_people", context)


def seated(request: HttpRequest, uuid: UUID, chosen: list[UUID]) -> HttpResponseRedirect:
    """Give people seats, and say how many."""
    try:
        many = sittings.seat_people(number=uuid, people=chosen, by=viewer_of(request), at=timezone.now())
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
        return redirect(request.get_full_path())
    messages.success(
        request, ngettext("%(n)s person has a seat now.", "%(n)s people have a seat now.", many) % {"n": many}
    )
    return redirect("assessments:sitting_hr", uuid)


def uuid_in(text: str) -> UUID | None:
    """Return the id that a text holds; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_POST
def unseat(request: HttpRequest, uuid: UUID, seat: UUID) -> HttpResponseRedirect:
    """Take a person off the list."""
    try:
        sittings.unseat(number=uuid, seat=seat, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Taken off the list."))
    return redirect("assessments:sitting_hr", uuid)


@login_required
@require_POST
def proctors(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Say who watches."""
    chosen = [number for number in map(uuid_in, request.POST.getlist("proctors")) if number]
    try:
        sittings.name_proctors(number=uuid, people=chosen, by=viewer_of(request), at=timezone.now())
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Noted who watches."))
    return redirect("assessments:sitting_hr", uuid)


@login_required
@require_POST
def announce(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Tell everybody."""
    try:
        sittings.announce_sitting(number=uuid, by=viewer_of(request), at=timezone.now())
    except (Conflict, InvalidInput) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Everybody on the list was told, and so were those who watch."))
    return redirect("assessments:sitting_hr", uuid)


@login_required
@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call a sitting off."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return sitting_page(request, uuid, cancel=form)
    why = form.cleaned_data["why"]
    try:
        sittings.cancel_sitting(number=uuid, why=why, by=viewer_of(request), at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("Called off. Everybody who was told of it is told why."))
    return redirect("assessments:sitting_hr", uuid)


@login_required
@require_POST
def decide(request: HttpRequest, uuid: UUID, seat: UUID) -> HttpResponse:
    """Decide what a result counts as; the look is logged."""
    form, viewer, now = DecideForm(request.POST, prefix=str(seat)), viewer_of(request), timezone.now()
    if not form.is_valid():
        return sitting_page(request, uuid, decide=form)
    try:
        row = sitting_results.decide_seat(number=uuid, seat=seat, **form.cleaned_data, by=viewer, at=now)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        log_look(viewer=viewer, subject=row.person, purpose="hr_review", at=now)
        messages.success(request, gettext("Decided, and the person is told."))
    return redirect("assessments:sitting_hr", uuid)
