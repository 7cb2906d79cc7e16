"""Pages on which standards of posts are read, proposed, previewed and published. Each makes one call."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.competencies import access
from lms.competencies.forms.frameworks import ReturnForm
from lms.competencies.forms.standards import NATION, StandardFilterForm, StandardForm, typed_from
from lms.competencies.models import Standard
from lms.competencies.selectors import standards as selectors
from lms.competencies.services import standards as keeping
from lms.errors import Conflict, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 25


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page."""
    return [(gettext("Standards of posts"), reverse("standards:index")), *more]


def owners_of(request: PersonRequest) -> list[tuple[str, str]]:
    """Return for whom the person writes standards.

    Raises:
        NotYourStandard: for nobody.
    """
    today = timezone.localdate()
    nation = [(NATION, gettext("the nation"))] if access.writes_frameworks(request.user, on=today) else []
    owners = nation + [(str(row.uuid), row.name) for row in access.agencies_of_hr(request.user, on=today)]
    if not owners:
        raise access.NotYourStandard
    return owners


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List the standards, narrowed by the address."""
    today = timezone.localdate()
    form = StandardFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.standard_list(
        request.user,
        on=today,
        kind=asked.get("jenis", ""),
        owner=asked.get("milik", ""),
        state=asked.get("keadaan", ""),
        text=asked.get("cari", ""),
    )
    writes = access.writes_frameworks(request.user, on=today) or access.agencies_of_hr(request.user, on=today).exists()
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "form": form,
        "is_narrowed": any(asked.values()),
        "may_write": writes,
        "today": today,
    }
    return render(request, "competencies/standards/index.html", context)


@login_required
@require_safe
def standard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show a standard and what it would change."""
    found = selectors.standard_page(request.user, number, on=timezone.localdate())
    context = {
        "found": found,
        "standard": found.standard,
        "return_form": ReturnForm(),
        "again": urlencode({"dari": found.standard.uuid}),
        "crumbs": crumbs((str(found.standard.competency), "")),
    }
    return render(request, "competencies/standards/standard.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Propose a standard, maybe after one that holds."""
    owners = owners_of(request)
    return form_page(request, owners, None, pattern_of(request))


def pattern_of(request: PersonRequest) -> dict[str, Any]:
    """Return what the form begins with: the standard named in the address, from today on."""
    try:
        number = uuid.UUID(request.GET.get("dari", ""))
    except ValueError:
        return {}
    found = selectors.find_standard(request.user, number, on=timezone.localdate())
    return {**typed_from(found), "valid_from": None, "valid_to": None}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    owners = owners_of(request)
    found = selectors.find_standard(request.user, number, on=timezone.localdate())
    access.require_decides(request.user, found.agency, on=timezone.localdate())
    return form_page(request, owners, found, typed_from(found))


def form_page(
    request: PersonRequest, owners: list[tuple[str, str]], known: Standard | None, initial: dict[str, Any]
) -> HttpResponse:
    """Return the form, or keep what was typed and go to the preview."""
    form = StandardForm(request.POST or None, owners=owners, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keeping.propose_standard(told=form.told, by=request.user, at=timezone.now(), standard=known)
        except (InvalidInput, Conflict) as problem:
            form.add_error(None, sentence(problem))
        else:
            return redirect("standards:standard", kept.uuid)
    title = gettext("Change the draft") if known else gettext("Propose a standard")
    context = {"form": form, "title": title, "known": known, "crumbs": crumbs((title, ""))}
    return render(request, "competencies/standards/form.html", context)


def act(request: PersonRequest, number: uuid.UUID, deed: Callable[..., Any], done: str, **facts: Any) -> HttpResponse:
    """Do one thing to a standard and go back to it; what stands in the way is said there."""
    found = selectors.find_standard(request.user, number, on=timezone.localdate())
    try:
        result = deed(standard=found, by=request.user, at=timezone.now(), **facts)
    except (InvalidInput, Conflict, keeping.OwnStandard) as problem:
        messages.warning(request, sentence(problem))
        return redirect("standards:standard", number)
    messages.success(request, done)
    return redirect("standards:standard", number) if result else redirect("standards:index")


@login_required
@require_POST
def submit(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Hand a draft to a second person."""
    return act(request, number, keeping.submit_standard, gettext("Somebody else decides about it now."))


@login_required
@require_POST
def publish(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Let a standard hold."""
    return act(
        request, number, keeping.publish_standard, gettext("The standard is published and holds from its first day.")
    )


@login_required
@require_POST
def send_back(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Return a standard to its author."""
    done = gettext("The author finds your reason beside the draft.")
    return act(request, number, keeping.return_standard, done, reason=request.POST.get("reason", "")[:2000])


@login_required
@require_POST
def discard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    return act(request, number, keeping.discard_standard, gettext("The draft is gone."))
