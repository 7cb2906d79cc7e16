"""The queues of HR and of the data protection officer, and what the officer reads and publishes."""

from __future__ import annotations

import csv
import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import DomainError
from lms.people.requests import PersonRequest
from lms.people.selectors import placement_of
from lms.people.services.corrections import Correction, correct_account
from lms.privacy import access, services
from lms.privacy.forms import AnswerForm, CorrectionForm, NoticeForm
from lms.privacy.models import RequestKind, RequestSubject, SubjectRequest
from lms.privacy.selectors import notices, queues
from lms.privacy.selectors.processing import RecordSection, record_of_processing
from lms.privacy.tabs import officer_tabs
from lms.sentences import sentence

ROWS_A_PAGE = 25
CORRECTED_HERE = (RequestSubject.NAME, RequestSubject.TITLE, RequestSubject.EMAIL)


@login_required
@require_safe
def hr_queue(request: PersonRequest) -> HttpResponse:
    """Show HR the corrections that its people ask for, the most urgent first."""
    now = timezone.now()
    rows = queues.hr_queue(viewer=request.user, on=timezone.localdate(now), state=request.GET.get("status", ""))
    return show_queue(request, rows, now=now, is_hr=True)


@login_required
@require_safe
def officer_queue(request: PersonRequest) -> HttpResponse:
    """Show the officer all requests of the scope, the most urgent first."""
    now = timezone.now()
    rows = queues.officer_queue(viewer=request.user, on=timezone.localdate(now), state=request.GET.get("status", ""))
    return show_queue(request, rows, now=now, is_hr=False)


def show_queue(request: PersonRequest, rows: queues.Queue, *, now: datetime, is_hr: bool) -> HttpResponse:
    """Show a queue."""
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "now": now,
        "is_hr": is_hr,
        "shows_answered": request.GET.get("status") == "dijawab",
        "tabs": [] if is_hr else officer_tabs(request),
    }
    return render(request, "privacy/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handle(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Show one request to who answers it, and take the answer."""
    now = timezone.now()
    row = access.require_to_handle(request.user, number, on=timezone.localdate(now))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and "take_up" in request.POST:
        services.take_up(number=number, by=request.user, at=now)
        return redirect("privacy:handle", number=number)
    if request.method == "POST" and form.is_valid():
        services.decide(
            number=number,
            grant=form.cleaned_data["decision"] == "grant",
            answer=form.cleaned_data["answer"],
            by=request.user,
            at=now,
        )
        messages.success(request, gettext("The answer is sent."))
        return redirect("privacy:hr_queue" if row.kind == RequestKind.CORRECTION else "privacy:officer")
    return show_request(request, row, form=form, correction=None)


@login_required
@require_POST
def correct(request: PersonRequest, number: uuid.UUID) -> HttpResponse:
    """Write the right name, titles and address of the person who asked for it."""
    now = timezone.now()
    row = access.require_to_handle(request.user, number, on=timezone.localdate(now))
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            correct_account(person=row.person.uuid, right=Correction(**form.cleaned_data), by=request.user, at=now)
            messages.success(request, gettext("Corrected. Now answer the request."))
            return redirect("privacy:handle", number=number)
        except DomainError as problem:
            form.add_error(None, sentence(problem))
    return show_request(request, row, form=AnswerForm(), correction=form)


def show_request(
    request: PersonRequest, row: SubjectRequest, *, form: AnswerForm, correction: CorrectionForm | None
) -> HttpResponse:
    """Show one request with its history, and what can be done about it."""
    now = timezone.now()
    can_correct = row.is_open and row.kind == RequestKind.CORRECTION and row.about in CORRECTED_HERE
    person = row.person
    if can_correct and correction is None:
        names = ("title_before", "full_name", "title_after", "email")
        correction = CorrectionForm(initial={name: getattr(person, name) for name in names})
    queue = "privacy:hr_queue" if row.kind == RequestKind.CORRECTION else "privacy:officer"
    context = {
        "row": row,
        "now": now,
        "form": form,
        "correction": correction if can_correct else None,
        "events": row.events.select_related("by"),
        "placement": placement_of(person, on=timezone.localdate(now)),
        "plan": services.plan_erasure(person) if row.is_open and row.kind == RequestKind.ERASURE else None,
        "crumbs": [(gettext("Requests about data"), reverse(queue)), (str(row.get_kind_display()), "")],
    }
    return render(request, "privacy/handle.html", context)


@login_required
@require_safe
def record(request: PersonRequest) -> HttpResponse:
    """Show the record of processing, made from the register."""
    today = timezone.localdate()
    context = {
        "sections": record_of_processing(viewer=request.user, on=today),
        "today": today,
        "tabs": officer_tabs(request),
    }
    return render(request, "privacy/record.html", context)


@login_required
@require_safe
def record_csv(request: PersonRequest) -> HttpResponse:
    """Hand out the record of processing as a table."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="catatan-pemrosesan.csv"'
    write_record(csv.writer(answer), record_of_processing(viewer=request.user, on=timezone.localdate()))
    return answer


def write_record(writer: queues.Writer, sections: list[RecordSection]) -> None:
    """Write one line for each kind of row."""
    heads = [gettext("Purpose"), gettext("Legal basis"), gettext("Data"), gettext("Recipients"), gettext("Days kept")]
    writer.writerow([*heads, gettext("At an erasure"), gettext("Duty to keep")])
    for section in sections:
        purpose = section.purpose
        for line in section.lines:
            days = gettext("as long as the duty") if line.days is None else line.days
            writer.writerow([
                str(purpose), purpose.legal_basis, str(line.what), purpose.recipients_text, days,
                line.fate, str(line.holding.duty),
            ])  # fmt: skip


@login_required
@require_safe
def retention(request: PersonRequest) -> HttpResponse:
    """Show the officer the rules, what waits to be deleted, and what the last nights did."""
    now = timezone.now()
    access.require_officer(request.user, on=timezone.localdate(now))
    context = {
        "rules": queues.rules(on=timezone.localdate(now)),
        "due": services.count_due(at=now),
        "page": Paginator(queues.runs(), ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "tabs": officer_tabs(request),
    }
    return render(request, "privacy/retention.html", context)


@login_required
@require_safe
def exports(request: PersonRequest) -> HttpResponse:
    """Show the officer who took out which list of people."""
    now = timezone.now()
    rows = queues.exports(viewer=request.user, on=timezone.localdate(now))
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "now": now,
        "tabs": officer_tabs(request),
    }
    return render(request, "privacy/exports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_notice(request: PersonRequest) -> HttpResponse:
    """Let the officer publish a new version of the notice."""
    now = timezone.now()
    access.require_officer_of_all(request.user, on=timezone.localdate(now))
    newest = notices.newest(on=timezone.localdate(now))
    text = "\n\n".join(f"## {title}\n{body}" for title, body in newest.sections) if newest else ""
    form = NoticeForm(request.POST or None, initial={"text": text, "valid_from": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_notice(**form.cleaned_data, by=request.user, at=now)
            messages.success(request, gettext("Published. Everybody reads it at their next visit."))
            return redirect("privacy:notice")
        except DomainError as problem:
            form.add_error(None, sentence(problem))
    return render(request, "privacy/publish_notice.html", {"form": form, "tabs": officer_tabs(request)})
