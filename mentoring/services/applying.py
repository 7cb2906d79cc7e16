"""Opens programmes, and takes and withdraws applications."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lms.competencies.models import Competency
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.access import require_unit
from lms.people.models import Role, User
from lms.rows import hold
from mentoring import access
from mentoring.models import (
    LARGEST_CAPACITY,
    ApplicantRole,
    Application,
    ApplicationState,
    Programme,
    ProgrammeKind,
    ProgrammeState,
)
from mentoring.selectors.pool import valid_levels

MOST_COMPETENCIES = 5


class ApplicationsClosed(Conflict):
    """Nobody may apply or withdraw on this day."""

    code = "applications_closed"
    message = gettext_noop("This programme takes no applications right now. Look at its dates.")


class AlreadyPaired(Conflict):
    """The application has led to a pair."""

    code = "already_paired"
    message = gettext_noop("You have a pair in this programme already. To leave a proposed pair, decline it.")


class NothingToWithdraw(Conflict):
    """There is no application that waits."""

    code = "nothing_to_withdraw"
    message = gettext_noop("You have no application in this role that could be withdrawn.")


class TooManyCompetencies(InvalidInput):
    """A pair works on one goal; a few wishes are enough."""

    code = "competency_count"
    message = gettext_noop("Choose at least one and at most %(most)s competencies.")


class LevelNotShown(InvalidInput):
    """A mentor offers what was shown by evidence."""

    code = "level_not_shown"
    message = gettext_noop("You can offer only competencies in which your own level is shown by valid evidence.")


class CapacityOutOfRange(InvalidInput):
    """A mentor has one to a few places."""

    code = "capacity_out_of_range"
    message = gettext_noop("A mentor can take between 1 and %(most)s mentees.")


class DaysOutOfOrder(InvalidInput):
    """The days of a programme follow each other."""

    code = "days_out_of_order"
    message = gettext_noop("The last day must come after the first, and applications must end before the sessions do.")


class ProgrammeBegun(Conflict):
    """Only a draft can be opened."""

    code = "programme_begun"
    message = gettext_noop("This programme was opened before.")


@dataclass(frozen=True)
class ProgrammeDays:
    """From when until when people apply and meet; each last day counts."""

    opens_on: date
    closes_on: date
    starts_on: date
    ends_on: date

    @property
    def are_in_order(self) -> bool:
        """Whether a programme can have these days."""
        return self.opens_on <= self.closes_on <= self.ends_on and self.starts_on <= self.ends_on


@transaction.atomic
def create_programme(
    *,
    unit: uuid.UUID,
    title: str,
    summary: str,
    kind: ProgrammeKind,
    days: ProgrammeDays,
    sessions_planned: int,
    by: User,
    at: datetime,
) -> Programme:
    """Write a programme as a draft for a unit and everybody below it.

    Raises:
        OutsideScope: `by` coordinates no mentoring there.
        DaysOutOfOrder: the days do not follow each other.
    """
    place = require_unit(by, unit, on=timezone.localdate(at), role=Role.MENTORING_COORDINATOR)
    if not days.are_in_order:
        raise DaysOutOfOrder
    return Programme.objects.create(
        unit=place,
        title=title,
        summary=summary,
        kind=kind,
        opens_on=days.opens_on,
        closes_on=days.closes_on,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        sessions_planned=sessions_planned,
        created_by=by,
        created_at=at,
    )


@transaction.atomic
def open_programme(*, programme: uuid.UUID, by: User, at: datetime) -> Programme:
    """Let people see the programme and apply from its first day on.

    Raises:
        NotCoordinator: it is not theirs.
        ProgrammeBegun: it is no draft any more.
    """
    found = access.require_coordinator(by, programme, on=timezone.localdate(at))
    if not Programme.objects.filter(pk=found.pk, state=ProgrammeState.DRAFT).update(state=ProgrammeState.OPEN):
        raise ProgrammeBegun
    found.state = ProgrammeState.OPEN
    return found


@dataclass(frozen=True)
class Offer:
    """What a person wants or offers, and whom they would rather (not) meet."""

    competencies: Sequence[Competency]
    capacity: int = 1
    motivation: str = ""
    wishes: Collection[User] = field(default_factory=tuple)
    avoid: Collection[User] = field(default_factory=tuple)


@transaction.atomic
def apply(*, programme: uuid.UUID, by: User, role: ApplicantRole, offer: Offer, at: datetime) -> Application:
    """Put `by` into the pool of a programme; applying again changes what was written.

    Raises:
        ProgrammeOutOfReach, ApplicationsClosed: not for this person, or not now.
        TooManyCompetencies, LevelNotShown, CapacityOutOfRange: the offer cannot be used.
        AlreadyPaired: a pair exists already.
    """
    on = timezone.localdate(at)
    found = open_for_applications(by, programme, on=on)
    check_offer(by, role, offer, on=on)
    hold(User, by.pk)
    before = Application.objects.filter(programme=found, person=by, role=role).first()
    if before is not None and before.state == ApplicationState.MATCHED:
        raise AlreadyPaired
    application, _created = Application.objects.update_or_create(
        programme=found,
        person=by,
        role=role,
        defaults={
            "capacity": offer.capacity if role == ApplicantRole.MENTOR else 1,
            "motivation": offer.motivation,
            "state": ApplicationState.SUBMITTED,
            "reason": "",
            "submitted_at": at,
        },
    )
    application.competencies.set(offer.competencies)
    application.wishes.set([other for other in offer.wishes if other != by])
    application.avoid.set([other for other in offer.avoid if other != by])
    return application


def open_for_applications(person: User, programme: uuid.UUID, *, on: date) -> Programme:
    """Return the programme if it takes this person's application on that day."""
    found = access.require_programme(person, programme, on=on)
    if not found.takes_applications(on):
        raise ApplicationsClosed
    return found


def check_offer(person: User, role: ApplicantRole, offer: Offer, *, on: date) -> None:
    """Refuse what cannot be matched."""
    if not 1 <= len(offer.competencies) <= MOST_COMPETENCIES:
        raise TooManyCompetencies(most=MOST_COMPETENCIES)
    if role != ApplicantRole.MENTOR:
        return
    if not 1 <= offer.capacity <= LARGEST_CAPACITY:
        raise CapacityOutOfRange(most=LARGEST_CAPACITY)
    levels = valid_levels([person.pk], on=on)
    if not all(levels.get((person.pk, competency.pk)) for competency in offer.competencies):
        raise LevelNotShown


@transaction.atomic
def withdraw(*, programme: uuid.UUID, by: User, role: ApplicantRole, at: datetime) -> Application:
    """Take the application of `by` out of the pool; applying again brings it back.

    Raises:
        ProgrammeOutOfReach: it is not for this person.
        AlreadyPaired, NothingToWithdraw: there is a pair, or nothing that waits.
    """
    found = access.require_programme(by, programme, on=timezone.localdate(at))
    rows = Application.objects.select_for_update().filter(programme=found, person=by, role=role)
    application = rows.first()
    if application is None or application.state == ApplicationState.WITHDRAWN:
        raise NothingToWithdraw
    if application.state == ApplicationState.MATCHED:
        raise AlreadyPaired
    application.state = ApplicationState.WITHDRAWN
    application.reason = ""
    application.save(update_fields=["state", "reason"])
    return application
