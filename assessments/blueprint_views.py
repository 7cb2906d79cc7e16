"""The pages on which trainers write tests, inside the Wagtail admin. Each makes one call into the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, blueprint_access, blueprint_words, contexts, findings, services
from assessments.bank_views import ITEMS_A_PAGE, actor, for_readers_of_the_bank
from assessments.blueprint_content import BlueprintContent, CellSpec
from assessments.blueprint_forms import (
    PREFIX,
    BlueprintFilterForm,
    BlueprintForm,
    BlueprintReviewForm,
    CellFormSet,
    rows_from,
    rows_typed,
    typed_from,
)
from assessments.models import Blueprint
from assessments.selectors import asked_as_well, blueprint_figures, blueprints, retake_rule
from assessments.selectors.cells import counts_for
from lms.competencies.selectors import competencies_by_code
from lms.errors import Conflict, InvalidInput
from lms.sentences import sentence

TESTS_A_PAGE = 25


def page_of(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Return a page about tests."""
    on = timezone.localdate()
    rights = {
        "may_write": access.may_write(request.user, on=on),
        "may_review_any": access.may_review(request.user, on=on),
        "fewest_people": blueprints.FEWEST_PEOPLE,
    }
    return render(request, f"assessments/tests/{name}.html", {**rights, **context})


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the tests within reach, narrowed by the address."""
    form = BlueprintFilterForm(request.GET)
    tests = blueprints.blueprint_list(actor(request), form.narrowed, on=timezone.localdate())
    page = Paginator(tests, TESTS_A_PAGE).get_page(request.GET.get("p"))
    return page_of(request, "index", {"page": page, "form": form, "is_narrowed": any(request.GET.values())})


@require_safe
@for_readers_of_the_bank
def reviews(request: HttpRequest) -> HttpResponse:
    """List the tests that wait for a second reader."""
    waiting = blueprints.review_queue_of_tests(actor(request), on=timezone.localdate())
    page = Paginator(waiting, TESTS_A_PAGE).get_page(request.GET.get("p"))
    return page_of(request, "reviews", {"page": page})


@require_safe
@for_readers_of_the_bank
def test(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a test: what it asks, what its answers say, and what was changed."""
    on = timezone.localdate()
    found = blueprints.blueprint_page(actor(request), uuid, on=on)
    items = blueprint_figures.items_by_trouble(actor(request), found.test, found.shown, on=on)
    page = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("p"))
    newer = asked_as_well(page)
    for one in page:
        one.sentences = findings.sentences(getattr(one, "flags", None) or ())
        one.newer = newer.get(one.competency_id, ())
    context = {
        "found": found,
        "test": found.test,
        "settings": [(blueprint_words.label_of(name), words) for name, words in in_words(found.shown)],
        "results": blueprint_figures.results_of(actor(request), found.test),
        "tells": blueprint_figures.information_of(found.test, found.shown, on=on),
        "rule": found.test.retakes(retake_rule(timezone.now())),
        "history": [(line, blueprint_words.sentences(line.changes)) for line in found.history],
        "source_url": contexts.address_of(found.test.source_kind, found.test.source_uuid),
        "page": page,
        "form": BlueprintReviewForm(),
    }
    return page_of(request, "test", context)


