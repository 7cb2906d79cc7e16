"""The pages of those who watch a room. Each makes one call into the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.selectors import sittings as selectors
from assessments.services import booklets, reopening
from assessments.services import sitting_rooms as rooms
from assessments.sitting_forms import IdentityForm, IncidentForm, ReasonForm, SeatIncidentForm, SignForm, TimeForm
from assessments.views.pages import Crumbs, page_of, viewer_of
from lms.errors import Conflict, InvalidInput, Unavailable
from lms.sentences import sentence

ROWS_A_PAGE = 25
Refused = (Conflict, InvalidInput, Unavailable)


def crumbs_of(*more: tuple[str, str]) -> Crumbs:
    """Return the way from the list of rooms to a page."""
    return [(gettext("Watching rooms"), reverse("assessments:rooms")), *more]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the rooms that the viewer watches, and those that were watched."""
    found = selectors.sittings_to_watch(viewer_of(request), on=timezone.localdate())
    context = {
        "coming": Paginator(found.coming, ROWS_A_PAGE).get_page(request.GET.get("mendatang")),
        "over": Paginator(found.over, ROWS_A_PAGE).get_page(request.GET.get("selesai")),
        "crumbs": [(gettext("Watching rooms"), "")],
    }
    return page_of(request, "sittings/rooms", context)


@login_required
@require_safe
def room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a room as it stands now."""
    return room_page(request, uuid)


def room_page(request: HttpRequest, uuid: UUID, **refused: forms.Form) -> HttpResponse:
    """Return the page of a room, with a form that was refused."""
    found = selectors.watched_room(viewer_of(request), uuid, at=timezone.now())
    context = {
        "room": found,
        "sitting": found.sitting,
        "incident": IncidentForm(),
        "time": TimeForm(prefix="waktu"),
        "sign": SignForm(),
        **refused,
        "crumbs": crumbs_of((found.sitting.room, "")),
    }
    return page_of(request, "sittings/room", context, status=422 if refused else 200)


@login_required
@require_POST
def open_room(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Open the room, or change its PIN where it is open."""
    act = rooms.new_pin if request.POST.get("langkah") == "pin" else rooms.open_room
    try:
        act(number=uuid, by=viewer_of(request), at=timezone.now())
    except Refused as problem:
        messages.warning(request, sentence(problem))
    return redirect("assessments:room", uuid)


@login_required
@require_POST
def incident(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note what happened in the room."""
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return room_page(request, uuid, incident=form)
    typed = form.cleaned_data
    return done(
        request,
        uuid,
        lambda: rooms.note_incident(number=uuid, **typed, by=viewer_of(request), at=timezone.now()),
        gettext("Noted."),
    )


@login_required
@require_POST
def time(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give everybody who is at work more time."""
    form = TimeForm(request.POST, prefix="waktu")
    if not form.is_valid():
        return room_page(request, uuid, time=form)
    try:
        given = rooms.give_time(number=uuid, **form.cleaned_data, by=viewer_of(request), at=timezone.now())
    except Refused as problem:
        messages.warning(request, sentence(problem))
    else:
        told = ngettext("Time was given to %(n)s person.", "Time was given to %(n)s people.", given)
        messages.success(request, told % {"n": given})
    return redirect("assessments:room", uuid)


@login_required
@require_POST
def sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the room and sign its report."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return room_page(request, uuid, sign=form)
    return done(
        request,
        uuid,
        lambda: rooms.sign_report(number=uuid, **form.cleaned_data, by=viewer_of(request), at=timezone.now()),
        gettext("Signed. Its results count as supervised now."),
    )


def done(request: HttpRequest, uuid: UUID, act: Callable[[], Any], told: str) -> HttpResponseRedirect:
    """Do one thing, say that it is done or why not, and go back to the room."""
    try:
        act()
    except Refused as problem:
        messages.warning(request, sentence(problem))
    else:
        messages.success(request, told)
    return redirect("assessments:room", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, uuid: UUID, seat: UUID) -> HttpResponse:
    """Show one seat, and do what its buttons say."""
    if request.method == "POST":
        return seat_step(request, uuid, seat)
    return seat_page(request, uuid, seat)


def seat_page(request: HttpRequest, uuid: UUID, seat: UUID, **refused: forms.Form) -> HttpResponse:
    """Return the page of a seat, with a form that was refused."""
    found = selectors.watched_seat(viewer_of(request), uuid, seat, at=timezone.now())
    context = {
        "found": found,
        "seat": found.row.seat,
        "row": found.row,
        "sitting": found.sitting,
        "identity": IdentityForm(),
        "doubt": ReasonForm(prefix="ragu"),
        "paper": ReasonForm(prefix="kertas"),
        "time": TimeForm(prefix="waktu"),
        "reopen": TimeForm(prefix="buka"),
        "end": ReasonForm(prefix="akhir"),
        "incident": SeatIncidentForm(),
        **refused,
        "crumbs": crumbs_of(
            (found.sitting.room, reverse("assessments:room", args=[uuid])),
            (gettext("Seat %(number)s") % {"number": found.row.seat.number}, ""),
        ),
    }
    return page_of(request, "sittings/seat_watched", context, status=422 if refused else 200)


STEPS: dict[str, tuple[str, Callable[[Any], forms.Form]]] = {
    "kenal": ("identity", lambda data: IdentityForm(data)),
    "ragu": ("doubt", lambda data: ReasonForm(data, prefix="ragu")),
    "kertas": ("paper", lambda data: ReasonForm(data, prefix="kertas")),
    "waktu": ("time", lambda data: TimeForm(data, prefix="waktu")),
    "buka": ("reopen", lambda data: TimeForm(data, prefix="buka")),
    "akhir": ("end", lambda data: ReasonForm(data, prefix="akhir")),
    "catat": ("incident", lambda data: SeatIncidentForm(data)),
}


def seat_step(request: HttpRequest, uuid: UUID, seat: UUID) -> HttpResponse:
    """Carry out what one of the forms of a seat says; what is refused comes back with what was typed."""
    step = request.POST.get("langkah", "")
    name, make = STEPS.get(step, STEPS["kenal"])
    form = make(request.POST)
    if not form.is_valid():
        return seat_page(request, uuid, seat, **{name: form})
    try:
        carry_out(name, uuid, seat, form.cleaned_data, request)
    except Refused as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:room_seat", uuid, seat)
    messages.success(request, gettext("Noted."))
    at_the_door = name in ("identity", "paper")
    return redirect("assessments:room", uuid) if at_the_door else redirect("assessments:room_seat", uuid, seat)


def carry_out(name: str, uuid: UUID, seat: UUID, typed: dict[str, Any], request: HttpRequest) -> None:
    """Do what a form of a seat says."""
    acts: dict[str, Callable[..., Any]] = {
        "identity": rooms.confirm_identity,
        "doubt": rooms.doubt_identity,
        "paper": booklets.use_booklet,
        "time": rooms.give_time,
        "reopen": reopening.reopen_attempt,
        "end": rooms.end_attempt,
        "incident": rooms.note_incident,
    }
    acts[name](number=uuid, seat=seat, **typed, by=viewer_of(request), at=timezone.now())
