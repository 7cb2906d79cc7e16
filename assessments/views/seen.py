"""Where a request of a running attempt came from, as hashes, and what its page tells while it is left."""

from __future__ import annotations

from uuid import UUID

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from assessments.networks import network_of
from assessments.services.sources import Seen, note_absence
from assessments.views.pages import number_from, viewer_of

HASH_LENGTH = 32


def seen_in(request: HttpRequest, attempt: UUID) -> Seen:
    """Return where a request came from and what its browser counted; the address goes no further than here."""
    return Seen(
        network=marked(attempt, network_of(str(get_client_ip_address(request) or ""))),
        session=marked(attempt, request.session.session_key or ""),
        absences=number_from(request.POST.get("jauh-kali", ""), 0),
        absent_seconds=number_from(request.POST.get("jauh-detik", ""), 0),
    )


def marked(attempt: UUID, what: str) -> str:
    """Return a keyed hash that is the same within one attempt only."""
    return salted_hmac("assessments.attempt-source", f"{attempt}:{what}", algorithm="sha256").hexdigest()[:HASH_LENGTH]


@login_required
@require_POST
def left(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take down the absences that a page counted, as it is left; there is nothing to answer."""
    note_absence(person=viewer_of(request), attempt=uuid, seen=seen_in(request, uuid), at=timezone.now())
    return HttpResponse(status=204)