def in_words(content: BlueprintContent) -> list[tuple[str, str]]:
    """Return the settings that matter in the mode of a test, as a person reads them."""
    about = ("mode", "time_limit_minutes", "questions_per_page", "pass_percent", "feedback", "keys_shown")
    adaptive = ("mode", "time_limit_minutes", "feedback", *BlueprintForm.ADAPTIVE)
    names = (adaptive if content.settings.mode == "adaptive" else about) + BlueprintForm.RETAKES
    return [(name, blueprint_words.told(name, getattr(content.settings, name))) for name in names]


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def add(request: HttpRequest) -> HttpResponse:
    """Write a new test."""
    agency = access.agency_to_write_for(actor(request), on=timezone.localdate())
    unit = agency.pk if agency else None
    form, cells, is_sent = typed(request, None, {}, [])
    if is_sent and form.is_valid() and cells.is_valid():
        content = BlueprintContent(form.settings, cells.cells)
        try:
            made = services.write_test(
                code=form.cleaned_data["code"], content=content, by=actor(request), at=timezone.now()
            )
        except InvalidInput as problem:
            form.add_error("code" if isinstance(problem, services.TestCodeTaken) else None, sentence(problem))
        else:
            messages.success(request, gettext("The test was saved as a draft. Nobody is offered it yet."))
            return redirect("written_tests:test", made.uuid)
    return page_of(request, "form", {**shown(form, cells, unit), "test": None})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a test."""
    on = timezone.localdate()
    found = blueprints.blueprint_page(actor(request), uuid, on=on)
    blueprint_access.require_may_edit_test(actor(request), found.test, on=on)
    kept = {"code": found.test.code, **typed_from(found.shown.settings)}
    rows = rows_from(found.shown.cells, competencies_by_code())
    form, cells, is_sent = typed(request, found.test, kept, rows)
    owns_cells = not (found.test.source_uuid or found.test.is_placement)
    if is_sent and form.is_valid() and (not owns_cells or cells.is_valid()):
        content = BlueprintContent(form.settings, cells.cells if owns_cells else found.shown.cells)
        try:
            services.revise_test(test=uuid, content=content, by=actor(request), at=timezone.now())
        except InvalidInput as problem:
            form.add_error(None, sentence(problem))
        else:
            messages.success(request, gettext("The test was saved."))
            return redirect("written_tests:test", uuid)
    context = shown(form, cells if owns_cells else None, found.test.unit_id)
    return page_of(request, "form", {**context, "test": found.test, "found": found})


def typed(
    request: HttpRequest, test: Blueprint | None, kept: dict[str, Any], rows: list[dict[str, Any]]
) -> tuple[BlueprintForm, Any, bool]:
    """Return both forms and whether they were sent to be kept; a further row is added without losing or judging."""
    if request.method != "POST":
        return BlueprintForm(initial=kept, test=test), CellFormSet(initial=rows, prefix=PREFIX), False
    if "tambah" in request.POST:
        form = BlueprintForm(initial=kept, test=test)
        open_fields = [name for name, field in form.fields.items() if not field.disabled]
        form.initial = {**kept, **{name: request.POST.get(name, "") for name in open_fields}}
        return form, CellFormSet(initial=rows_typed(request.POST), prefix=PREFIX), False
    return BlueprintForm(request.POST, initial=kept, test=test), CellFormSet(request.POST, prefix=PREFIX), True


def shown(form: BlueprintForm, cells: Any, unit: int | None) -> dict[str, Any]:
    """Return what the page of a form shows: the groups with what the bank has for them, and the rule of the house."""
    rows = list(cells.forms) if cells is not None else []
    wanted: list[tuple[Any, CellSpec]] = [(row, row.cell) for row in rows if row.cell is not None]
    for (row, _cell), found in zip(wanted, counts_for([cell for _row, cell in wanted], unit), strict=True):
        row.found = found
    return {"form": form, "cells": cells, "rule": retake_rule(timezone.now())}


def act(request: HttpRequest, uuid: UUID, deed: Callable[..., Any], done: str, **facts: Any) -> HttpResponse:
    """Do one thing to a test and go back to it; what stands in the way is said there."""
    try:
        deed(test=uuid, by=actor(request), at=timezone.now(), **facts)
    except (InvalidInput, Conflict, services.OwnTest) as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, done)
    return redirect("written_tests:test", uuid)


def reading(request: HttpRequest) -> dict[str, str]:
    """Return the hash of what the second person had before them, and their comment."""
    return {"read": request.POST.get("read", "")[:64], "comment": request.POST.get("comment", "")[:2000]}


@require_POST
@for_readers_of_the_bank
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for a second reader."""
    return act(request, uuid, services.submit_test, gettext("A second reader finds the test in the queue now."))


@require_POST
@for_readers_of_the_bank
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Publish as a second person."""
    done = gettext("The test is published. Attempts that begin from now on follow this version.")
    return act(request, uuid, services.approve_test, done, **reading(request))


@require_POST
@for_readers_of_the_bank
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send back as a second person."""
    told = gettext("The author finds your comment beside the test.")
    return act(request, uuid, services.send_back_test, told, **reading(request))


@require_POST
@for_readers_of_the_bank
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a test no more."""
    done = gettext("The test is offered no more. Attempts that run may be finished; results stand.")
    return act(request, uuid, services.withdraw_test, done)


@require_POST
@for_readers_of_the_bank
def offer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a withdrawn test again."""
    return act(request, uuid, services.offer_test, gettext("The test is offered again, as it was approved."))


@require_POST
@for_readers_of_the_bank
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw away what was written and not approved."""
    services.discard_version(test=uuid, by=actor(request), at=timezone.now())
    messages.success(request, gettext("What was written and not approved is gone."))
    return redirect("written_tests:index")
