"""The pages of those who learn and teach. Each makes one call into the domain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.people.services import log_look
from lms.sentences import sentence
from mentoring import selectors, services
from mentoring.forms import ApplicationForm, DeclineForm, DisputeForm, EndForm, SessionForm
from mentoring.models import ApplicantRole
from mentoring.services.pairing import VIEW_PURPOSE
from mentoring.services.sessions import SessionFault

SESSIONS_A_PAGE = 10

Crumbs = list[tuple[str, str]]


def crumbs_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way from the first page of mentoring."""
    return [(gettext("Mentoring"), reverse("mentoring:index")), *more]


def role_asked(request: HttpRequest) -> ApplicantRole:
    """Return the role in the address or the form; a mentee's where none is named."""
    named = request.POST.get("peran") or request.GET.get("peran") or ""
    return ApplicantRole(named) if named in ApplicantRole.values else ApplicantRole.MENTEE


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Show what waits, my pairs, where I can apply and where I have applied."""
    desk = selectors.desk_of(viewer=request.user, on=timezone.localdate())
    return render(request, "mentoring/index.html", {"desk": desk})


@login_required
@require_safe
def programme(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show a programme and the form to apply."""
    on = timezone.localdate()
    page = selectors.programme_page(uuid, viewer=request.user, role=role_asked(request), on=on)
    return programme_response(request, page, ApplicationForm(page=page, viewer=request.user, on=on))


def programme_response(
    request: PersonRequest, page: selectors.ProgrammePage, form: ApplicationForm, status: int = 200
) -> HttpResponse:
    """Return the page of a programme around a form."""
    address = reverse("mentoring:programme", args=[page.programme.uuid])
    labels = {ApplicantRole.MENTEE: gettext("As mentee"), ApplicantRole.MENTOR: gettext("As mentor")}
    context = {
        "page": page,
        "programme": page.programme,
        "form": form,
        "tabs": [
            {"label": label, "url": f"{address}?peran={role.value}#daftar", "current": role == page.role}
            for role, label in labels.items()
        ],
        "crumbs": crumbs_to((page.programme.title, "")),
    }
    return render(request, "mentoring/programme.html", context, status=status)


