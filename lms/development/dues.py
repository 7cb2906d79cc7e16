"""The arithmetic of due dates: when something has to be done, whether that can be met, when to remind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Circumstances:
    """What decides whether somebody can meet a due date.

    `leaves_on` is the last day in the post, if one is known; `opens_on` the first day on which it can be done;
    `needed_days` how many days it takes beside the work.
    """

    is_active: bool
    has_post: bool
    is_done: bool
    is_offered: bool = True
    was_decided_against: bool = False
    leaves_on: date | None = None
    opens_on: date | None = None
    needed_days: int = 0


def days_needed(minutes: int, minutes_a_day: int) -> int:
    """Return how many days something of `minutes` takes, rounded up; one at the least."""
    return max(1, -(-minutes // max(1, minutes_a_day)))


def begins_on(on: date, opens_on: date | None) -> date:
    """Return the first day on which one can work at it."""
    return max(on, opens_on) if opens_on else on


def hindrance(due: date, one: Circumstances, *, on: date) -> str:
    """Return why the due date cannot be met, the gravest reason first; empty where it can."""
    checks = [
        ("inactive", not one.is_active),
        ("moved", not one.has_post or (one.leaves_on is not None and one.leaves_on < min(due, on + timedelta(days=1)))),
        ("not_offered", not one.is_offered),
        ("already_done", one.is_done),
        ("decided_against", one.was_decided_against),
        ("opens_later", one.opens_on is not None and one.opens_on > due),
        ("moved", one.leaves_on is not None and one.leaves_on < due),
        ("no_time_left", due < begins_on(on, one.opens_on) + timedelta(days=one.needed_days)),
    ]
    return next((name for name, holds in checks if holds), "")


def realistic_due(on: date, *, opens_on: date | None, needed_days: int, spare_days: int) -> date:
    """Return a day that can be met: the least time it takes from the first possible day on, and some to spare."""
    return begins_on(on, opens_on) + timedelta(days=needed_days + spare_days)


def next_telling(due: date, *, told_on: date, before_days: int, every_days: int) -> date:
    """Return the next day to remind somebody who was told on `told_on`: before it is due, on the day, then weekly."""
    for day in (due - timedelta(days=before_days), due):
        if day > told_on:
            return day
    passed = (told_on - due).days // max(1, every_days) + 1
    return due + timedelta(days=passed * max(1, every_days))
