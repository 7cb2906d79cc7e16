"""Roles: who holds which within one's reach, giving and ending them, and the half-year review."""

from __future__ import annotations

import uuid
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

from lms.errors import DomainError, NotAllowed
from lms.people import access, granting, services
from lms.people.forms.roles import FindPersonForm, GiveRoleForm, ReasonForm
from lms.people.models import Role
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.people.selectors import primary_postings
from lms.people.selectors import roles as selectors
from lms.sentences import sentence

ROWS_A_PAGE = 25


def id_in(text: str) -> uuid.UUID | None:
    """Return the id in a text; a text that is none counts as nothing asked."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@login_required
@require_safe
def roles(request: PersonRequest) -> HttpResponse:
    """List the roles in reach, narrowed and sorted by the address."""
    today = timezone.localdate()
    reach = selectors.require_reach(request.user, on=today)
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("peran", "unit", "cari", "urut")}
    rows = selectors.grants_listed(
        request.user,
        on=today,
        role=asked["peran"],
        unit=id_in(asked["unit"]),
        text=asked["cari"],
        sort=asked["urut"],
    )
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "asked": asked,
        "narrowing": urlencode({name: value for name, value in asked.items() if value and name != "urut"}),
        "is_narrowed": any(asked[name] for name in ("peran", "unit", "cari")),
        "roles": [(role, Role(role).label) for role in Role.values if role in reach],
        "due": selectors.due_for_review(request.user, on=today).count(),
        "is_hr": access.holds_role(request.user, Role.HR, on=today),
        "today": today,
    }
    return render(request, "people/roles.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find_person(request: PersonRequest) -> HttpResponse:
    """Find to whom a role is to be given; what is typed is posted, so that no NIP stands in an address."""
    today = timezone.localdate()
    selectors.require_reach(request.user, on=today)
    form = FindPersonForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = selectors.candidates_called(request.user, form.cleaned_data["person"], on=today)
    postings = primary_postings([person.pk for person in found or ()], on=today)
    context = {
        "form": form,
        "found": None if found is None else [(person, postings.get(person.pk)) for person in found],
        "is_cut": bool(found) and len(found or ()) == selectors.PEOPLE_FOUND,
        "crumbs": [(gettext("Roles"), reverse("people:roles")), (gettext("Give a role"), "")],
    }
    return render(request, "people/roles_find.html", context)


@login_required
@confirmed_recently
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: PersonRequest, person: uuid.UUID) -> HttpResponse:
    """Give a role to a person."""
    now = timezone.now()
    today = timezone.localdate(now)
    reach = selectors.require_reach(request.user, on=today)
    receiver = selectors.require_candidate(request.user, person, on=today)
    text = request.GET.get("cari_unit", "").strip()[:100]
    form = GiveRoleForm(
        request.POST or None,
        roles=reach,
        units=selectors.units_to_give_over(request.user, on=today, text=text),
        parts=selectors.parts_to_give_over(request.user, on=today, text=text),
        nation=any(granting.may_give(reach, role, granting.NATION) for role in reach),
        initial={"since": today},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.give_role(
                person=person,
                role=Role(typed["role"]),
                over=services.Over(*form.over),
                since=typed["since"],
                until=typed["until"],
                reason=typed["reason"],
                by=request.user,
                at=now,
            )
        except DomainError as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The role is given; the person has been told."))
            return redirect("people:roles")
    context = {
        "form": form,
        "receiver": receiver,
        "posting": primary_postings([receiver.pk], on=today).get(receiver.pk),
        "text": text,
        "crumbs": [
            (gettext("Roles"), reverse("people:roles")),
            (gettext("Give a role"), reverse("people:roles_find")),
            (receiver.display_name, ""),
        ],
    }
    return render(request, "people/role_give.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def role(request: PersonRequest, grant: uuid.UUID) -> HttpResponse:
    """Show one grant with its log."""
    return role_page(request, grant, ReasonForm())


def role_page(request: PersonRequest, grant: uuid.UUID, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    """Return the page of a grant."""
    today = timezone.localdate()
    found = selectors.grant_in_reach(request.user, grant, on=today)
    context = {
        "grant": found,
        "events": selectors.events_of(found),
        "form": form,
        "is_own": found.person_id == request.user.pk,
        "is_over": found.valid_to is not None and found.valid_to < today,
        "crumbs": [(gettext("Roles"), reverse("people:roles")), (str(found.person), "")],
    }
    return render(request, "people/role.html", context, status=status)


@login_required
@confirmed_recently
@require_POST
def end_role(request: PersonRequest, grant: uuid.UUID) -> HttpResponse:
    """End a role."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.end_role(grant=grant, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except NotAllowed:
            raise
        except DomainError as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The role has ended; the person has been told."))
            return redirect("people:roles_review" if request.POST.get("dari") == "tinjauan" else "people:roles")
    return role_page(request, grant, form, status=422)


@login_required
@require_safe
def review(request: PersonRequest) -> HttpResponse:
    """List the roles that nobody has confirmed for half a year, one button a line."""
    today = timezone.localdate()
    selectors.require_reach(request.user, on=today)
    rows = selectors.due_for_review(request.user, on=today)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    done = selectors.reviewed_lately(request.user, on=today)
    context = {
        "page": page,
        "done": done,
        "total": done + page.paginator.count,
        "crumbs": [(gettext("Roles"), reverse("people:roles")), (gettext("Half-year review"), "")],
    }
    return render(request, "people/roles_review.html", context)


@login_required
@confirmed_recently
@require_POST
def confirm_role(request: PersonRequest, grant: uuid.UUID) -> HttpResponse:
    """Say that a role is still needed."""
    services.confirm_role(grant=grant, by=request.user, at=timezone.now())
    return redirect("people:roles_review")
