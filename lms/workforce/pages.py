"""Pages of a list that may be very long: it is counted up to a number and no further."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

COUNTED_AT_MOST = 1000


class LongList(Paginator[Any]):
    """Pages of a query; nobody turns to the thousandth row, and counting all of a nation takes long."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, at most a thousand."""
        rows: Any = self.object_list
        return int(rows.order_by()[:COUNTED_AT_MOST].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than the pages show."""
        return self.count >= COUNTED_AT_MOST
