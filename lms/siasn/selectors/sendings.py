"""Batches and files of replies, each seen by who made it; agencies' settings and codes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.siasn.models import (
    Carrier,
    DeliveryState,
    KindCode,
    ReplyFile,
    ReplyLine,
    Sending,
    SiasnAgency,
    Verdict,
)


class NoSending(NotFound):
    """There is none of this number, or somebody else sent it."""

    code = "no_such_sending"
    message = gettext_noop("We could not find this sending among yours.")


class NoReplyFile(NotFound):
    """There is none of this number, or somebody else brought it in."""

    code = "no_such_reply_file"
    message = gettext_noop("We could not find this file of replies among yours.")


@dataclass(frozen=True)
class Progress:
    """How far a batch is: how many records it has, and how many the worker is done with."""

    total: int
    done: int
    accepted: int
    rejected: int


def sendings_of(viewer: User) -> QuerySet[Sending]:
    """Return the viewer's own batches, the newest first. One query."""
    return Sending.objects.filter(by=viewer).select_related("agency", "export").order_by("-requested_at", "-pk")


def sending_of(number: uuid.UUID, *, viewer: User) -> Sending:
    """Return one of the viewer's own batches. One query.

    Raises:
        NoSending.
    """
    found = sendings_of(viewer).filter(uuid=number).first()
    if found is None:
        raise NoSending
    return found


def progress_of(sending: Sending) -> Progress:
    """Return how far a batch is. One query."""
    states = list(sending.deliveries.values_list("state", flat=True))
    left = sum(state == DeliveryState.CHECKED for state in states)
    done = sending.made if sending.carrier == Carrier.ZIP else sending.total - left
    return Progress(sending.total, done, states.count(DeliveryState.ACCEPTED), states.count(DeliveryState.REJECTED))


def reply_files_of(viewer: User) -> QuerySet[ReplyFile]:
    """Return the files of replies that the viewer brought in, the newest first. One query."""
    return ReplyFile.objects.filter(by=viewer).order_by("-received_at", "-pk")


def reply_file_of(number: uuid.UUID, *, viewer: User) -> ReplyFile:
    """Return one of the viewer's own files of replies. One query.

    Raises:
        NoReplyFile.
    """
    found = reply_files_of(viewer).filter(uuid=number).first()
    if found is None:
        raise NoReplyFile
    return found


def verdicts_of(file: ReplyFile) -> dict[str, int]:
    """Return how many lines of a file say what. One query."""
    found = dict(file.lines.order_by().values_list("verdict").annotate(n=Count("pk")))
    return {verdict: found.get(verdict, 0) for verdict in Verdict.values}


def lines_of(file: ReplyFile, verdict: str) -> QuerySet[ReplyLine]:
    """Return the lines of a file that say one thing, as they stand in it."""
    return file.lines.filter(verdict=verdict).select_related("delivery__person").order_by("line", "pk")


def delivers(viewer: access.Viewer, *, on: date) -> bool:
    """Whether an agency in which the viewer works as HR delivers to SIASN. Two queries."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    agencies = tuple({path[: Unit.steplen] for path in paths})
    return SiasnAgency.objects.filter(access.below(agencies, "agency__path")).exists()


def agencies_in_scope(viewer: access.Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the agencies that lie whole in the viewer's part of the organisation as HR. Two queries with the list."""
    return access.units_in_scope(viewer, on=on, role=Role.HR).filter(depth=1)


def settings_of(agency: Unit) -> SiasnAgency | None:
    """Return how an agency delivers; None where it does not. One query."""
    return SiasnAgency.objects.filter(agency=agency).first()


def codes_of(agency: Unit, *, on: date) -> list[KindCode]:
    """Return the codes in force for an agency: its own rows, and those of the house for the other kinds. One query."""
    rows = KindCode.objects.in_force(on).filter(Q(agency=agency) | Q(agency__isnull=True)).order_by("valid_from", "pk")
    found = list(rows)
    house = {row.kind: row for row in found if row.agency_id is None}
    own = {row.kind: row for row in found if row.agency_id is not None}
    return [row for _kind, row in sorted({**house, **own}.items())]
