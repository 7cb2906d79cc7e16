"""The pages of tests on paper: printing booklets, entering what was written. Each makes one call into the domain."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.answers import Answer, UnreadableAnswer, fields_of, from_fields
from assessments.selectors import booklets as selectors
from assessments.services import booklets
from assessments.views.pages import page_of, viewer_of
from lms.errors import Conflict, Unavailable
from lms.sentences import sentence

ROWS_A_PAGE = 25
BEGIN = "mulai"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prints(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the booklets of a sitting for the printer, and draw those that are missing."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        try:
            made = booklets.prepare_booklets(number=uuid, by=viewer, at=now)
        except (Conflict, Unavailable) as problem:
            messages.warning(request, sentence(problem))
        else:
            told = ngettext("%(n)s booklet was prepared.", "%(n)s booklets were prepared.", made)
            messages.success(request, told % {"n": made})
        return redirect("assessments:booklets_print", uuid)
    page = selectors.booklets_to_print(viewer, uuid, on=timezone.localdate(now))
    back = "assessments:room" if page.watches else "assessments:sitting_hr"
    crumbs = [(page.sitting.room, reverse(back, args=[uuid])), (gettext("Booklets"), "")]
    return page_of(request, "sittings/booklets_print", {"page": page, "sitting": page.sitting, "crumbs": crumbs})


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the booklets that wait to be entered."""
    rows = selectors.booklets_waiting(viewer_of(request), on=timezone.localdate())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    return page_of(request, "sittings/booklets", {"page": page, "crumbs": [(gettext("Booklets to enter"), "")]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer to begin with a booklet, or show its questions with what was entered so far, and keep more."""
    viewer, now = viewer_of(request), timezone.now()
    try:
        if request.method == "POST" and request.POST.get("langkah") == BEGIN:
            booklets.begin_entry(number=uuid, by=viewer, at=now)
            return redirect("assessments:booklet", uuid)
        if request.method == "POST":
            return kept(request, uuid)
        page = booklets.open_entry(number=uuid, by=viewer, at=now)
    except (booklets.EnteredByYou, booklets.BookletEntered) as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:booklets")
    is_offer = isinstance(page, selectors.EntryOffer)
    seat = page.booklet.seat if isinstance(page, selectors.EntryOffer) else page.seat
    crumbs = [
        (gettext("Booklets to enter"), reverse("assessments:booklets")),
        (gettext("Seat %(number)s") % {"number": seat.number}, ""),
    ]
    name = "booklet_begin" if is_offer else "booklet_entry"
    return page_of(request, f"sittings/{name}", {"page": page, "seat": seat, "crumbs": crumbs})


def kept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was typed; where an answer cannot be read, say so and go on with the rest kept."""
    is_done = request.POST.get("langkah") == "selesai"
    try:
        entry = booklets.keep_entry(
            number=uuid, answers=answers_in(request), is_done=is_done, by=viewer_of(request), at=timezone.now()
        )
    except UnreadableAnswer as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:booklet", uuid)
    if entry.done_at is None:
        messages.success(request, gettext("Kept. Go on when you like."))
        return redirect("assessments:booklet", uuid)
    messages.success(request, gettext("Your entry is done. Thank you."))
    return redirect("assessments:booklets")


def answers_in(request: HttpRequest) -> dict[int, Answer]:
    """Return the answers that the form sent, by number; a place that is no place is left out."""
    sent = dict(request.POST.lists())
    numbers = [int(text) for text in request.POST.getlist("nomor") if text.isdecimal() and len(text) < 4]
    found = {}
    for number in numbers:
        with suppress(UnreadableAnswer):
            found[number] = from_fields(fields_of(sent, number))
    return found
