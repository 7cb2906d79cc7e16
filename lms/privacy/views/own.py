"""What everybody finds under privacy: the notice, consents, the own data, requests and how far they are."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Conflict, InvalidInput
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.people.selectors.consents import choices_of
from lms.people.services.consents import give_consent, withdraw_consent
from lms.privacy import access, services
from lms.privacy.forms import RequestForm
from lms.privacy.models import NoticeVersion, RequestKind, SubjectRequest, private_storage
from lms.privacy.selectors import notices
from lms.privacy.selectors.copies import copies_of
from lms.privacy.tabs import tabs_for
from lms.sentences import sentence

ROWS_A_PAGE = 20
FORMS = {"json": ("json_file", "application/json"), "pdf": ("pdf_file", "application/pdf")}


def crumb(label: str) -> list[tuple[str, str]]:
    """Return the way from the notice to this page."""
    return [(gettext("Privacy"), reverse("privacy:notice")), (label, "")]


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Show the notice that holds."""
    return show_notice(request, notices.newest(on=timezone.localdate()))


@require_safe
def notice_version(request: HttpRequest, number: int) -> HttpResponse:
    """Show an earlier version."""
    return show_notice(request, notices.version(number, on=timezone.localdate()))


def show_notice(request: HttpRequest, version: NoticeVersion | None) -> HttpResponse:
    """Show a version of the notice with the purposes, their legal basis, and all other versions."""
    today = timezone.localdate()
    context = {
        "version": version,
        "versions": notices.versions(on=today),
        "purposes": notices.purposes(on=today),
        "tabs": tabs_for(request),
    }
    return render(request, "privacy/notice.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_notice(request: PersonRequest) -> HttpResponse:
    """Show what has changed in the notice, and take note that the person has read it."""
    now = timezone.now()
    there = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    there = there if safe else reverse("home:front")
    if request.method == "POST":
        services.acknowledge(by=request.user, at=now)
        return redirect(there)
    context = {"version": notices.newest(on=timezone.localdate(now)), "next": there}
    return render(request, "privacy/new_notice.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: PersonRequest) -> HttpResponse:
    """Show a switch for each optional use; a no is as easy as a yes."""
    if request.method == "POST":
        act = give_consent if request.POST.get("answer") == "yes" else withdraw_consent
        act(use=request.POST.get("use", ""), by=request.user, at=timezone.now())
        messages.success(request, gettext("Your choice is kept."))
        return redirect("privacy:consents")
    context = {
        "choices": choices_of(viewer=request.user),
        "crumbs": crumb(gettext("Optional uses")),
        "tabs": tabs_for(request),
    }
    return render(request, "privacy/consents.html", context)


@login_required
@require_safe
def my_data(request: PersonRequest) -> HttpResponse:
    """Show the copies of one's data, and the way to a new one."""
    page = Paginator(copies_of(viewer=request.user), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "is_under_way": any(copy.is_under_way for copy in page),
        "crumbs": crumb(gettext("My data")),
        "tabs": tabs_for(request),
    }
    return render(request, "privacy/my_data.html", context)


@login_required
@require_POST
@confirmed_recently
def ask_for_copy(request: PersonRequest) -> HttpResponse:
    """Ask for a copy, after the person has shown once more who they are."""
    try:
        services.request_copy(by=request.user, at=timezone.now())
        messages.success(request, gettext("We are making the copy. You can leave this page; a notice tells you."))
    except Conflict as problem:
        messages.info(request, sentence(problem))
    return redirect("privacy:my_data")


@login_required
@require_safe
@confirmed_recently
def download(request: PersonRequest, number: uuid.UUID, form: str) -> HttpResponse | FileResponse:
    """Hand out a copy to its person."""
    if form not in FORMS:
        raise Http404
    field, kind = FORMS[form]
    copy = services.take_download(number=number, by=request.user, at=timezone.now())
    name = f"data-saya-{timezone.localtime(copy.requested_at):%Y-%m-%d}.{form}"
    answer = FileResponse(
        private_storage().open(getattr(copy, field).name), as_attachment=True, filename=name, content_type=kind
    )
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def requests(request: PersonRequest) -> HttpResponse:
    """Show one's own requests with their state, and what can be asked."""
    rows = SubjectRequest.objects.filter(person=request.user).order_by("-received_at", "-pk")
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "kinds": RequestKind,
        "crumbs": crumb(gettext("Requests")),
        "tabs": tabs_for(request),
    }
    return render(request, "privacy/requests.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: PersonRequest, kind: str) -> HttpResponse:
    """Take a request; for an erasure the page says first what goes and what stays."""
    if kind not in RequestKind.values:
        raise Http404
    form = RequestForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.submit_request(
                kind=RequestKind(kind),
                text=form.cleaned_data["text"],
                about=form.cleaned_data.get("about", ""),
                by=request.user,
                at=timezone.now(),
            )
            return redirect("privacy:request", number=made.uuid)
        except (InvalidInput, Conflict) as problem:
            form.add_error("text" if isinstance(problem, InvalidInput) else None, sentence(problem))
    context = {
        "form": form,
        "kind": RequestKind(kind),
        "plan": services.plan_erasure(request.user) if kind == RequestKind.ERASURE else None,
        "crumbs": [
            (gettext("Privacy"), reverse("privacy:notice")),
            (gettext("Requests"), reverse("privacy:requests")),
            (RequestKind(kind).label, ""),
        ],
    }
    return render(request, "privacy/new_request.html", context)


@login_required
@require_safe
def request_page(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show how far one's own request is."""
    row = access.require_own(request.user, number)
    context = {
        "row": row,
        "events": row.events.select_related("by"),
        "crumbs": [
            (gettext("Privacy"), reverse("privacy:notice")),
            (gettext("Requests"), reverse("privacy:requests")),
            (str(row.get_kind_display()), ""),
        ],
    }
    return render(request, "privacy/request.html", context)


@login_required
@require_POST
def withdraw(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    services.withdraw_request(number=number, by=request.user, at=timezone.now())
    messages.success(request, gettext("Your request is withdrawn."))
    return redirect("privacy:request", number=number)
