"""Who acts for a head: for days of absence (Plh.) named by the head, for a vacancy or longer (Plt.) by HR."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.people import signals
from lms.people.models import Position, PositionKind, Posting, PostingKind, Unit, UnitLevel, User
from lms.people.selectors import acting as reading

log = structlog.get_logger("lms.people")

LONGEST_PLH_DAYS = 31
LONGEST_PLT_DAYS = 366
LONGEST_AHEAD = timedelta(days=366)
LONGEST_BASIS = 200
# The kind of post at the head of a unit that never had one.
KIND_AT_HEAD = {
    UnitLevel.AGENCY: PositionKind.JPT_MADYA,
    UnitLevel.DIRECTORATE_GENERAL: PositionKind.JPT_PRATAMA,
    UnitLevel.DIRECTORATE: PositionKind.ADMINISTRATOR,
    UnitLevel.SECTION: PositionKind.PENGAWAS,
}


class MayNotAppoint(NotAllowed):
    """The unit, or the person, is not the appointer's to choose."""

    code = "may_not_appoint"
    message = gettext_noop("You may not name this person to act for this unit.")


class ActingDatesDoNotFit(InvalidInput):
    """The days of acting make no sense, or are too many."""

    code = "acting_dates"
    message = gettext_noop("Acting begins today or later and lasts at most %(days)s days.")


class BasisMissing(InvalidInput):
    """Plt. rests on a letter of appointment."""

    code = "acting_basis_missing"
    message = gettext_noop("Write the number and the date of the letter of appointment.")


class SomebodyActs(Conflict):
    """One unit has one acting head at a time."""

    code = "somebody_acts"
    message = gettext_noop("Somebody already acts for this unit in these days. End that first, or choose other days.")


class HeadsItAlready(Conflict):
    """The head of a unit does not act for the own absence."""

    code = "heads_it_already"
    message = gettext_noop("This person heads the unit already.")


class ActingOver(Conflict):
    """There is nothing left to end."""

    code = "acting_over"
    message = gettext_noop("This appointment has ended already.")


@transaction.atomic
def name_for_absence(
    *, unit: uuid.UUID, person: uuid.UUID, since: date, until: date, by: User, at: datetime, basis: str = ""
) -> Posting:
    """Let a colleague act (Plh.) for the days on which `by`, who heads the unit, is absent.

    Raises:
        MayNotAppoint: `by` does not head the unit, or the person is no direct subordinate and heads no unit beside.
        ActingDatesDoNotFit, SomebodyActs.
    """
    today = timezone.localdate(at)
    place = reading.units_headed_by(by, on=today).filter(uuid=unit).first()
    receiver = reading.may_act_for(place, head=by, on=today).filter(uuid=person).first() if place else None
    if place is None or receiver is None:
        raise MayNotAppoint
    return appoint(
        PostingKind.PLH, receiver, place, since=since, until=until, longest=LONGEST_PLH_DAYS, by=by, at=at, basis=basis
    )


@transaction.atomic
def appoint_to_vacancy(
    *, unit: uuid.UUID, person: uuid.UUID, since: date, until: date, basis: str, by: User, at: datetime
) -> Posting:
    """Let somebody act (Plt.) as head of a unit of HR's scope, by letter of appointment.

    Raises:
        MayNotAppoint: the unit or the person lies outside the scope of `by` as HR.
        ActingDatesDoNotFit, BasisMissing, HeadsItAlready, SomebodyActs.
    """
    today = timezone.localdate(at)
    place = reading.units_of_hr(by, on=today).filter(uuid=unit).first()
    receiver = reading.people_of_hr(by, on=today).filter(uuid=person).first()
    if place is None or receiver is None:
        raise MayNotAppoint
    if not basis.strip():
        raise BasisMissing
    return appoint(
        PostingKind.PLT, receiver, place, since=since, until=until, longest=LONGEST_PLT_DAYS, by=by, at=at, basis=basis
    )


def appoint(
    kind: PostingKind,
    person: User,
    unit: Unit,
    *,
    since: date,
    until: date,
    longest: int,
    by: User,
    at: datetime,
    basis: str,
) -> Posting:
    """Write the acting posting and tell both."""
    today = timezone.localdate(at)
    if not today <= since <= until or since > today + LONGEST_AHEAD or (until - since).days >= longest:
        raise ActingDatesDoNotFit(days=longest)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two appointments at once wait for each other
    in_these_days = Posting.objects.filter(unit=unit, is_head=True, valid_from__lte=until)
    in_these_days = in_these_days.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since))
    if in_these_days.filter(kind=PostingKind.PRIMARY, person=person).exists():
        raise HeadsItAlready
    if in_these_days.exclude(kind=PostingKind.PRIMARY).exists():
        raise SomebodyActs
    posting: Posting = Posting.objects.create(
        person=person,
        position=post_at_head_of(unit),
        unit=unit,
        kind=kind,
        is_head=True,
        valid_from=since,
        valid_to=until,
        appointed_by=by,
        appointed_at=at,
        basis=basis.strip()[:LONGEST_BASIS],
    )
    announce(signals.acting_appointed, posting, at=at)
    return posting


@transaction.atomic
def end_acting(*, posting: int, by: User, at: datetime) -> Posting:
    """End an appointment at once, as the head of the unit or HR for it; what has not begun never begins.

    Raises:
        MayNotAppoint: out of reach, or no such appointment.
        ActingOver: its last day has passed.
    """
    today = timezone.localdate(at)
    found: Posting | None = (
        reading.acting_in_reach(by, on=today).select_for_update(of=("self",)).filter(pk=posting).first()
    )
    if found is None:
        raise MayNotAppoint
    if found.valid_to is None or found.valid_to >= today:
        found.valid_to = today - timedelta(days=1)
        found.save(update_fields=["valid_to"])
    else:
        raise ActingOver
    log.info("acting ended", posting=found.pk, by=by.pk)
    announce(signals.acting_ended, found, at=at)
    return found


def post_at_head_of(unit: Unit) -> Position:
    """Return the post at the head of the unit: the last one that was held, or one made for it."""
    last = Posting.objects.filter(unit=unit, is_head=True, kind=PostingKind.PRIMARY).order_by("-valid_from").first()
    if last is not None:
        held: Position = last.position
        return held
    kind = KIND_AT_HEAD[UnitLevel(unit.level)]
    return Position.objects.get_or_create(title=f"Kepala {unit.name}"[:200], kind=kind)[0]


def announce(signal: Signal, posting: Posting, *, at: datetime) -> None:
    """Say so once it is written."""
    send: Callable[[], object] = partial(signal.send, sender=Posting, posting_id=posting.pk, at=at)
    transaction.on_commit(send)
