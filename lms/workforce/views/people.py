"""HR's pages about people: the list, one person, the evidence behind a level, and lists that are taken out."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.competencies import selectors as competencies
from lms.development.selectors import hours_of_year
from lms.errors import InvalidInput, NotFound
from lms.people import selectors as people
from lms.people import services
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.sentences import sentence
from lms.workforce import people_list, selectors
from lms.workforce.forms import NumberForm, PurposeForm

PEOPLE_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: PersonRequest) -> HttpResponse:
    """Show the people of the scope; find one by name (in the address) or by NIP (posted)."""
    today = timezone.localdate()
    selectors.unit_in_scope(request.user, None, on=today)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = selectors.person_by_number(request.user, form.cleaned_data["nip"], on=today)
            return redirect("workforce:person", person=found.uuid)
        except (InvalidInput, NotFound) as problem:
            form.add_error("nip", sentence(problem))
    name = request.GET.get("cari", "").strip()[:100]
    rows = selectors.people_in_scope(request.user, on=today, name=name)
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "workforce/people.html", {"page": page, "form": form, "name": name})


@login_required
@require_safe
def person(request: PersonRequest, person: uuid.UUID) -> HttpResponse:
    """Show one person of the scope; the look is logged and shown to that person."""
    now = timezone.now()
    today = timezone.localdate(now)
    subject = services.look_at_as_hr(person=person, by=request.user, at=now)
    gaps = competencies.gaps_of(subject, viewer=request.user, on=today)
    context = {
        "subject": subject,
        "number": people.number_of(subject, viewer=request.user, on=today),
        "placement": people.placement_of(subject, on=today),
        "summary": competencies.GapSummary(gaps),
        "areas": competencies.by_area(gaps),
        "hours": hours_of_year(subject, viewer=request.user, on=today),
        "prefix": f"{reverse('workforce:person', args=[subject.uuid])}bukti/",
        "crumbs": [(gettext("People"), reverse("workforce:people")), (subject.display_name, "")],
    }
    return render(request, "workforce/person.html", context)


@login_required
@require_safe
def evidence(request: PersonRequest, person: uuid.UUID, code: str) -> HttpResponse:
    """Show the evidence behind one level of a person."""
    now = timezone.now()
    today = timezone.localdate(now)
    subject = services.look_at_as_hr(person=person, by=request.user, at=now)
    competency = selectors.competency_by_code(code)
    gaps = competencies.gaps_of(subject, viewer=request.user, on=today)
    context = {
        "subject": subject,
        "competency": competency,
        "row": next((row for row in gaps if row.competency == competency), None),
        "derivation": competencies.derivation_of(subject, competency, viewer=request.user, on=today),
        "crumbs": [
            (gettext("People"), reverse("workforce:people")),
            (subject.display_name, reverse("workforce:person", args=[subject.uuid])),
            (competency.name, ""),
        ],
    }
    return render(request, "workforce/evidence.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def take_out(request: PersonRequest) -> HttpResponse:
    """Ask what a list of people is for, write it into the register, and lead to its link."""
    now = timezone.now()
    unit = selectors.unit_in_scope(request.user, None, on=timezone.localdate(now))
    name = request.GET.get("cari", "").strip()[:100]
    count = selectors.people_in_scope(request.user, on=timezone.localdate(now), name=name).count()
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_export(
                by=request.user,
                kind=people_list.KIND,
                purpose=form.cleaned_data["purpose"],
                scope=unit.name,
                people=count,
                filters={"name": name},
                at=now,
            )
            return redirect("workforce:taken_out", number=made.uuid)
        except InvalidInput as problem:
            form.add_error("purpose", sentence(problem))
    crumbs = [(gettext("People"), reverse("workforce:people")), (gettext("Take out the list of people"), "")]
    context = {"form": form, "count": count, "name": name, "crumbs": crumbs}
    return render(request, "workforce/take_out.html", context)


@login_required
@require_safe
def taken_out(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show the link of a list that was taken out."""
    export = services.find_export(number=number, kind=people_list.KIND, by=request.user, at=timezone.now())
    crumbs = [(gettext("People"), reverse("workforce:people")), (gettext("The list is ready"), "")]
    context = {"export": export, "address": reverse("workforce:people_csv", args=[export.uuid]), "crumbs": crumbs}
    return render(request, "workforce/taken_out.html", context)


@login_required
@require_safe
@confirmed_recently
def people_csv(request: PersonRequest, number: uuid.UUID) -> StreamingHttpResponse:
    """Hand out the list to who took it out, while the link works and the role holds."""
    now = timezone.now()
    today = timezone.localdate(now)
    selectors.unit_in_scope(request.user, None, on=today)
    export = services.take_export(number=number, kind=people_list.KIND, by=request.user, at=now)
    lines = people_list.lines_of(export, by=request.user, on=today, at=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="pegawai.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
