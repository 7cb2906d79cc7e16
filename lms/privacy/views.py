"""What is kept about people, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice."""
    return render(request, "privacy/notice.html")
