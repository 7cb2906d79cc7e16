"""What HR, those who watch, and each person read about supervised sittings."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.access import agencies_of
from assessments.campaign_access import campaign_for_hr
from assessments.models import (
    Blueprint,
    BlueprintStatus,
    Campaign,
    ClosedReason,
    Incident,
    Seat,
    SeatStanding,
    Sitting,
    SittingState,
)
from assessments.selectors.attempts import remaining
from assessments.sitting_access import (
    NoSuchSeat,
    may_watch,
    people_to_seat,
    require_hr,
    seat_of,
    sitting_for_hr,
    sitting_watched_by,
    sittings_for_hr,
    sittings_watched_by,
)
from lms.people import access
from lms.people.access import Viewer
from lms.people.models import Role, Unit, User

MOST_UNITS_SHOWN = 200
COMING = (SittingState.PLANNED, SittingState.ANNOUNCED, SittingState.OPEN)


@dataclass(frozen=True)
class Sittings:
    """Sittings that are still to come, the next one first, and those that are over, the last one first."""

    coming: QuerySet[Sitting]
    over: QuerySet[Sitting]


@dataclass(frozen=True)
class HrSitting:
    """A sitting as HR plans and follows it, without the list of seats."""

    sitting: Sitting
    seats: QuerySet[Seat]
    proctors: tuple[User, ...]
    incidents: tuple[Incident, ...]
    taken: int
    begun: int
    doubted: tuple[Seat, ...]

    @property
    def left(self) -> int:
        """Return how many seats are free."""
        return max(0, self.sitting.seats_in_room - self.taken)

    @property
    def is_ready(self) -> bool:
        """Whether people can be told of it."""
        return bool(self.taken and self.proctors)


@dataclass(frozen=True)
class Seatable:
    """Whom HR may give a seat, and how many are free; `unit` is the one chosen."""

    sitting: Sitting
    people: QuerySet[User]
    units: QuerySet[Unit]
    unit: Unit | None
    left: int


@dataclass(frozen=True)
class RoomRow:
    """One seat as who watches sees it; `remaining_seconds` while its attempt runs."""

    seat: Seat
    is_at_work: bool
    is_done: bool
    is_on_paper: bool
    remaining_seconds: int | None

    @property
    def may_be_reopened(self) -> bool:
        """Whether the attempt ended by time and was not passed."""
        attempt = self.seat.attempt
        return bool(attempt and self.is_done and attempt.closed_reason == ClosedReason.TIME and not attempt.passed)

    @property
    def may_be_checked(self) -> bool:
        """Whether identity is still to be settled."""
        return not (self.is_at_work or self.is_done)


@dataclass(frozen=True)
class Room:
    """A room as who watches sees it, the seats in order."""

    sitting: Sitting
    rows: tuple[RoomRow, ...]
    incidents: tuple[Incident, ...]
    booklet_count: int
    at: datetime

    @property
    def known(self) -> int:
        """Return how many people's identity is confirmed."""
        return sum(row.seat.is_known for row in self.rows)

    @property
    def at_work(self) -> int:
        """Return how many are at work."""
        return sum(row.is_at_work for row in self.rows)

    @property
    def done(self) -> int:
        """Return how many have handed in."""
        return sum(row.is_done for row in self.rows)

    @property
    def on_paper(self) -> int:
        """Return how many work on paper."""
        return sum(row.is_on_paper for row in self.rows)

    @property
    def not_begun(self) -> int:
        """Return how many have neither begun nor work on paper."""
        return len(self.rows) - self.at_work - self.done - sum(row.is_on_paper and not row.is_done for row in self.rows)


@dataclass(frozen=True)
class SeatPage:
    """What a person should know about the own seat."""

    seat: Seat
    sitting: Sitting
    accommodates: bool
    is_over: bool


def tests_for(unit: Unit) -> QuerySet[Blueprint]:
    """Return the tests of which a part of the organisation may plan sittings: everybody's and its agency's."""
    return published_of(Q(unit__path=unit.agency_path))


def published_of(owner: Q) -> QuerySet[Blueprint]:
    """Return the published tests of everybody and of an owner, by title."""
    owned = Q(unit__isnull=True) | owner
    return Blueprint.objects.filter(owned, status=BlueprintStatus.PUBLISHED).order_by("title", "pk")


