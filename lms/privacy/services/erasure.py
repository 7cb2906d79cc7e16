"""Erases a person by making them nameless: what no duty keeps goes, what stays leads to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from lms.competencies.signals import level_changed
from lms.people.models import User
from lms.people.personal_data import Erasure, Holding, Text, for_erasure, holdings

log = structlog.get_logger("privacy")


@dataclass(frozen=True)
class PlanLine:
    """What becomes of one kind of row."""

    what: Text
    rows: int
    erasure: Erasure
    duty: Text

    @property
    def goes(self) -> bool:
        """Whether the rows are deleted."""
        return self.erasure is Erasure.DELETE

    @property
    def stays_nameless(self) -> bool:
        """Whether the rows stay without what leads to the person."""
        return self.erasure is not Erasure.DELETE


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure takes and what it leaves, and why."""

    lines: list[PlanLine]
    acts: int

    @property
    def going(self) -> list[PlanLine]:
        """Return what is deleted."""
        return [line for line in self.lines if line.goes]

    @property
    def staying(self) -> list[PlanLine]:
        """Return what stays without a name."""
        return [line for line in self.lines if line.stays_nameless]


def plan_erasure(person: User) -> ErasurePlan:
    """Return what an erasure of `person` would take and leave. One query for each kind of row."""
    lines = [
        PlanLine(holding.what, rows, holding.erasure, holding.duty)
        for holding in holdings()
        if holding.is_about_people and (rows := holding.rows_of(person).count())
    ]
    acts = sum(holding.mentions_of(person).count() for holding in holdings() if holding.mentions)
    return ErasurePlan(lines, acts)


@transaction.atomic
def erase(*, person: User, by: User | None, at: datetime) -> int:
    """Make `person` nameless and return how many rows changed; a second run finds nothing and changes nothing.

    Where the person acted in other people's rows (granted, recorded, decided), these rows go on to lead to an account
    that names nobody.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        return 0
    level_changed.send(sender=User, person_id=locked.pk, competency_id=None, before=None, after=None, at=at)
    changed = sum(let_go(holding, locked, at=at) for holding in for_erasure())
    log.info("person erased", person=locked.pk, by=by.pk if by else None, rows=changed)
    return changed


def let_go(holding: Holding, person: User, *, at: datetime) -> int:
    """Carry out what one kind of row says about itself; return how many rows changed."""
    rows = holding.rows_of(person)
    if holding.anonymise is not None:
        return holding.anonymise(rows, person, at)
    if holding.remove is not None:
        return holding.remove(rows)
    if holding.erasure is Erasure.DELETE:
        return int(rows.delete()[0])
    return 0
