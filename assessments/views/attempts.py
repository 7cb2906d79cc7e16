"""The pages on which a person takes tests. Each makes one call into the domain."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import contexts, selectors, services
from assessments.answers import FILE_FIELD, Answer, UnreadableAnswer, field_prefix, fields_of, from_fields
from assessments.views.pages import crumbs_to, number_from, page_of, viewer_of
from assessments.views.seen import seen_in
from lms.errors import Conflict, Unavailable
from lms.sentences import sentence

RESULTS_A_PAGE = 20
# The longest is an essay; as JSON a character can take twelve.
LONGEST_ANSWER = 130_000

MOST_ON_A_PAGE = 10
# The buttons of an adaptive test: what they send cannot be taken back.
FINAL_STEPS = ("jawab", "tidak-tahu")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the tests of the person: running, on offer, ended."""
    tests = selectors.my_tests(viewer_of(request), at=timezone.now())
    ended = Paginator(tests.ended, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    return page_of(request, "mine", {"tests": tests, "page": ended})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what the test is, and begin it."""
    person, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        try:
            attempt = services.start_attempt(person=person, blueprint=uuid, at=now)
        except (Conflict, Unavailable) as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:start", uuid)
        return redirect("assessments:attempt", attempt.uuid)
    page = selectors.start_page(person, uuid, at=now)
    crumbs = crumbs_to((page.offer.blueprint.title, ""))
    return page_of(request, "start", {"start": page, "offer": page.offer, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement(request: HttpRequest) -> HttpResponse:
    """Say what a placement test would measure and why, and begin it."""
    person, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        try:
            attempt = services.start_placement(person=person, at=now)
        except Conflict as problem:
            messages.warning(request, sentence(problem))
            return redirect("assessments:placement")
        return redirect("assessments:attempt", attempt.uuid)
    page = selectors.placement_page(person, at=now)
    return page_of(request, "placement", {"page": page, "crumbs": crumbs_to((page.blueprint.title, ""))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one question of the attempt, or keep its answer and go on."""
    if request.method == "POST":
        return keep_and_go_on(request, uuid)
    position = number_from(request.GET.get("nomor", ""), 1)
    try:
        page = services.open_attempt(person=viewer_of(request), attempt=uuid, position=position, at=timezone.now())
    except services.AttemptClosed:
        return redirect("assessments:result", uuid)
    except services.AttemptPaused:
        return redirect("assessments:break", uuid)
    crumbs = crumbs_to((page.attempt.blueprint.title, ""))
    name = "adaptive" if page.attempt.blueprint.is_adaptive else "attempt"
    return page_of(request, name, {"page": page, "attempt": page.attempt, "crumbs": crumbs})


def keep_and_go_on(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Keep the answer that a form sent, and go where its button points."""
    position = number_from(request.POST.get("nomor", ""), 0)
    if request.POST.get("langkah") in FINAL_STEPS:
        return answer_for_good(request, uuid, position)
    asked = [number_from(text, 0) for text in request.POST.getlist("nomor")][:MOST_ON_A_PAGE]
    try:
        answers = {number: answer_in(request, number, alone=len(asked) == 1) for number in asked}
        page = services.save_page_with_files(
            person=viewer_of(request),
            attempt=uuid,
            answers=answers,
            files=files_in(request, asked),
            at=timezone.now(),
            seen=seen_in(request, uuid),
        )
    except services.AnswerTooLate as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:result", uuid)
    except services.AttemptClosed:
        return redirect("assessments:result", uuid)
    except UnreadableAnswer as problem:
        messages.warning(request, sentence(problem))
        return redirect(at_number(uuid, position))
    if page.unreadable:
        messages.warning(request, sentence(next(iter(page.unreadable.values()))))
        return redirect(at_number(uuid, min(page.unreadable)))
    if page.is_outdated:
        messages.warning(request, gettext("This answer was changed in another tab. The newer answer was kept."))
        return redirect(at_number(uuid, position))
    step = request.POST.get("langkah", "")
    if step == "keluar":
        messages.success(request, gettext("Your answers are saved. The clock of the test goes on."))
        return redirect("assessments:mine")
    if step == "jeda":
        services.take_break(person=viewer_of(request), attempt=uuid, at=timezone.now())
        return redirect("assessments:attempt", uuid)
    return (
        redirect("assessments:submit", uuid)
        if step == "kumpulkan"
        else redirect(at_number(uuid, number_from(step, position)))
    )


def answer_in(request: HttpRequest, number: int, *, alone: bool) -> tuple[int, Answer]:
    """Return the sequence and the answer of one question that a form sent.

    Raises:
        UnreadableAnswer: a place is no number that an order could have.

    """
    sent = dict(request.POST.lists())
    fields = sent if alone else fields_of(sent, number)
    return number_from((fields.get("seq") or [""])[-1], 0), from_fields(fields)


def files_in(request: HttpRequest, asked: list[int]) -> dict[int, UploadedFile[Any]]:
    """Return the files that a form sent, by the number of their question."""
    names = {number: ("" if len(asked) == 1 else field_prefix(number)) + FILE_FIELD for number in asked}
    sent = {number: request.FILES.get(name) for number, name in names.items()}
    return {number: file for number, file in sent.items() if file is not None}


def answer_for_good(request: HttpRequest, uuid: UUID, position: int) -> HttpResponseRedirect:
    """Make the answer final, or say that the person does not know; then the next question follows."""
    knows = request.POST["langkah"] == "jawab"
    try:
        attempt = services.answer_and_go_on(
            person=viewer_of(request),
            attempt=uuid,
            position=position,
            seq=number_from(request.POST.get("seq", ""), 0),
            payload=from_fields(dict(request.POST.lists())) if knows else None,
            at=timezone.now(),
            seen=seen_in(request, uuid),
        )
    except (services.AnswerTooLate, services.AttemptClosed) as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:result", uuid)
    except (services.AnswerIsFinal, services.AnswerMissing, UnreadableAnswer) as problem:
        messages.warning(request, sentence(problem))
        return redirect("assessments:attempt", uuid)
    return redirect("assessments:attempt" if attempt.is_running else "assessments:result", uuid)


def at_number(uuid: UUID, position: int) -> str:
    """Return the address of a question."""
    return f"{reverse('assessments:attempt', args=[uuid])}?nomor={position}"


def save_from(request: HttpRequest, uuid: UUID, payload: Answer) -> services.Saved:
    """Keep an answer under the number and the sequence that the request names."""
    return services.save_answer(
        person=viewer_of(request),
        attempt=uuid,
        position=number_from(request.POST.get("nomor", ""), 0),
        seq=number_from(request.POST.get("seq", ""), 0),
        payload=payload,
        at=timezone.now(),
        seen=seen_in(request, uuid),
    )


def answer_sent(text: str) -> Answer:
    """Return the answer that a text holds as JSON.

    Raises:
        UnreadableAnswer: it is too long or no JSON.

    """
    if len(text) > LONGEST_ANSWER:
        raise UnreadableAnswer
    try:
        answer: Answer = json.loads(text)
    except (ValueError, RecursionError) as problem:  # no JSON, endless digits, or brackets without end
        raise UnreadableAnswer from problem
    return answer


@login_required
@require_POST
def save(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Keep an answer sent in the background; say what is stored now.

    A refusal that ends the attempt answers 409 with where to go; one that concerns this answer only, 422, and 410 where
    the question was answered for good.
    """
    try:
        saved = save_from(request, uuid, answer_sent(request.POST.get("jawaban", "")))
    except (services.AnswerTooLate, services.AttemptClosed) as problem:
        return JsonResponse(
            {"kalimat": sentence(problem), "alamat": reverse("assessments:result", args=[uuid])}, status=409
        )
    except services.AnswerIsFinal as problem:
        return JsonResponse({"kalimat": sentence(problem)}, status=410)
    except UnreadableAnswer as problem:
        return JsonResponse({"kalimat": sentence(problem)}, status=422)
    moment = date_format(timezone.localtime(saved.saved_at), "H.i")
    answer = {"seq": saved.seq, "jawaban": saved.answer, "tersimpan": moment, "usang": saved.is_outdated}
    return JsonResponse(answer)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask once before the attempt is handed in, naming what is open; then hand it in."""
    person, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        services.submit(person=person, attempt=uuid, at=now)
        return redirect("assessments:result", uuid)
    try:
        closing = services.open_closing(person=person, attempt=uuid, at=now)
    except services.AttemptClosed:
        return redirect("assessments:result", uuid)
    except services.AttemptPaused:
        return redirect("assessments:break", uuid)
    crumbs = crumbs_to(
        (closing.attempt.blueprint.title, reverse("assessments:attempt", args=[uuid])), (gettext("Hand in"), "")
    )
    return page_of(request, "submit", {"closing": closing, "attempt": closing.attempt, "crumbs": crumbs})


@login_required
@require_safe
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what was measured, how sure it is, and what comes next."""
    page = services.open_result(person=viewer_of(request), attempt=uuid, at=timezone.now())
    attempt = page.attempt
    if attempt.is_running:
        return redirect("assessments:attempt", uuid)
    back = contexts.address_of(attempt.context_kind, attempt.context_uuid)
    crumbs = crumbs_to((attempt.blueprint.title, ""))
    name = "placement_result" if attempt.blueprint.is_adaptive else "result"
    return page_of(request, name, {"result": page, "attempt": attempt, "back": back, "crumbs": crumbs})
