"""Requests about data: taken with their clock of 72 hours, handled, answered with a reason, and warned of."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.consents import USES
from lms.people.models import Posting, PostingKind, User
from lms.people.services import log_look
from lms.people.services.consents import withdraw_consent
from lms.privacy import access
from lms.privacy.models import FINAL_STATES, RequestEvent, RequestKind, RequestState, SubjectRequest
from lms.privacy.services.erasure import erase
from lms.rows import hold

# UU 27/2022, articles 30 to 33: corrections and the other rights within 3 times 24 hours.
ANSWER_WITHIN = timedelta(hours=72)
WARN_BEFORE = timedelta(hours=24)
LONGEST_TEXT = 2000
WARNINGS_A_SWEEP = 200


class NothingSaid(InvalidInput):
    """A request or an answer without words."""

    code = "privacy_words_missing"
    message = gettext_noop("Write it in a few words, so that the other side understands.")


class AskedAlready(Conflict):
    """A request for erasure is open."""

    code = "erasure_asked_already"
    message = gettext_noop("You have already asked for this. Follow the open request.")


class RequestIsOver(Conflict):
    """The request was answered or withdrawn."""

    code = "privacy_request_over"
    message = gettext_noop("This request has been answered or withdrawn already.")


@transaction.atomic
def submit_request(*, kind: RequestKind, text: str, by: User, at: datetime, about: str = "") -> SubjectRequest:
    """Take a request; who has to answer it is told at once.

    Raises:
        NothingSaid: no words (an erasure needs none).
        AskedAlready: an erasure is open.
    """
    words = text.strip()[:LONGEST_TEXT]
    if not words and kind != RequestKind.ERASURE:
        raise NothingSaid
    hold(User, by.pk)
    mine = SubjectRequest.objects.filter(person=by, kind=kind).exclude(state__in=FINAL_STATES)
    if kind == RequestKind.ERASURE and mine.exists():
        raise AskedAlready
    on = timezone.localdate(at)
    posting = Posting.objects.on(on).filter(person=by, kind=PostingKind.PRIMARY).select_related("unit").first()
    request = SubjectRequest.objects.create(
        person=by,
        unit=posting.unit if posting else None,
        kind=kind,
        about=about if kind == RequestKind.CORRECTION else "",
        text=words,
        received_at=at,
        due_at=at + ANSWER_WITHIN,
    )
    note(request, by=by, at=at)
    tell_handlers(request, kind="privacy_request_new", at=at)
    return request


@transaction.atomic
def withdraw_request(*, number: uuid.UUID, by: User, at: datetime) -> SubjectRequest:
    """Take a request back.

    Raises:
        NoSuchRequest: it is not one's own.
        RequestIsOver: it was answered.
    """
    request = require_open(access.require_own(by, number, lock=True))
    request.state, request.decided_at = RequestState.WITHDRAWN, at
    request.save(update_fields=["state", "decided_at"])
    note(request, by=by, at=at)
    return request


@transaction.atomic
def take_up(*, number: uuid.UUID, by: User, at: datetime) -> SubjectRequest:
    """Say that somebody works on it; the person sees who. Opening it is a look at the person's data.

    Raises:
        NoSuchRequest: not for `by` to handle.
        RequestIsOver: it was answered or withdrawn.
    """
    request = require_open(access.require_to_handle(by, number, on=timezone.localdate(at), lock=True))
    if request.state == RequestState.RECEIVED:
        request.state = RequestState.IN_PROGRESS
        request.save(update_fields=["state"])
        note(request, by=by, at=at)
        log_look(viewer=by, subject=request.person, purpose="privacy_request", at=at)
    return request


@transaction.atomic
def decide(*, number: uuid.UUID, grant: bool, answer: str, by: User, at: datetime) -> SubjectRequest:
    """Answer a request with a reason; a granted erasure is carried out, a granted restriction ends optional uses.

    Raises:
        NoSuchRequest: not for `by` to handle.
        RequestIsOver: it was answered or withdrawn.
        NothingSaid: no reason.
    """
    request = require_open(access.require_to_handle(by, number, on=timezone.localdate(at), lock=True))
    if not answer.strip():
        raise NothingSaid
    request.state = RequestState.DONE if grant else RequestState.REFUSED
    request.answer = answer.strip()[:LONGEST_TEXT]
    request.decided_by, request.decided_at = by, at
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    note(request, by=by, at=at, words=request.answer)
    if grant and request.kind == RequestKind.ERASURE:
        erase(person=request.person, by=by, at=at)
        return request
    if grant and request.kind == RequestKind.RESTRICTION:
        for use in USES:
            withdraw_consent(use=use, by=request.person, at=at)
    tell_person(request, at=at)
    return request


def require_open(request: SubjectRequest) -> SubjectRequest:
    """Return the request if an answer is still owed.

    Raises:
        RequestIsOver
    """
    if not request.is_open:
        raise RequestIsOver
    return request


def note(request: SubjectRequest, *, by: User | None, at: datetime, words: str = "") -> None:
    """Add a line to the history."""
    RequestEvent.objects.create(request=request, state=request.state, by=by, at=at, note=words)


def tell_person(request: SubjectRequest, *, at: datetime) -> None:
    """Say that there is an answer."""
    with override(request.person.language):
        facts = {"kind": str(request.get_kind_display()), "state": str(request.get_state_display())}
    notify(
        person=request.person,
        kind="privacy_request_answered",
        facts=facts,
        url=reverse("privacy:request", args=[request.uuid]),
        at=at,
        key=f"privacy-answer-{request.uuid}",
    )


def tell_handlers(request: SubjectRequest, *, kind: str, at: datetime) -> int:
    """Tell everybody who has to answer, each once for each kind of warning; return how many."""
    people = list(access.handlers_of(request, on=timezone.localdate(at)))
    for person in people:
        with override(person.language), timezone.override(person.time_zone):
            due = date_format(timezone.localtime(request.due_at), gettext("j F Y, H.i"))
            facts = {"kind": str(request.get_kind_display()), "due": due}
        notify(
            person=person,
            kind=kind,
            facts=facts,
            url=reverse("privacy:handle", args=[request.uuid]),
            at=at,
            key=f"{kind}-{request.uuid}-{person.pk}",
        )
    return len(people)


def warn_of_requests(*, at: datetime) -> int:
    """Warn 24 hours before a request is due, and when it is overdue, each once; return how many requests."""
    still = SubjectRequest.objects.exclude(state__in=FINAL_STATES).select_related("unit").order_by("due_at", "pk")
    overdue = list(still.filter(due_at__lte=at, overdue_told_at__isnull=True)[:WARNINGS_A_SWEEP])
    for request in overdue:
        warn(request, kind="privacy_request_overdue", field="overdue_told_at", at=at)
    soon = still.filter(due_at__gt=at, due_at__lte=at + WARN_BEFORE, warned_at__isnull=True)
    warned = list(soon[:WARNINGS_A_SWEEP])
    for request in warned:
        warn(request, kind="privacy_request_due", field="warned_at", at=at)
    return len(overdue) + len(warned)


@transaction.atomic
def warn(request: SubjectRequest, *, kind: str, field: str, at: datetime) -> None:
    """Send one warning and write down that it was sent."""
    tell_handlers(request, kind=kind, at=at)
    SubjectRequest.objects.filter(pk=request.pk).update(**{field: at})