@login_required
@require_POST
def apply(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Take an application; what was typed stays where something is missing."""
    now = timezone.now()
    on, role = timezone.localdate(now), role_asked(request)
    page = selectors.programme_page(uuid, viewer=request.user, role=role, on=on)
    form = ApplicationForm(request.POST, page=page, viewer=request.user, on=on)
    if not form.is_valid():
        return programme_response(request, page, form, status=422)
    try:
        services.apply(programme=uuid, by=request.user, role=role, offer=form.offer, at=now)
    except InvalidInput as problem:
        form.add_error("competencies", sentence(problem))
        return programme_response(request, page, form, status=422)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("mentoring:programme", uuid)
    messages.success(request, gettext("Your application is in. We tell you as soon as a pair is proposed."))
    return redirect("mentoring:index")


@login_required
@require_POST
def withdraw(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Take an application back."""
    try:
        services.withdraw(programme=uuid, by=request.user, role=role_asked(request), at=timezone.now())
        messages.success(request, gettext("Your application is withdrawn. You can apply again while it is open."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("mentoring:programme", uuid)


@login_required
@require_safe
def pair(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Show a pair to one of the two: the goal, why this pair, the sessions, the next step."""
    return pair_response(request, uuid, SessionForm(on=timezone.localdate()))


def pair_response(
    request: PersonRequest, uuid: UUID, form: SessionForm, status: int = 200, *, ending: EndForm | None = None
) -> HttpResponse:
    """Return the page of a pair around its forms; a mentor's look at the level is logged."""
    now = timezone.now()
    on = timezone.localdate(now)
    found = selectors.pair_page(uuid, viewer=request.user, on=on)
    if found.is_mentor and found.pair.is_active:
        log_look(viewer=request.user, subject=found.other, purpose=VIEW_PURPOSE, at=now)
    sessions = selectors.sessions_of(found.pair, viewer=request.user)
    page = Paginator(sessions, SESSIONS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "found": found,
        "pair": found.pair,
        "page": page,
        "rows": selectors.as_session_rows(list(page.object_list), found, on=on),
        "form": form,
        "ending": ending or EndForm(),
        "crumbs": crumbs_to((found.other.display_name, "")),
    }
    return render(request, "mentoring/pair.html", context, status=status)


@login_required
@require_POST
def accept(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Say yes to a proposed pair."""
    try:
        found = services.accept(pair=uuid, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        done = gettext("Both of you have accepted. Agree on a first day now.")
        waits = gettext("You have accepted. We tell you as soon as the other one has answered.")
        messages.success(request, done if found.is_active else waits)
    return redirect("mentoring:pair", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, and say no to a proposed pair."""
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decline(pair=uuid, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("mentoring:pair", uuid)
        messages.success(request, gettext("You have declined. Both of you take part in the next matching."))
        return redirect("mentoring:index")
    found = selectors.pair_page(uuid, viewer=request.user, on=timezone.localdate())
    if not found.pair.is_proposed:
        return redirect("mentoring:pair", uuid)
    here = reverse("mentoring:pair", args=[uuid])
    crumbs = crumbs_to((found.other.display_name, here), (gettext("Decline"), ""))
    context = {"found": found, "form": form, "back": here, "crumbs": crumbs}
    return render(request, "mentoring/decline.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """End a pair early; the page comes back where the reason is missing."""
    now = timezone.now()
    ending = EndForm(request.POST)
    if not ending.is_valid():
        return pair_response(request, uuid, SessionForm(on=timezone.localdate(now)), status=422, ending=ending)
    try:
        services.end_early(pair=uuid, by=request.user, reason=ending.cleaned_data["end_reason"], at=now)
        messages.success(request, gettext("The pair has ended. Your sessions and hours stay."))
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    return redirect("mentoring:pair", uuid)


@login_required
@require_POST
def record_session(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Record a session; what was typed stays where something cannot be."""
    form = SessionForm(request.POST)
    if not form.is_valid():
        return pair_response(request, uuid, form, status=422)
    try:
        services.record_session(
            pair=uuid, by=request.user, meeting=form.meeting, at=timezone.now(), key=form.cleaned_data["key"]
        )
    except SessionFault as problem:
        form.add_error(problem.field, sentence(problem))
        return pair_response(request, uuid, form, status=422)
    except Conflict as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, gettext("The session is recorded. Its hours are booked once your partner confirms."))
    return redirect("mentoring:pair", uuid)


@login_required
@require_POST
def confirm_session(request: PersonRequest, uuid: UUID) -> HttpResponseRedirect:
    """Confirm a session that the other one recorded."""
    try:
        found = services.confirm_session(session=uuid, by=request.user, at=timezone.now())
    except Conflict as problem:
        messages.warning(request, sentence(problem))
        return redirect("mentoring:pair", selectors.session_to_dispute(uuid, viewer=request.user).pair.uuid)
    messages.success(request, gettext("Both of you have confirmed. The hours are in your ledger."))
    return redirect("mentoring:pair", found.pair.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_session(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask what is not right, and hold a session back."""
    form = DisputeForm(request.POST or None)
    session = selectors.session_to_dispute(uuid, viewer=request.user)
    here = reverse("mentoring:pair", args=[session.pair.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            services.dispute_session(
                session=uuid, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
            )
            messages.success(request, gettext("Your partner is told what to correct. Nothing was booked."))
        except Conflict as problem:
            messages.warning(request, sentence(problem))
        return redirect(here)
    other = session.pair.other(request.user).display_name
    crumbs = crumbs_to((other, here), (gettext("Not right"), ""))
    context = {"session": session, "other": other, "form": form, "back": here, "crumbs": crumbs}
    return render(request, "mentoring/dispute.html", context, status=422 if form.errors else 200)
