"""What can be read about hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, QuerySet, Sum

from lms.development.hours import in_proportion, months_served
from lms.development.models import ActivityForm, HoursEntry, HoursTarget
from lms.development.sources import addresses_of
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, User
from lms.people.selectors import number_of

FIRST_YEAR = 2000


class NoSuchYear(NotFound):
    """There is no ledger of that year."""

    code = "no_such_year"
    message = gettext_noop("There is no ledger of that year.")


@dataclass(frozen=True)
class HoursOfYear:
    """Hours (JP) of a person in a calendar year, and what the law asks of their kind of employee.

    `months` are the months of the year in which the person was in service here, as the postings say.
    """

    year: int
    jp: Decimal
    target: HoursTarget | None
    months: int = 12

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

    @property
    def proportion(self) -> Decimal | None:
        """Return the part of floor or ceiling for the months served; None where that is the whole year."""
        whole = self.floor or self.ceiling
        return in_proportion(whole, self.months) if whole is not None and 0 < self.months < 12 else None


@dataclass(frozen=True)
class LedgerRow:
    """One line of the ledger with the address of what earned the hours; empty where it has none."""

    entry: HoursEntry
    url: str


@dataclass(frozen=True)
class FormTotal:
    """The hours of one form in a year."""

    form: str
    jp: Decimal
    before_cap: Decimal

    @property
    def word(self) -> str:
        """Return what the form is called."""
        return str(ActivityForm(self.form).label)


def entries_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[HoursEntry]:
    """Return the ledger of the person, newest first, if `viewer` may see it."""
    mine = access.visible_to(HoursEntry.objects.filter(person=person), viewer, on=on)
    return mine.select_related("rule").order_by("-performed_on", "-pk")


def entries_in(person: User, year: int, *, viewer: access.Viewer, on: date) -> QuerySet[HoursEntry]:
    """Return the ledger of one year.

    Raises:
        NoSuchYear: it has not begun, or lies before any.
    """
    if not FIRST_YEAR <= year <= on.year:
        raise NoSuchYear
    return entries_of(person, viewer=viewer, on=on).filter(performed_on__range=(date(year, 1, 1), date(year, 12, 31)))


def as_ledger(entries: Sequence[HoursEntry]) -> list[LedgerRow]:
    """Return lines of the ledger with their addresses. One query of each room that earned some."""
    urls = addresses_of((entry.source_kind, entry.source_uuid) for entry in entries)
    return [LedgerRow(entry, urls.get(entry.source_uuid, "")) for entry in entries]


def totals_by_form(person: User, year: int, *, viewer: access.Viewer, on: date) -> list[FormTotal]:
    """Return the hours of each form in a year. Three queries."""
    rows = entries_in(person, year, viewer=viewer, on=on).order_by()
    sums = rows.values("form").annotate(counted=Sum("jp"), earned=Sum("jp_before_cap")).order_by("form")
    return [FormTotal(row["form"], row["counted"], row["earned"]) for row in sums]


def years_of(person: User, *, viewer: access.Viewer, on: date) -> list[int]:
    """Return the years of the ledger, this one always among them, the newest first. Three queries."""
    days = entries_of(person, viewer=viewer, on=on).order_by().dates("performed_on", "year")
    return sorted({on.year, *(day.year for day in days)}, reverse=True)


def hours_of_year(person: User, *, viewer: access.Viewer, on: date, year: int | None = None) -> HoursOfYear:
    """Return the person's hours in a year, by default that of `on`. Seven queries at the most.

    The target is the one in force at the end of a past year, or on the day.
    """
    which = year or on.year
    rows = entries_in(person, which, viewer=viewer, on=on)
    day = on if which == on.year else date(which, 12, 31)
    number = number_of(person, viewer=viewer, on=day)
    target = targets_in_force(day).get(number.kind) if number is not None else None
    jp = rows.aggregate(total=Sum("jp"))["total"] or Decimal(0)
    return HoursOfYear(which, jp, target, months_served(which, in_service_since(person, viewer=viewer, on=on)))


def targets_in_force(day: date) -> dict[str, HoursTarget]:
    """Return what the law asks for a year by kind of employee, as it holds on a day. One query."""
    rows = HoursTarget.objects.in_force(day).order_by("valid_from", "pk")
    return {row.employee_kind: row for row in rows}


def in_service_since(person: User, *, viewer: access.Viewer, on: date) -> date | None:
    """Return the first day of any primary posting in our records. One query, and those of the viewer's reach."""
    rows = access.visible_to(Posting.objects.filter(person=person, kind=PostingKind.PRIMARY), viewer, on=on)
    found: date | None = rows.aggregate(first=Min("valid_from"))["first"]
    return found
