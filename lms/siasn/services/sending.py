"""Sends checked records together, one batch for each agency, straight or as a ZIP; and takes back what waits."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import services as people
from lms.people.models import Unit, User
from lms.siasn.models import Carrier, Delivery, DeliveryEvent, DeliveryState, Sending, SendingState, SiasnAgency
from lms.siasn.selectors.deliveries import ALL, Filters, to_be_sent
from lms.siasn.selectors.sendings import NoSending
from lms.siasn.services.connection import access_of_the_house
from lms.siasn.services.history import TAKEN_BACK, event_of
from lms.siasn.signals import sending_waits

MOST_TOGETHER = 1000
EXPORT_KIND = "siasn_package"


class NothingToSend(Conflict):
    """No checked record waits."""

    code = "nothing_to_send"
    message = gettext_noop("No checked record waits to be sent. Check drafts first.")


class NotConnected(InvalidInput):
    """The agency sends directly, and the platform cannot."""

    code = "siasn_not_connected"
    message = gettext_noop(
        "This platform has no access to SIASN for your agency. Choose the ZIP file under “Settings”, or ask your "
        "administrator."
    )


class NothingToTakeBack(Conflict):
    """Everything has left."""

    code = "nothing_to_take_back"
    message = gettext_noop("Everything in this sending has left already.")


@transaction.atomic
def request_sending(*, purpose: str, by: User, at: datetime, filters: Filters = ALL) -> list[Sending]:
    """Send the checked records of a filtered list, at most 1,000 of each agency together; return the batches.

    Raises:
        NotForYou, OutsideScope.
        NothingToSend: none is checked and free.
        NotConnected: an agency sends directly, and the platform has no access for it.
        PurposeMissing: a ZIP file says what it is for.
    """
    free = to_be_sent(by, on=timezone.localdate(at), filters=filters)
    agencies = list(Unit.objects.filter(pk__in=free.order_by().values("agency_id")).order_by("path"))
    made = [send_of_agency(agency, free.filter(agency=agency), purpose=purpose, by=by, at=at) for agency in agencies]
    sent = [one for one in made if one is not None]
    if not sent:
        raise NothingToSend
    return sent


def send_of_agency(agency: Unit, free: QuerySet[Delivery], *, purpose: str, by: User, at: datetime) -> Sending | None:
    """Make the batch of one agency; None where it has no settings or nothing waits."""
    settings = SiasnAgency.objects.filter(agency=agency).first()
    if settings is None:
        return None
    if settings.carrier == Carrier.HTTP and not access_of_the_house().serves(settings.instansi_id):
        raise NotConnected
    locked = free.select_for_update(of=("self",)).order_by("pk")
    if settings.carrier == Carrier.HTTP:
        locked = locked.filter(state=DeliveryState.CHECKED)
    rows = list(locked[:MOST_TOGETHER])
    return write_batch(settings, rows, purpose=purpose, by=by, at=at) if rows else None


def write_batch(settings: SiasnAgency, rows: list[Delivery], *, purpose: str, by: User, at: datetime) -> Sending:
    """Write a batch, put its records in, and have the worker look."""
    batch = Sending.objects.create(
        agency=settings.agency, by=by, carrier=settings.carrier, total=len(rows), next_try_at=at, requested_at=at
    )
    if batch.carrier == Carrier.ZIP:
        batch.export = people.record_export(
            by=by,
            kind=EXPORT_KIND,
            purpose=purpose,
            scope=settings.agency.name,
            people=len({row.person_id for row in rows}),
            at=at,
        )
        batch.save(update_fields=["export"])
    waits = at if batch.carrier == Carrier.HTTP else None
    ids = [row.pk for row in rows]
    Delivery.objects.filter(pk__in=ids).update(sending=batch, carrier=batch.carrier, next_try_at=waits, attempts=0)
    log(batch, "siasn.send", user=by, data={"carrier": batch.carrier, "records": len(rows)})
    transaction.on_commit(partial(sending_waits.send, sender=Sending, sending_id=batch.pk))
    return batch


@transaction.atomic
def take_back(*, number: uuid.UUID, by: User, at: datetime) -> int:
    """Take back what of a batch has not left; return how many records.

    Raises:
        NoSending: none of theirs.
        NothingToTakeBack: everything has left.
    """
    batch = Sending.objects.select_for_update(of=("self",)).filter(uuid=number, by=by).first()
    if batch is None:
        raise NoSending
    if batch.state not in (SendingState.OPEN, SendingState.READY):
        raise NothingToTakeBack
    count = release(batch, at=at, by=by)
    if not count:
        raise NothingToTakeBack
    batch.state, batch.finished_at = SendingState.STOPPED, at
    batch.save(update_fields=["state", "finished_at"])
    log(batch, "siasn.take_back", user=by, data={"records": count})
    return count


def release(batch: Sending, *, at: datetime, by: User | None = None, error: str = "") -> int:
    """Let the records of a locked batch go free that have not left; return how many."""
    rows = batch.deliveries.select_for_update(of=("self",)).filter(
        state__in=[DeliveryState.CHECKED, DeliveryState.DELETION_QUEUED]
    )
    free = [row for row in rows if not row.is_in_hands(at)]
    Delivery.objects.filter(pk__in=[row.pk for row in free]).update(
        sending=None, next_try_at=None, attempts=0, last_error=error, changed_at=at
    )
    DeliveryEvent.objects.bulk_create([event_of(row, at=at, by=by, said=TAKEN_BACK) for row in free])
    return len(free)
