"""Pages on which frameworks are read, written, approved, compared and taken in and out. Each makes one call."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.competencies import access
from lms.competencies.case_exchange import LARGEST_BYTES, to_case
from lms.competencies.forms.frameworks import (
    AreaForm,
    CompetencyForm,
    FrameworkFilterForm,
    FrameworkImportForm,
    NewFrameworkForm,
    ReturnForm,
    VersionForm,
)
from lms.competencies.framework_tables import to_table
from lms.competencies.models import Framework
from lms.competencies.selectors import frameworks as selectors
from lms.competencies.services import framework_exchange as exchange
from lms.competencies.services import frameworks as keeping
from lms.errors import Conflict, DomainError, InvalidInput
from lms.people.requests import PersonRequest
from lms.sentences import sentence

ROWS_A_PAGE = 25
SALT = "lms.competencies.framework-import"
HOLDS_SECONDS = 3600
CHANGES_SHOWN = 200


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page."""
    return [(gettext("Frameworks"), reverse("frameworks:index")), *more]


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List the frameworks."""
    today = timezone.localdate()
    form = FrameworkFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.framework_list(request.user, on=today, status=asked.get("status", ""), text=asked.get("cari", ""))
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "form": form,
        "is_narrowed": any(asked.values()),
        "may_write": access.writes_frameworks(request.user, on=today),
    }
    return render(request, "competencies/frameworks/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Begin a framework."""
    access.require_writes(request.user, on=timezone.localdate())
    form = NewFrameworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.create_framework(content=form.content, by=request.user, at=timezone.now())
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The draft is there. Write its first area."))
            return redirect("frameworks:framework", made.uuid)
    context = {
        "form": form,
        "title": gettext("Begin a framework"),
        "crumbs": crumbs((gettext("Begin a framework"), "")),
    }
    return render(request, "competencies/frameworks/form.html", context)


