"""The pages of cases in the item bank, inside the Wagtail admin. Each makes one call into the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, selectors, services
from assessments.bank_views import ITEMS_A_PAGE, actor, for_readers_of_the_bank, page_of, was_tried
from assessments.forms import CaseForm, ReviewForm
from assessments.reasons import refusal_of
from assessments.services.bank import CodeTaken
from assessments.services.cases import NoItemsYet
from assessments.services.item_review import (
    CommentMissing,
    FaultyWording,
    NotForEverybody,
    NotInReview,
    NotTried,
    VersionChanged,
)
from assessments.services.pictures import PictureMissing
from assessments.stimuli import UnusableCase

MOST_READ = 50
# What leaves the page as it is, with a sentence.
REFUSED = (CommentMissing, FaultyWording, NoItemsYet, NotForEverybody, NotInReview, NotTried, VersionChanged)


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the cases within reach."""
    found = selectors.case_list(actor(request), on=timezone.localdate())
    return page_of(request, "cases", {"page": Paginator(found, ITEMS_A_PAGE).get_page(request.GET.get("p"))})


@require_safe
@for_readers_of_the_bank
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a case with its questions and their keys."""
    page = selectors.case_page(actor(request), uuid, on=timezone.localdate())
    return page_of(request, "case", {"page": page, "case": page.case, "form": ReviewForm()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def add(request: HttpRequest) -> HttpResponse:
    """Write a new case."""
    access.agency_to_write_for(actor(request), on=timezone.localdate())
    form = CaseForm(request.POST or None, viewer=actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.write_case(content=form.content, by=actor(request), at=timezone.now())
        except CodeTaken as problem:
            form.add_error("code", refusal_of(problem))
        except (UnusableCase, PictureMissing) as problem:
            form.add_error(None, refusal_of(problem))
        else:
            messages.success(request, gettext("The case was saved. Write the questions that hang on it."))
            return redirect("item_bank:case", made.uuid)
    return page_of(request, "case_form", {"form": form, "case": None})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a case, and with it every question on it."""
    page = selectors.case_page(actor(request), uuid, on=timezone.localdate())
    access.require_may_edit(actor(request), page.case, on=timezone.localdate())
    form = CaseForm(request.POST or None, viewer=actor(request), version=page.version)
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_case(case=uuid, content=form.content, by=actor(request), at=timezone.now())
        except (UnusableCase, PictureMissing) as problem:
            form.add_error(None, refusal_of(problem))
        else:
            messages.success(request, gettext("The case was saved. A second person has to read it again."))
            return redirect("item_bank:case", uuid)
    return page_of(request, "case_form", {"form": form, "case": page.case, "page": page})


def act(request: HttpRequest, uuid: UUID, deed: Callable[..., Any], done: str, **facts: Any) -> HttpResponse:
    """Do one thing to a case and go back to it."""
    try:
        deed(case=uuid, by=actor(request), at=timezone.now(), **facts)
    except REFUSED as problem:
        messages.warning(request, refusal_of(problem))
    else:
        messages.success(request, done)
    return redirect("item_bank:case", uuid)


def reading(request: HttpRequest) -> dict[str, Any]:
    """Return the versions that the second person had before them, and their comment."""
    read = set()
    for text in request.POST.getlist("version")[:MOST_READ]:
        try:
            read.add(UUID(text))
        except ValueError:
            continue
    return {"read": read, "comment": request.POST.get("comment", "")[:2000]}


@require_POST
@for_readers_of_the_bank
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for a second reader."""
    told = gettext("A second reader finds the case and its questions in the queue now.")
    return act(request, uuid, services.submit_case, told)


@require_POST
@for_readers_of_the_bank
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approve as a second person."""
    told = gettext("The case and its questions are approved and in use.")
    return act(request, uuid, services.approve_case, told, tried=was_tried(request), **reading(request))


@require_POST
@for_readers_of_the_bank
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send back as a second person."""
    told = gettext("The author finds your comment beside the case.")
    return act(request, uuid, services.send_back_case, told, **reading(request))