def hr_sittings(viewer: Viewer, *, on: date) -> Sittings:
    """Return the sittings of the viewer's parts of the organisation. One query, without the lists.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    waits = Count("seats", filter=Q(seats__standing=SeatStanding.IN_DOUBT), distinct=True)
    return split(sittings_for_hr(viewer, on=on).annotate(taken=Count("seats", distinct=True), in_doubt=waits))


def split(rows: QuerySet[Sitting]) -> Sittings:
    """Return what is to come and what is over."""
    coming = rows.filter(state__in=COMING).order_by("starts_at", "pk")
    return Sittings(coming, rows.exclude(state__in=COMING).order_by("-starts_at", "-pk"))


def hr_sitting(viewer: Viewer, number: uuid.UUID, *, on: date) -> HrSitting:
    """Return one sitting for HR. Six queries, without the list of seats.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.

    """
    sitting = sitting_for_hr(viewer, number, on=on)
    serious = Incident.objects.filter(seat=OuterRef("pk"))
    seats = sitting.seats.select_related("person", "attempt", "booklet").order_by("number")
    seats = seats.annotate(has_incident=Exists(serious))
    counts = sitting.seats.aggregate(
        taken=Count("pk"),
        begun=Count("pk", filter=Q(attempt__isnull=False)),
    )
    doubted = tuple(seats.filter(standing=SeatStanding.IN_DOUBT).exclude(person=viewer))
    incidents = sitting.incidents.select_related("seat__person", "by")
    return HrSitting(
        sitting, seats, tuple(sitting.proctors.order_by("full_name", "pk")), tuple(incidents), doubted=doubted, **counts
    )


def seatable(viewer: Viewer, number: uuid.UUID, *, on: date, text: str = "", unit: str = "") -> Seatable:
    """Return whom HR may still seat in a sitting, by name or of one unit. At most six queries beside the lists.

    Raises:
        OutsideScope, NoSuchSitting: the sitting or the unit is out of reach.

    """
    sitting = sitting_for_hr(viewer, number, on=on)
    where = unit_from(viewer, unit, on=on)
    people = people_to_seat(viewer, on=on, text=text.strip(), unit=where)
    seats = Seat.objects.filter(sitting=sitting)
    people = people.exclude(pk__in=seats.values("person_id")).exclude(pk__in=sitting.proctors.values("pk"))
    units = access.units_in_scope(viewer, on=on)[:MOST_UNITS_SHOWN]
    return Seatable(sitting, people, units, where, max(0, sitting.seats_in_room - seats.count()))


@dataclass(frozen=True)
class Planning:
    """What HR chooses from when a sitting is planned."""

    sitting: Sitting | None
    campaign: Campaign | None
    tests: QuerySet[Blueprint]
    units: QuerySet[Unit]


def planning(viewer: Viewer, *, on: date, unit_text: str = "", campaign: uuid.UUID | None = None) -> Planning:
    """Return the tests and units of which the viewer may plan sittings. At most four queries beside the lists.

    Raises:
        OutsideScope, NoSuchCampaign: the viewer is HR of no part of the organisation, or not of the campaign's.

    """
    require_hr(viewer, on=on)
    units = access.units_in_scope(viewer, on=on)
    units = units.filter(name__icontains=unit_text.strip()) if unit_text.strip() else units
    tests = published_of(Q(unit__in=agencies_of(viewer, (Role.HR,), on=on)))
    of = campaign_for_hr(viewer, campaign, on=on) if campaign else None
    return Planning(None, of, tests.filter(pk=of.blueprint_id) if of else tests, units)


def planning_of(viewer: Viewer, number: uuid.UUID, *, on: date) -> Planning:
    """Return a sitting with the tests that it may hold. Three queries beside the lists.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.

    """
    sitting = sitting_for_hr(viewer, number, on=on)
    return Planning(sitting, None, tests_for(sitting.unit), Unit.objects.filter(pk=sitting.unit_id))


def unit_from(viewer: Viewer, text: str, *, on: date) -> Unit | None:
    """Return a unit of the viewer's parts by its id; None where none is named.

    Raises:
        OutsideScope: it lies elsewhere, or is no id.

    """
    if not text:
        return None
    try:
        number = uuid.UUID(text)
    except ValueError as problem:
        raise access.OutsideScope from problem
    return access.require_unit(viewer, number, on=on)


def proctors_for(unit: Unit, *, on: date) -> QuerySet[User]:
    """Return those who may watch a sitting of the unit, by name."""
    return may_watch(unit, on=on)


def sittings_to_watch(viewer: Viewer, *, on: date) -> Sittings:
    """Return the sittings that the viewer watches. One query, without the lists.

    Raises:
        OutsideScope: the viewer is no proctor.

    """
    return split(sittings_watched_by(viewer, on=on))


def watched_room(viewer: Viewer, number: uuid.UUID, *, at: datetime) -> Room:
    """Return a room that the viewer watches. Four queries, whatever the number of seats (at most 500).

    Raises:
        OutsideScope, NoSuchSitting: it is somebody else's.

    """
    sitting = sitting_watched_by(viewer, number, on=timezone.localdate(at))
    seats = sitting.seats.select_related("person", "attempt", "booklet").order_by("number")
    rows = tuple(row_of(seat, at=at) for seat in seats)
    incidents = tuple(sitting.incidents.select_related("seat__person", "by"))
    return Room(sitting, rows, incidents, sum(hasattr(row.seat, "booklet") for row in rows), at)


@dataclass(frozen=True)
class WatchedSeat:
    """One seat of a room that the viewer watches."""

    sitting: Sitting
    row: RoomRow
    incidents: tuple[Incident, ...]


def watched_seat(viewer: Viewer, number: uuid.UUID, seat: uuid.UUID, *, at: datetime) -> WatchedSeat:
    """Return one seat of a room that the viewer watches. Four queries.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat: it is somebody else's.

    """
    sitting = sitting_watched_by(viewer, number, on=timezone.localdate(at))
    found = sitting.seats.select_related("person", "attempt", "booklet").filter(uuid=seat).first()
    if found is None:
        raise NoSuchSeat
    return WatchedSeat(sitting, row_of(found, at=at), tuple(found.incidents.select_related("by")))


def row_of(seat: Seat, *, at: datetime) -> RoomRow:
    """Return a seat as who watches sees it."""
    attempt = seat.attempt
    is_at_work = bool(attempt and attempt.is_running)
    return RoomRow(
        seat=seat,
        is_at_work=is_at_work,
        is_done=bool(attempt and not attempt.is_running),
        is_on_paper=hasattr(seat, "booklet") and seat.booklet.is_used,
        remaining_seconds=remaining(attempt, at) if attempt and is_at_work else None,
    )


def seat_page(viewer: Viewer, number: uuid.UUID, *, at: datetime) -> SeatPage:
    """Return the viewer's own seat. Two queries.

    Raises:
        NoSuchSeat: it is not the viewer's.

    """
    seat = seat_of(viewer, number)
    over = seat.sitting.ends_at <= at or seat.sitting.is_cancelled or seat.sitting.is_signed
    extra = bool(seat.attempt and seat.attempt.extra_minutes)
    return SeatPage(seat, seat.sitting, extra, over)
