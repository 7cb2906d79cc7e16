"""What can be read about the numbers of the house."""

from __future__ import annotations

from datetime import date

from lms.development.models import Term, TermKey


def terms_in_force(on: date) -> dict[str, int]:
    """Return each number that holds on the day by its key. One query."""
    rows = Term.objects.in_force(on).order_by("valid_from", "pk")
    return dict(rows.values_list("key", "amount"))


def term(key: TermKey, *, on: date) -> int:
    """Return one number that holds on the day. One query.

    Raises:
        NoPolicyInForce: no row holds.
    """
    return int(Term.objects.newest_in_force(on, key=key).amount)
