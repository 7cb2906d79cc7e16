"""What every request passes: a request id and one log line, the security policy, language and zone, refusals."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import urlencode

from lms import errors
from lms.people import gates
from lms.people.adapters import SHARED_DEVICE, SHARED_IDLE_SECONDS
from lms.people.devices import keep_token
from lms.sentences import sentence

log = structlog.get_logger("lms.request")

GetResponse = Callable[[HttpRequest], HttpResponse]

STATUS_OF: dict[type[errors.DomainError], int] = {
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.InvalidInput: 422,
    errors.Unavailable: 503,
}


class RequestLog:
    """Give each request an id, bind it to every log line, and write one line when it ends.

    The line holds the path without its query (a query may hold a code that somebody typed).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and log it."""
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        # A method that only echoes the request (with its cookies) is of no use to anybody who means well.
        echoes = request.method in ("TRACE", "TRACK", "CONNECT")
        response = HttpResponseNotAllowed(["GET", "HEAD", "POST"]) if echoes else self.get_response(request)
        response["X-Request-ID"] = request_id
        if not request.path.startswith(settings.STATIC_URL):
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
        return response


# Pages below the address of the admin that are not Wagtail's.
IN_THE_SHELL = ("frameworks", "standards")


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; the Wagtail admin alone may run inline scripts."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write the policy that belongs to the address."""
        match = request.resolver_match
        if request.path.startswith(settings.ADMIN_PATH) and not (match and match.namespace in IN_THE_SHELL):
            response._csp_replace = settings.ADMIN_POLICY  # type: ignore[attr-defined]
        answer: HttpResponse = super().process_response(request, response)
        return answer


class LanguageAndTimeZone:
    """Speak Indonesian unless the person chose English; show time in the person's zone.

    The browser's own preference is not asked: most office browsers are installed in English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in the person's language and zone."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        if request.user.is_authenticated:
            timezone.activate(ZoneInfo(request.user.time_zone))
        else:
            timezone.deactivate()
        response = self.get_response(request)
        response.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response


class SharedDevices:
    """End the session on a shared device with the browser, or after half an hour of silence; keep a device's cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; each answer on a shared device gives another half hour."""
        now = int(time.time())
        if request.user.is_authenticated and (until := request.session.get(SHARED_DEVICE)):
            if until is not True and now > until:
                logout(request)
            else:
                request.session[SHARED_DEVICE] = now + SHARED_IDLE_SECONDS
                request.session.set_expiry(0)
        response = self.get_response(request)
        keep_token(request, response)
        return response


class Gates:
    """Send a signed-in person first to what has to be done before anything else."""

    OPEN = ("/akun/keamanan/", "/akun/konfirmasi/", "/keluar/", "/masuk/", "/bahasa/", "/privasi/", "/bantuan/",
            "/static/", "/media/", "/sehat/", "/siap/")  # fmt: skip

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or lead to the first closed gate and back."""
        if request.user.is_authenticated and not request.path.startswith(self.OPEN):
            reading = request.method in ("GET", "HEAD")
            address = gates.closed_gate(request.user, on=timezone.localdate(), only_strict=not reading)
            if address:
                back = urlencode({"next": request.get_full_path()}) if reading else ""
                return redirect(f"{address}?{back}" if back else address)
        return self.get_response(request)


class DomainErrors:
    """Turn what the domain refuses into a page with one sentence and a way on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; refusals arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a DomainError; anything else goes on to Django."""
        if not isinstance(exception, errors.DomainError):
            return None
        status = next((code for kind, code in STATUS_OF.items() if isinstance(exception, kind)), 400)
        if status == 404 and type(exception) is errors.NotFound:
            raise Http404 from exception
        log.info("refused", code=exception.code, status=status)
        return render(request, "lms/refused.html", {"sentence": sentence(exception), "status": status}, status=status)
