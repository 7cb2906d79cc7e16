"""Deliveries: those of HR's part of the organisation by state, unit and year, and those of oneself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, Unit
from lms.siasn.models import Carrier, Delivery, DeliveryState, KindCode, SiasnAgency

UNITS_OFFERED = 200


class NotForYou(NotAllowed):
    """The viewer works as HR for no part of the organisation."""

    code = "siasn_for_hr"
    message = gettext_noop("This page is for HR officers. Ask your administrator if you should have access.")


class NoDelivery(NotFound):
    """There is none of this number that the viewer may see."""

    code = "no_such_delivery"
    message = gettext_noop("We could not find this record among those of your part of the organisation.")


@dataclass(frozen=True)
class Filters:
    """Which deliveries are meant: a state, a unit and all below it, the year in which the training ended, one alone."""

    state: str = ""
    unit: uuid.UUID | None = None
    year: int | None = None
    number: uuid.UUID | None = None


ALL = Filters()


@dataclass(frozen=True)
class Ready:
    """What a sending would hold, which ways it would go, and whether codes of SIASN in it were never compared."""

    records: int
    deletions: int
    as_zip: bool
    directly: bool
    codes_unverified: bool


def deliveries_in_scope(viewer: access.Viewer, *, on: date, filters: Filters = ALL) -> QuerySet[Delivery]:
    """Return the deliveries of people in the viewer's part of the organisation, the latest change first.

    One query for the scope, two with a unit; the list itself is one more.

    Raises:
        NotForYou: the viewer works as HR nowhere.
        OutsideScope: the unit lies elsewhere.
    """
    scope = access.scope_paths(viewer, Role.HR, on=on)
    if not scope:
        raise NotForYou
    paths = (access.require_unit_within(scope, filters.unit).path,) if filters.unit else scope
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    rows = Delivery.objects.filter(person__in=posted.values("person_id"))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.year:
        rows = rows.filter(finished_on__range=(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.number:
        rows = rows.filter(uuid=filters.number)
    return rows.select_related("person", "sending").order_by("-changed_at", "-pk")


def to_be_sent(viewer: access.Viewer, *, on: date, filters: Filters = ALL) -> QuerySet[Delivery]:
    """Return what waits to go: checked and free, or to be deleted by hand and named in no open package.

    Raises:
        NotForYou, OutsideScope.
    """
    among = deliveries_in_scope(viewer, on=on, filters=filters).order_by().values("pk")
    free = Q(state=DeliveryState.CHECKED, sending__isnull=True)
    by_hand = Q(state=DeliveryState.DELETION_QUEUED, carrier=Carrier.ZIP, sending__isnull=True)
    return Delivery.objects.filter(free | by_hand, pk__in=among)


def ready_to_send(viewer: access.Viewer, *, on: date, filters: Filters = ALL) -> Ready:
    """Return what a sending of a filtered list would hold. Four queries.

    Raises:
        NotForYou, OutsideScope.
    """
    waiting = to_be_sent(viewer, on=on, filters=filters).order_by().values_list("agency_id", "state", "kind")
    rows = list(waiting.annotate(n=Count("pk")))
    agencies = {agency for agency, _state, _kind, _n in rows}
    carriers = set(SiasnAgency.objects.filter(agency__in=agencies).values_list("carrier", flat=True))
    kinds = {kind for _agency, state, kind, _n in rows if state == DeliveryState.CHECKED}
    doubtful = KindCode.objects.in_force(on).filter(kind__in=kinds, verified=False)
    own = doubtful.filter(agency__in=agencies).exists() or doubtful.filter(agency__isnull=True).exists()
    return Ready(
        records=sum(n for _agency, state, _kind, n in rows if state == DeliveryState.CHECKED),
        deletions=sum(n for _agency, state, _kind, n in rows if state == DeliveryState.DELETION_QUEUED),
        as_zip=Carrier.ZIP in carriers,
        directly=Carrier.HTTP in carriers,
        codes_unverified=own,
    )


def delivery_in_scope(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> Delivery:
    """Return one delivery of the viewer's part of the organisation. Two queries.

    Raises:
        NotForYou, NoDelivery.
    """
    rows = deliveries_in_scope(viewer, on=on).select_related("certificate", "training", "agency")
    found = rows.filter(uuid=number).first()
    if found is None:
        raise NoDelivery
    return found


def counts_of(rows: QuerySet[Delivery]) -> dict[str, int]:
    """Return how many of `rows` are in each state. One query."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in DeliveryState.values}


def years_of(rows: QuerySet[Delivery]) -> list[int]:
    """Return the years in which trainings among `rows` ended, the newest first. One query."""
    years = rows.order_by().annotate(year=ExtractYear("finished_on")).values_list("year", flat=True)
    return sorted(set(years.distinct()), reverse=True)


def units_of(viewer: access.Viewer, *, on: date) -> list[Unit]:
    """Return the units by which the viewer may narrow the list, in tree order; the first 200. Two queries."""
    return list(access.units_in_scope(viewer, on=on)[:UNITS_OFFERED])


def own_deliveries(viewer: access.Viewer) -> QuerySet[Delivery]:
    """Return the viewer's own records as they stand now, the newest training first; rounds that are over are left out.

    One query.
    """
    rows = Delivery.objects.filter(person=viewer) if viewer.is_authenticated else Delivery.objects.none()
    return rows.exclude(state=DeliveryState.CORRECTED).order_by("-finished_on", "-pk")
