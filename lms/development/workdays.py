"""Working days, Monday to Friday. Pure. Public holidays are not known to the platform, so none is left out."""

from __future__ import annotations

from datetime import date, timedelta

WORKDAYS = 5
WEEK = 7


def workdays_after(since: date, until: date) -> int:
    """Return how many working days lie after `since`, up to and with `until`; never below 0."""
    days = max(0, (until - since).days)
    weeks, rest = divmod(days, WEEK)
    tail = sum((since + timedelta(days=weeks * WEEK + step)).weekday() < WORKDAYS for step in range(1, rest + 1))
    return weeks * WORKDAYS + tail
