"""Pages that bring items in and take them out, inside the Wagtail admin. Each makes one call into the domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access
from assessments.bank_views import actor, for_readers_of_the_bank, page_of
from assessments.exchange import examples, word
from assessments.exchange.entries import Entry, FileRefused, Remark, Verdict
from assessments.exchange.formats import FORMATS, Plan
from assessments.exchange_forms import ExportForm, ImportForm
from assessments.forms import BankFilterForm
from assessments.models import ItemImport
from assessments.reasons import reason_of
from assessments.selectors.exchange import Finding, TooManyItems, export_plan, import_of
from assessments.services.exchange import RowOutcome, confirm_import, discard_import, export_items, open_import
from lms.people.reauthentication import confirmed_recently
from lms.sentences import sentence

LINES_A_PAGE = 50


@dataclass(frozen=True)
class ReportLine:
    """One item of a report, in words."""

    place: int
    code: str
    shown: str
    verdict: str
    outcome: str
    reasons: list[str]


@dataclass(frozen=True)
class Counts:
    """How many items of a file end in which way."""

    total: int
    created: int
    changed: int
    unchanged: int
    degraded: int
    refused: int

    @property
    def good(self) -> int:
        """Return how many items come in."""
        return self.total - self.refused


def counts_of(findings: list[Finding]) -> Counts:
    """Return the counts of a report."""
    outcomes = [finding.outcome for finding in findings]
    verdicts = [finding.verdict for finding in findings]
    return Counts(
        total=len(findings),
        created=outcomes.count(RowOutcome.CREATED),
        changed=outcomes.count(RowOutcome.CHANGED),
        unchanged=outcomes.count(RowOutcome.UNCHANGED),
        degraded=verdicts.count(Verdict.DEGRADED),
        refused=verdicts.count(Verdict.REFUSED),
    )


def line_of(finding: Finding) -> ReportLine:
    """Return a finding in words."""
    told = [reason_of(remark) for remark in finding.remarks]
    return ReportLine(finding.place, finding.code, finding.shown, finding.verdict, finding.outcome, told)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def import_file(request: HttpRequest) -> HttpResponse:
    """Read a file and lead to what would become of it; nothing is imported yet."""
    access.agency_to_write_for(actor(request), on=timezone.localdate())
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {"data": form.brought, "form": form.form, "defaults": form.defaults}
        try:
            made = open_import(**facts, by=actor(request), at=timezone.now())
        except FileRefused as problem:
            form.add_error(form.field, reason_of(Remark(problem.message, problem.facts)))
        else:
            return redirect("item_bank:import_preview", made.uuid)
    return page_of(request, "import", {"form": form, "example": examples.TEXT})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def preview(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show what would become of each item of a file; on confirmation carry it out, then show what was done."""
    if request.method == "POST":
        confirm_import(number=number, by=actor(request), at=timezone.now())
        return redirect("item_bank:import_preview", number)
    found: ItemImport = import_of(actor(request), number)
    findings = [Finding.from_json(told) for told in found.findings]
    only = request.GET.get("hasil", "")
    kept = [finding for finding in findings if finding.verdict == only] if only in list(Verdict) else findings
    page = Paginator(kept, LINES_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "found": found,
        "format": FORMATS[found.format].label,
        "counts": counts_of(findings),
        "page": page,
        "lines": [line_of(finding) for finding in page],
        "only": only,
    }
    return page_of(request, "import_report", context)


@require_POST
@for_readers_of_the_bank
def discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Forget a file that was not confirmed."""
    discard_import(number=number, by=actor(request))
    messages.success(request, gettext("The file was put away; nothing was imported."))
    return redirect("item_bank:import")


@require_safe
@for_readers_of_the_bank
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the Word template."""
    access.agency_to_write_for(actor(request), on=timezone.localdate())
    return attachment(examples.template(), word.MEDIA_TYPE, "templat-soal.docx")


def attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file to keep; no cache between keeps a copy."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@never_cache
@require_safe
@for_readers_of_the_bank
def export(request: HttpRequest) -> HttpResponse:
    """Show what an export of the narrowed list would hold and lose, before anybody takes it."""
    narrowed = BankFilterForm(request.GET)
    form = ExportForm(request.GET)
    context: dict[str, Any] = {"form": form, "filter": narrowed, "query": request.GET.urlencode()}
    try:
        planned = export_plan(actor(request), form.chosen, narrowed.narrowed, on=timezone.localdate())
    except TooManyItems as problem:
        return page_of(request, "export", {**context, "too_many": sentence(problem)})
    told = [entry for entry in planned.entries if entry.losses or entry.refusal]
    page = Paginator(told, LINES_A_PAGE).get_page(request.GET.get("p"))
    lines = [export_line(entry) for entry in page]
    context |= {"page": page, "lines": lines, "planned": planned, "degraded": degraded_in(planned)}
    return page_of(request, "export", context)


def degraded_in(planned: Plan) -> int:
    """Return how many items go with a loss."""
    return sum(1 for entry in planned.kept if entry.losses)


def export_line(entry: Entry) -> ReportLine:
    """Return an item of an export in words."""
    remarks = [entry.refusal] if entry.refusal else entry.losses
    return ReportLine(
        entry.place, entry.code, entry.shown, entry.verdict, "", [reason_of(remark) for remark in remarks]
    )


@never_cache
@require_POST
@for_readers_of_the_bank
@confirmed_recently
def export_file(request: HttpRequest) -> HttpResponse:
    """Hand out the file to who has just typed the password again; it holds keys."""
    narrowed, form = BankFilterForm(request.POST), ExportForm(request.POST)
    now = timezone.now()
    planned = export_items(form=form.chosen, narrowed=narrowed.narrowed, by=actor(request), at=now)
    name = f"bank-soal-{timezone.localdate(now):%Y%m%d}.{planned.format.suffix}"
    return attachment(planned.data, planned.format.content_type, name)
