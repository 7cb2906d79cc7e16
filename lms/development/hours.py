"""The arithmetic of hours: conversion and caps. Pure; imports no Django."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal


def convert(units: Decimal, *, unit: str, minutes_per_jp: int | None) -> Decimal:
    """Return hours (JP) for `units`: JP stay JP; minutes become whole JP, rounded down.

    Raises:
        ValueError: minutes without a rate.
    """
    if unit == "jp":
        return units
    if not minutes_per_jp:
        raise ValueError("minutes need a rate")
    return (units / minutes_per_jp).quantize(Decimal(1), rounding=ROUND_DOWN)


def within_caps(
    jp: Decimal, *, booked_week: Decimal, booked_year: Decimal, cap_week: Decimal | None, cap_year: Decimal | None
) -> Decimal:
    """Return how much of `jp` still fits under the caps of the week and the year; never below 0."""
    room = [cap - booked for cap, booked in ((cap_week, booked_week), (cap_year, booked_year)) if cap is not None]
    return max(min([jp, *room]), Decimal(0))


def binding_cap(
    jp: Decimal, *, booked_week: Decimal, booked_year: Decimal, cap_week: Decimal | None, cap_year: Decimal | None
) -> str:
    """Return which cap lets less than `jp` count: `week`, `year`, or nothing; the tighter one where both do."""
    room = {"week": (cap_week, booked_week), "year": (cap_year, booked_year)}
    left = {name: cap - booked for name, (cap, booked) in room.items() if cap is not None and cap - booked < jp}
    return min(left, key=lambda name: left[name], default="")


def months_served(year: int, since: date | None) -> int:
    """Return in how many months of the year somebody was in service, the month of the beginning included."""
    if since is None or since.year < year:
        return 12
    return 0 if since.year > year else 13 - since.month


def in_proportion(jp: Decimal, months: int) -> Decimal:
    """Return the part of a yearly figure that falls on so many months, to two decimals."""
    return (jp * months / 12).quantize(Decimal("0.01"))
