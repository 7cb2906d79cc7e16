"""How often one address may ask the public verification page; it slows down guessing and nobody else."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

ASKS_A_MINUTE = 30
WINDOW_SECONDS = 60


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request, and return whether its address has asked more than 30 times in a minute."""
    key = "verify:" + hashlib.sha256(address_of(request).encode()).hexdigest()[:32]
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > ASKS_A_MINUTE
    except ValueError:  # the window ended between the two lines
        return False


def address_of(request: HttpRequest) -> str:
    """Return the address that asks: the one our own proxy saw, where we stand behind one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))
