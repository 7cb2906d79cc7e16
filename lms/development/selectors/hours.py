"""What can be read about hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from lms.development.models import HoursEntry, HoursTarget
from lms.people import access
from lms.people.models import User
from lms.people.selectors import number_of


@dataclass(frozen=True)
class HoursOfYear:
    """Hours (JP) of a person in a calendar year, and what the law asks of their kind of employee."""

    year: int
    jp: Decimal
    target: HoursTarget | None

    @property
    def floor(self) -> Decimal | None:
        """Return the least hours a year, where there is a floor."""
        return self.target.floor_jp if self.target else None

    @property
    def ceiling(self) -> Decimal | None:
        """Return the most hours a year, where there is a ceiling; it warns and never blocks."""
        return self.target.ceiling_jp if self.target else None

    @property
    def missing(self) -> Decimal:
        """Return the hours still missing to the floor."""
        return max((self.floor or Decimal(0)) - self.jp, Decimal(0))

    @property
    def is_over_ceiling(self) -> bool:
        """Whether the ceiling is passed."""
        return self.ceiling is not None and self.jp > self.ceiling


def entries_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[HoursEntry]:
    """Return the ledger of the person, newest first, if `viewer` may see it."""
    mine = access.visible_to(HoursEntry.objects.filter(person=person), viewer, on=on)
    return mine.select_related("rule").order_by("-performed_on", "-pk")


def hours_of_year(person: User, *, viewer: access.Viewer, on: date) -> HoursOfYear:
    """Return the person's hours in the year of `on`. Six queries at the most."""
    rows = entries_of(person, viewer=viewer, on=on).filter(performed_on__year=on.year)
    number = number_of(person, viewer=viewer, on=on)
    target = None
    if number is not None:
        target = (
            HoursTarget.objects.in_force(on).filter(employee_kind=number.kind).order_by("-valid_from", "-pk").first()
        )
    return HoursOfYear(on.year, rows.aggregate(total=Sum("jp"))["total"] or Decimal(0), target)
