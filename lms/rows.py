"""Asks a database for the one row that a condition names."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def the_one(rows: QuerySet[M]) -> M | None:
    """Return the row that a unique condition names, or None.

    `first()` would put it in order, and an order makes Django compare every column it reads: with several tables joined
    that costs more than the question itself.
    """
    return next(iter(rows.order_by()[:1]), None)
