"""Asks a database for the one row that a condition names, and holds one against others."""

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


def hold(model: type[Model], pk: int) -> None:
    """Lock a row until the transaction ends: of two at once, one waits for the other. One query, which reads no column.

    Rows that only refer to it need not wait.

    Raises:
        DoesNotExist: it is gone.
    """
    model._default_manager.select_for_update(no_key=True).filter(pk=pk).values_list("pk").get()
