"""The pages that name several rooms at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.development import selectors as development
from lms.development.forms import AppealForm
from lms.development.selectors.inbox import NotWaitingForYou
from lms.development.services import appeal_level, approve_together
from lms.development.standings import standings_of
from lms.errors import Conflict
from lms.home import comparing, selectors
from lms.people import services
from lms.people.access import doors_of
from lms.people.models import PositionKind
from lms.people.requests import PersonRequest
from lms.people.selectors import acting
from lms.sentences import sentence

ROWS_A_PAGE = 20
YEAR_DIGITS = 4
HARMLESS_SHOWN = 50


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what this is to a visitor; a signed-in person goes home."""
    if request.user.is_authenticated:
        return redirect("home:dashboard")
    page = selectors.front_page()
    facts = [
        (str(page.course_count), ngettext("course is open", "courses are open", page.course_count)),
        (str(page.competency_count), gettext("competencies, each described at five levels")),
        ("5", gettext("levels, from Awareness to Expert")),
    ]
    return render(request, "lms/front.html", {"courses": page.courses, "facts": facts})


@login_required
@require_safe
def dashboard(request: PersonRequest) -> HttpResponse:
    """Show one next step, then gap, hours, certificates and mentoring."""
    found = selectors.dashboard_of(request.user, on=timezone.localdate())
    return render(request, "home/dashboard.html", {"home": found})


@login_required
@require_safe
def competencies(request: PersonRequest) -> HttpResponse:
    """Show my levels against my post."""
    found = selectors.competencies_of(request.user, viewer=request.user, on=timezone.localdate())
    return render(request, "home/competencies.html", {"found": found, "standings": standings_of(request.user)})


@login_required
@require_safe
def competency(request: PersonRequest, code: str) -> HttpResponse:
    """Show one competency of mine with the evidence behind the level."""
    found = selectors.one_competency(request.user, code, viewer=request.user, on=timezone.localdate())
    crumbs = [(gettext("Competencies"), reverse("home:competencies")), (found.competency.name, "")]
    appeal = development.last_appeal(request.user, found.competency)
    return render(request, "home/competency.html", {"found": found, "appeal": appeal, "crumbs": crumbs})


@login_required
@require_safe
def other_post(request: PersonRequest) -> HttpResponse:
    """Show my levels against another post; nothing is kept."""
    asked = {name: request.GET.get(name, "")[:100] for name in ("jenis", "cari")}
    found = comparing.against_another_post(
        request.user,
        kind=comparing.kind_from(asked["jenis"]),
        position=number_from(request.GET.get("jabatan", "")),
        on=timezone.localdate(),
    )
    context = {
        "found": found,
        "kinds": PositionKind.choices,
        "posts": comparing.posts_named(asked["cari"]),
        "asked": asked,
        "crumbs": [(gettext("Competencies"), reverse("home:competencies")), (gettext("What if"), "")],
    }
    return render(request, "home/other_post.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: PersonRequest, code: str) -> HttpResponse:
    """Contest a level of mine that no test decided."""
    now = timezone.now()
    found = selectors.one_competency(request.user, code, viewer=request.user, on=timezone.localdate(now))
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal_level(competency=found.competency, reason=form.cleaned_data["reason"], by=request.user, at=now)
        except Conflict as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("Your appeal is with the HR officers of your agency."))
            return redirect("home:competency", code)
    where = reverse("home:competency", args=[code])
    crumbs = [
        (gettext("Competencies"), reverse("home:competencies")),
        (found.competency.name, where),
        (gettext("Contest"), ""),
    ]
    context = {"found": found, "form": form, "crumbs": crumbs}
    return render(request, "home/appeal_form.html", context, status=422 if form.errors else 200)


def number_from(text: str) -> uuid.UUID | None:
    """Return the id in an address, or nothing where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@login_required
@require_safe
def development_page(request: PersonRequest) -> HttpResponse:
    """Show my hours of a year as a ledger, and the way to what else belongs to my development."""
    today = timezone.localdate()
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and len(asked) == YEAR_DIGITS else today.year
    me = request.user
    entries = development.entries_in(me, year, viewer=me, on=today)
    page = Paginator(entries, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "hours": development.hours_of_year(me, year=year, viewer=me, on=today),
        "page": page,
        "rows": development.as_ledger(list(page.object_list)),
        "totals": development.totals_by_form(me, year, viewer=me, on=today),
        "years": development.years_of(me, viewer=me, on=today),
        "nearest": development.nearest_of(me, viewer=me, on=today),
        "doors": doors_of(me, on=today),
    }
    return render(request, "home/development.html", context)


@login_required
@require_safe
def team(request: PersonRequest) -> HttpResponse:
    """Show the people I lead directly."""
    today = timezone.localdate()
    page = Paginator(selectors.team_of(request.user, on=today), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    members = selectors.as_team(list(page.object_list), viewer=request.user, on=today)
    context = {
        "page": page,
        "members": members,
        "heads": acting.units_headed_by(request.user, on=today).exists(),
        "leads": doors_of(request.user, on=today).team,
    }
    return render(request, "home/team.html", context)


@login_required
@require_safe
def team_member(request: PersonRequest, person: uuid.UUID) -> HttpResponse:
    """Show the levels of one person I lead directly; the look is logged and shown to that person."""
    now = timezone.now()
    subject = services.look_at_as_superior(person=person, by=request.user, at=now)
    found = selectors.competencies_of(subject, viewer=request.user, on=timezone.localdate(now))
    crumbs = [(gettext("Team"), reverse("home:team")), (subject.display_name, "")]
    plan = development.sent_plan_of(subject, viewer=request.user, on=timezone.localdate(now))
    context = {"subject": subject, "found": found, "plan": plan, "crumbs": crumbs}
    return render(request, "home/team_member.html", context)


@login_required
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """Show everything that waits for me as a superior, the longest first."""
    found = development.inbox_of(request.user, on=timezone.localdate())
    context = {
        "inbox": found,
        "harmless": found.harmless[:HARMLESS_SHOWN],
        "page": Paginator(found.judgements, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "crumbs": [(gettext("Team"), reverse("home:team")), (gettext("Inbox"), "")],
    }
    return render(request, "home/inbox.html", context)


@login_required
@require_POST
def inbox_approve(request: PersonRequest) -> HttpResponse:
    """Approve the harmless things that were ticked, together."""
    keys = [key for key in map(key_from, request.POST.getlist("items")[:HARMLESS_SHOWN]) if key]
    try:
        count = approve_together(items=keys, by=request.user, at=timezone.now())
    except (Conflict, NotWaitingForYou) as problem:
        messages.warning(request, sentence(problem))
    else:
        said = ngettext("You took note of %(count)d thing.", "You took note of %(count)d things.", count)
        messages.success(request, said % {"count": count})
    return redirect("home:inbox")


def key_from(text: str) -> tuple[str, uuid.UUID] | None:
    """Return kind and id of a ticked thing, or nothing where it is none."""
    kind, _colon, number = text.partition(":")
    found = number_from(number)
    return (kind, found) if found else None


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show answers to the questions people ask first."""
    return render(request, "home/help.html")
