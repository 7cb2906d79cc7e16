"""Marks a unit when a level of its people changes, has its counts rebuilt soon, and has files checked and applied."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from lms.competencies.signals import level_changed, levels_carried, standards_changed
from lms.development.signals import hours_booked
from lms.people.signals import posting_changed
from lms.queueing import queue
from lms.workforce import services
from lms.workforce.signals import import_waits, plan_waits, sheet_waits
from lms.workforce.tasks import carry_import, make_plan, make_sheet, recompute_dirty_units, recompute_unit


@receiver(level_changed)
def unit_has_changed(person_id: int, at: datetime, **_kwargs: Any) -> None:
    """Mark the person's unit and queue its counts."""
    for unit_id in services.mark_dirty(person_id=person_id, at=at):
        queue(recompute_unit, unit_id)


@receiver(hours_booked)
def hours_have_changed(person_id: int, at: datetime, **_kwargs: Any) -> None:
    """Mark the person's unit; the sweep counts its hours anew."""
    services.mark_dirty(person_id=person_id, at=at)


@receiver(standards_changed)
def requirements_have_changed(**_kwargs: Any) -> None:
    """Have those counted anew whose posts ask something else now; a standard of a later day is found by the sweep."""
    queue(recompute_dirty_units)


@receiver(levels_carried)
def levels_have_come_over(people: list[int], at: datetime, **_kwargs: Any) -> None:
    """Mark the units of people whose levels were carried over; the sweep counts them."""
    services.mark_dirty_of(people=people, at=at)


@receiver(posting_changed)
def somebody_works_elsewhere(units: list[int], since: date, **_kwargs: Any) -> None:
    """Mark the units that were left and joined; the sweep counts them. A day to come is counted anew by that night."""
    services.mark_units(units, at=services.start_of(since))


@receiver(import_waits)
def queue_import(import_id: int, **_kwargs: Any) -> None:
    """Have a file checked or applied soon."""
    queue(carry_import, import_id)


@receiver(plan_waits)
def queue_plan(plan_id: int, **_kwargs: Any) -> None:
    """Have a plan computed soon."""
    queue(make_plan, plan_id)


@receiver(sheet_waits)
def queue_sheet(sheet_id: int, **_kwargs: Any) -> None:
    """Have the file of a worksheet made soon."""
    queue(make_sheet, sheet_id)
