"""The pages of the item bank, inside the Wagtail admin. Each makes one call into the domain.

A key is shown here to whoever may read the bank, and nowhere else before a test has ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, findings, selectors, services
from assessments.forms import BankFilterForm, ItemForm, ReviewForm
from assessments.notation import lines_of
from assessments.reasons import refusal_of
from assessments.services.bank import CodeTaken
from assessments.services.item_review import (
    CommentMissing,
    NotForEverybody,
    NotForTrial,
    NotTried,
    ReadWithItsCase,
    VersionChanged,
)
from assessments.services.trials import NotOnTrial
from lms.people.models import User
from lms.sentences import sentence

ITEMS_A_PAGE = 25
BY_TROUBLE = "masalah"
FOR_TRIAL = "uji-coba"

# What leaves the page as it is, with a sentence.
REFUSED = (CommentMissing, NotForEverybody, NotForTrial, NotOnTrial, NotTried, ReadWithItsCase, VersionChanged)

View = Callable[..., HttpResponseBase]


def for_readers_of_the_bank(view: View) -> View:
    """Let in only trainers and second readers (the admin has asked for a sign-in already)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not access.may_read_bank(request.user, on=timezone.localdate()):
            raise access.NotATrainer
        return view(request, *args, **kwargs)

    return guarded


def actor(request: HttpRequest) -> User:
    """Return the signed-in person."""
    assert isinstance(request.user, User)  # noqa: S101 - the admin stands before every view
    return request.user


