"""The yearly statement of hours."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.development import services
from lms.people.requests import PersonRequest


@login_required
@never_cache
@require_safe
def statement(request: PersonRequest, year: int) -> HttpResponse:
    """Hand out my statement of a year."""
    number, pdf = services.yearly_statement(year=year, by=request.user, at=timezone.now())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(number.replace("/", "-"))}.pdf"'
    return answer
