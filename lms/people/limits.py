"""How many wrong codes one address may type; an office that activates together is not held up by right ones."""

from __future__ import annotations

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest

MOST_FAILURES = 60
WINDOW_SECONDS = 600


def bucket_of(request: HttpRequest) -> str:
    """Return where the failures of this visitor's address are counted; the address itself is not kept."""
    address = str(get_client_ip_address(request) or "")
    return "wrong-codes-" + hashlib.sha256(address.encode()).hexdigest()[:24]


def too_many_failures(request: HttpRequest) -> bool:
    """Whether this address has typed too many wrong codes within the last minutes."""
    return int(cache.get(bucket_of(request), 0)) >= MOST_FAILURES


def count_failure(request: HttpRequest) -> None:
    """Count one wrong code."""
    key = bucket_of(request)
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, WINDOW_SECONDS)