def page_of(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Return a page of the bank."""
    on = timezone.localdate()
    rights = {
        "may_write": access.may_write(request.user, on=on),
        "may_review_any": access.may_review(request.user, on=on),
    }
    return render(request, f"assessments/bank/{name}.html", {**rights, **context})


@require_safe
@for_readers_of_the_bank
def index(request: HttpRequest) -> HttpResponse:
    """List the items within reach, narrowed and sorted by the address."""
    form = BankFilterForm(request.GET)
    by_trouble = request.GET.get("urut") == BY_TROUBLE
    narrowed = replace(form.narrowed, by_trouble=by_trouble)
    page = Paginator(selectors.bank_list(actor(request), narrowed, on=timezone.localdate()), ITEMS_A_PAGE)
    found = page.get_page(request.GET.get("p"))
    newer = selectors.asked_as_well(found)
    for one in found:
        one.sentences = findings.sentences(getattr(one, "flags", None) or ())
        one.newer = newer.get(one.competency_id, ())
    context = {"page": found, "form": form, "is_narrowed": any(request.GET.values()), "by_trouble": by_trouble}
    context["export_query"] = request.GET.urlencode()
    return page_of(request, "index", {**context, "other_order": other_order(request, by_trouble=by_trouble)})


def other_order(request: HttpRequest, *, by_trouble: bool) -> str:
    """Return the query of the same list in its other order, from its first page on."""
    query = request.GET.copy()
    query.pop("p", None)
    query["urut"] = "" if by_trouble else BY_TROUBLE
    return query.urlencode()


@require_safe
@for_readers_of_the_bank
def reviews(request: HttpRequest) -> HttpResponse:
    """List what waits for this second reader."""
    waiting = selectors.review_queue(actor(request), on=timezone.localdate())
    page = Paginator(waiting, ITEMS_A_PAGE).get_page(request.GET.get("p"))
    newer = selectors.asked_as_well(page)
    for one in page:
        one.newer = newer.get(one.competency_id, ())
    return page_of(request, "reviews", {"page": page})


@require_safe
@for_readers_of_the_bank
def ratings(request: HttpRequest) -> HttpResponse:
    """List the items that people rate: what waits, and how far two raters agree."""
    on = timezone.localdate()
    page = Paginator(selectors.rated_items(actor(request), on=on), ITEMS_A_PAGE).get_page(request.GET.get("p"))
    agreement = selectors.agreement_by_item(list(page))
    for one in page:
        one.agreement = agreement[one.pk]
    return page_of(request, "ratings", {"page": page})


@require_safe
@for_readers_of_the_bank
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an item with its key, as a learner sees it, with advice and reviews."""
    page = selectors.item_page(actor(request), uuid, on=timezone.localdate())
    context = {"page": page, "item": page.item, "lines": lines_of(page.content), "form": ReviewForm()}
    return page_of(request, "item", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def add(request: HttpRequest) -> HttpResponse:
    """Write a new item."""
    access.agency_to_write_for(actor(request), on=timezone.localdate())
    chosen = {"case": selectors.case_of(actor(request), request.GET.get("kasus", ""), on=timezone.localdate())}
    form = ItemForm(request.POST or None, viewer=actor(request), initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_item(
                code=form.cleaned_data["code"],
                placing=form.placing,
                content=form.content,
                by=actor(request),
                at=timezone.now(),
            )
        except CodeTaken as problem:
            form.add_error("code", sentence(problem))
        else:
            messages.success(request, gettext("The item was saved as a draft. Read it as a learner, then submit it."))
            return redirect("item_bank:item", made.uuid)
    return page_of(request, "form", {"form": form, "item": None})


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_bank
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change an item."""
    page = selectors.item_page(actor(request), uuid, on=timezone.localdate())
    access.require_may_edit(actor(request), page.item, on=timezone.localdate())
    form = ItemForm(request.POST or None, viewer=actor(request), version=page.version, content=page.content)
    if request.method == "POST" and form.is_valid():
        services.revise_item(
            item=uuid, placing=form.placing, content=form.content, by=actor(request), at=timezone.now()
        )
        messages.success(request, gettext("The item was saved."))
        return redirect("item_bank:item", uuid)
    return page_of(request, "form", {"form": form, "item": page.item, "page": page})


def act(request: HttpRequest, uuid: UUID, deed: Callable[..., Any], done: str, **facts: Any) -> HttpResponse:
    """Do one thing to an item and go back to it."""
    try:
        deed(item=uuid, by=actor(request), at=timezone.now(), **facts)
    except REFUSED as problem:
        messages.warning(request, refusal_of(problem))
    else:
        messages.success(request, done)
    return redirect("item_bank:item", uuid)


def reading(request: HttpRequest) -> dict[str, Any]:
    """Return the version that the second person had before them, None where none is named, and their comment."""
    try:
        version = UUID(request.POST.get("version", ""))
    except ValueError:
        version = None
    return {"version": version, "comment": request.POST.get("comment", "")[:2000]}


def was_tried(request: HttpRequest) -> bool:
    """Whether the second person says that they tried it without mouse and without sight."""
    return bool(request.POST.get("tried"))


@require_POST
@for_readers_of_the_bank
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for a second reader."""
    return act(request, uuid, services.submit_for_review, gettext("A second reader finds the item in the queue now."))


@require_POST
@for_readers_of_the_bank
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approve as a second person, for use or for a trial."""
    on_trial = request.POST.get("untuk") == FOR_TRIAL
    done = gettext("The item is being tried out.") if on_trial else gettext("The item is approved and in use.")
    return act(request, uuid, services.approve, done, on_trial=on_trial, tried=was_tried(request), **reading(request))


@require_POST
@for_readers_of_the_bank
def try_out(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put an item in use on trial."""
    return act(request, uuid, services.try_out, gettext("The item is being tried out."))


@require_POST
@for_readers_of_the_bank
def adopt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let an item that was tried out count."""
    return act(request, uuid, services.adopt, gettext("The item counts from the next attempts on."))


@require_POST
@for_readers_of_the_bank
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send back as a second person."""
    told = gettext("The author finds your comment beside the item.")
    return act(request, uuid, services.send_back, told, **reading(request))


@require_POST
@for_readers_of_the_bank
def suspend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an item out of use."""
    return act(request, uuid, services.suspend, gettext("The item is out of use. You can bring it back at any time."))


@require_POST
@for_readers_of_the_bank
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Bring a suspended item back."""
    return act(request, uuid, services.resume, gettext("The item is back."))
