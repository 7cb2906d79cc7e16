"""Books hours into the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Sum

from lms.competencies.services import Source
from lms.development.hours import binding_cap, convert, within_caps
from lms.development.models import ActivityForm, ConversionRule, HoursEntry
from lms.development.signals import hours_booked
from lms.people.models import User
from lms.rows import hold


@transaction.atomic
def book_hours(
    *, person: User, form: ActivityForm, units: Decimal, performed_on: date, source: Source, at: datetime
) -> HoursEntry:
    """Book what an activity earned under the rule in force on its day; the same source twice is one entry.

    `units` are JP for a course and minutes for a session. What exceeds a cap is kept beside what counts.

    Raises:
        NoPolicyInForce: no rule converts this form on that day.
    """
    # The person's row is the lock: two bookings at once see each other's hours.
    hold(User, person.pk)
    found = HoursEntry.objects.filter(person=person, source_kind=source.kind, source_uuid=source.uuid).first()
    if found is not None:
        return found
    rule: ConversionRule = ConversionRule.objects.newest_in_force(performed_on, form=form)
    earned = convert(units, unit=rule.unit, minutes_per_jp=rule.minutes_per_jp)
    room: dict[str, Any] = {
        "booked_week": booked(person, form, *week_of(performed_on)),
        "booked_year": booked(person, form, date(performed_on.year, 1, 1), date(performed_on.year, 12, 31)),
        "cap_week": rule.jp_a_week,
        "cap_year": rule.jp_a_year,
    }
    entry = HoursEntry.objects.create(
        person=person,
        form=form,
        jp=within_caps(earned, **room),
        jp_before_cap=earned,
        capped_by=binding_cap(earned, **room),
        performed_on=performed_on,
        source_kind=source.kind,
        source_uuid=source.uuid,
        title=source.title,
        rule=rule,
        booked_at=at,
    )
    transaction.on_commit(partial(hours_booked.send, sender=HoursEntry, person_id=person.pk, at=at))
    return entry


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def booked(person: User, form: ActivityForm, first: date, last: date) -> Decimal:
    """Return the hours of one form already booked between two days."""
    rows = HoursEntry.objects.filter(person=person, form=form, performed_on__range=(first, last))
    return rows.aggregate(total=Sum("jp"))["total"] or Decimal(0)