@login_required
@require_safe
def framework(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show one framework with everything it says."""
    found = selectors.framework_page(request.user, number, on=timezone.localdate())
    context = {
        "found": found,
        "framework": found.framework,
        "version_form": VersionForm(),
        "return_form": ReturnForm(),
        "writes": access.writes_frameworks(request.user, on=timezone.localdate()),
        "crumbs": crumbs((str(found.framework), "")),
    }
    return render(request, "competencies/frameworks/framework.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: PersonRequest, number: uuid.UUID, item: uuid.UUID | None = None) -> HttpResponse:
    """Write an area of a draft."""
    found = draft_of(request, number)
    known = next((row for row in found.content.areas if row.uuid == str(item)), None)
    if item and not known:
        raise Http404
    form = AreaForm(request.POST or None, initial={"code": known.code, "name": known.name} if known else None)
    if request.method == "POST" and form.is_valid():
        told = form.content(known.uuid if known else str(uuid.uuid4()))
        if kept(request, form, keeping.write_area, found.framework, area=told):
            return redirect("frameworks:framework", number)
    return form_page(request, found.framework, form, gettext("Area"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def competency(request: PersonRequest, number: uuid.UUID, item: uuid.UUID | None = None) -> HttpResponse:
    """Write a competency of a draft."""
    found = draft_of(request, number)
    known = next((row for row in found.content.competencies if row.uuid == str(item)), None)
    if item and not known:
        raise Http404
    initial = {"area": request.GET.get("area", "")}
    form = CompetencyForm(request.POST or None, content=found.content, known=known, initial=None if known else initial)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and kept(request, form, keeping.write_competency, found.framework, competency=form.content):
        return redirect("frameworks:framework", number)
    return form_page(request, found.framework, form, gettext("Competency"))


def draft_of(request: PersonRequest, number: uuid.UUID) -> selectors.FrameworkPage:
    """Return the page of a draft that the person may change.

    Raises:
        NotYoursToWrite, FrameworkIsFixed: it may not be changed, or not any more.
    """
    access.require_writes(request.user, on=timezone.localdate())
    found = selectors.framework_page(request.user, number, on=timezone.localdate())
    if not found.may_write:
        raise keeping.FrameworkIsFixed
    return found


def kept(request: PersonRequest, form: Any, deed: Callable[..., Any], framework: Framework, **facts: Any) -> bool:
    """Keep what was typed; where it cannot be, say so in the form."""
    try:
        deed(framework=framework, by=request.user, at=timezone.now(), **facts)
    except (InvalidInput, Conflict) as problem:
        form.add_error(None, sentence(problem))
        return False
    messages.success(request, gettext("Saved in the draft."))
    return True


def form_page(request: PersonRequest, framework: Framework, form: Any, title: str) -> HttpResponse:
    """Return the page of a form about a part of a draft."""
    way = (str(framework), reverse("frameworks:framework", args=[framework.uuid]))
    context = {"form": form, "title": title, "framework": framework, "crumbs": crumbs(way, (title, ""))}
    return render(request, "competencies/frameworks/form.html", context)


def act(request: PersonRequest, number: uuid.UUID, deed: Callable[..., Any], done: str, **facts: Any) -> HttpResponse:
    """Do one thing to a framework and go back to it; what stands in the way is said there."""
    found = selectors.find_framework(request.user, number, on=timezone.localdate())
    try:
        result = deed(framework=found, by=request.user, at=timezone.now(), **facts)
    except (InvalidInput, Conflict, keeping.OwnFramework) as problem:
        messages.warning(request, sentence(problem))
        return redirect("frameworks:framework", number)
    messages.success(request, done)
    return redirect("frameworks:framework", result.uuid) if result else redirect("frameworks:index")


@login_required
@require_POST
def remove(request: PersonRequest, number: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Take a competency out of a draft."""
    return act(
        request, number, keeping.remove_competency, gettext("The competency is out of the draft."), competency=item
    )


@login_required
@require_POST
def new_version(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Begin the next version."""
    access.require_writes(request.user, on=timezone.localdate())
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, gettext("Type the name of the new version."))
        return redirect("frameworks:framework", number)
    done = gettext("The new version begins as a copy, and each competency as the same as its predecessor.")
    return act(request, number, keeping.start_version, done, version=form.cleaned_data["version"])


@login_required
@require_POST
def submit(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Hand a draft to a second person."""
    return act(request, number, keeping.submit_framework, gettext("Another administrator decides now."))


@login_required
@require_POST
def publish(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Put a framework into use."""
    done = gettext("The framework is in use. Levels of people are carried over in the background.")
    return act(request, number, keeping.publish_framework, done)


@login_required
@require_POST
def send_back(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Return a framework to its author."""
    done = gettext("The author finds your reason beside the draft.")
    return act(request, number, keeping.return_framework, done, reason=request.POST.get("reason", "")[:2000])


@login_required
@require_POST
def discard(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    return act(request, number, keeping.discard_framework, gettext("The draft is gone."))


@login_required
@require_safe
def compare(request: PersonRequest, number: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Show what differs between two versions."""
    older, newer, changes = selectors.comparison(request.user, other, number, on=timezone.localdate())
    page = Paginator(changes, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    way = (str(newer), reverse("frameworks:framework", args=[newer.uuid]))
    context = {"older": older, "newer": newer, "page": page, "crumbs": crumbs(way, (gettext("Compare"), ""))}
    return render(request, "competencies/frameworks/compare.html", context)


@login_required
@require_safe
def export(request: PersonRequest, number: uuid.UUID, form: str) -> HttpResponse:
    """Hand out a framework as a CASE package or as a table."""
    found = selectors.find_framework(request.user, number, on=timezone.localdate())
    content = selectors.content_of(found)
    name = f"{found.code}-{found.version}"
    if form == "case":
        package = to_case(
            content, status=found.status, changed_at=found.published_at or found.changed_at or timezone.now()
        )
        answer = HttpResponse(json.dumps(package, ensure_ascii=False, indent=1), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{name}.case.json"'
        return answer
    answer = HttpResponse("\ufeff" + to_table(content), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: PersonRequest) -> HttpResponse:
    """Show what a file would change; a second step carries it out."""
    access.require_writes(request.user, on=timezone.localdate())
    form = FrameworkImportForm(request.POST or None, request.FILES or None)
    plan, carried = None, ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(LARGEST_BYTES + 1)
        about = exchange.About(*(form.cleaned_data[name] for name in ("code", "version", "title")))
        try:
            plan = exchange.plan_import(data=data, about=about, by=request.user, on=timezone.localdate())
        except InvalidInput as problem:
            form.add_error("file", sentence(problem))
        else:
            carried = carried_text(request, data, about)
    context = {
        "form": form,
        "plan": plan,
        "carried": carried,
        "page": Paginator(plan.changes if plan else (), CHANGES_SHOWN).get_page(1),
        "faults": [(place_of(fault), sentence(fault)) for fault in plan.shown_faults] if plan else [],
        "crumbs": crumbs((gettext("Import"), "")),
    }
    return render(request, "competencies/frameworks/import.html", context)


def carried_text(request: PersonRequest, data: bytes, about: exchange.About) -> str:
    """Return the file as signed text for this person, so that what was shown is what is imported."""
    told = [request.user.pk, data.decode("latin-1"), about.code, about.version, about.title]
    return signing.dumps(told, salt=SALT, compress=True)


@login_required
@require_POST
def take_in_now(request: PersonRequest) -> HttpResponse:
    """Import what was shown."""
    try:
        owner, data, *about = signing.loads(request.POST.get("berkas", ""), salt=SALT, max_age=HOLDS_SECONDS)
    except signing.BadSignature:
        owner = None
    if owner != request.user.pk:
        access.require_writes(request.user, on=timezone.localdate())
        messages.warning(
            request, gettext("What was shown is an hour old, or belongs to somebody else. Send the file again.")
        )
        return redirect("frameworks:import")
    try:
        made = exchange.apply_import(
            data=data.encode("latin-1"), about=exchange.About(*about), by=request.user, at=timezone.now()
        )
    except (InvalidInput, Conflict) as problem:
        messages.warning(request, sentence(problem))
        return redirect("frameworks:import")
    messages.success(request, gettext("The draft says what the file says. Read it, then submit it."))
    return redirect("frameworks:framework", made.uuid)


def place_of(fault: DomainError) -> str:
    """Return where in the file a fault stands, in words: a line of a table, the identifier of an item, or ""."""
    where = str(fault.facts.get("where", ""))
    return gettext("Line %(line)s") % {"line": where} if where.isdigit() else where
