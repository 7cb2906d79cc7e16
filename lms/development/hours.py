"""The arithmetic of hours: conversion and caps. Pure; imports no Django."""

from __future__ import annotations

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
