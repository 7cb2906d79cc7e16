"""Takes in SIASN's answers to a ZIP: looked over line by line without a change, then applied or thrown away."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.errors import Conflict, gettext_noop
from lms.people.models import User
from lms.siasn.mapping import same_number
from lms.siasn.models import LIVE, Carrier, Delivery, DeliveryState, ReplyFile, ReplyLine, ReplyState, Verdict
from lms.siasn.reading import Reply, WrongLine, read_replies
from lms.siasn.selectors.deliveries import deliveries_in_scope
from lms.siasn.selectors.sendings import NoReplyFile
from lms.siasn.services.history import ANSWERED, GONE, become, note

A_CHUNK = 500

UNKNOWN_RECORD = gettext_noop("No record of your part of the organisation has this number.")
SEVERAL_RECORDS = gettext_noop("Several records have this certificate number; name the delivery in “kiriman”.")
NOT_SENT = gettext_noop("This record has not been sent in a ZIP file, so SIASN cannot have answered.")
TWICE = gettext_noop("The file names this record twice; this line was not used.")
OTHER_ID = gettext_noop("This record was accepted before under another id.")
NOT_TO_BE_DELETED = gettext_noop("This record is not to be deleted in SIASN.")
IS_TO_BE_DELETED = gettext_noop("This record is to be deleted in SIASN; say when that is done.")


class RepliesDecided(Conflict):
    """The file does not wait for a choice."""

    code = "siasn_replies_decided"
    message = gettext_noop("This file of replies has moved on. The page shows where it is now.")


@dataclass(frozen=True)
class Finding:
    """What a line would do: to which delivery, or why to none."""

    verdict: Verdict
    delivery: Delivery | None = None
    problem: str = ""


class KnownDeliveries:
    """The deliveries that a file may speak about, by their number and by their certificate's number."""

    def __init__(self, rows: Sequence[Delivery]) -> None:
        self.by_uuid = {row.uuid: row for row in rows}
        self.by_number: dict[str, list[Delivery]] = defaultdict(list)
        for row in rows:
            self.by_number["".join(row.number.split()).casefold()].append(row)

    def find(self, reply: Reply) -> list[Delivery]:
        """Return the deliveries that a line may mean."""
        if reply.delivery is not None:
            found = self.by_uuid.get(reply.delivery)
            return [found] if found and (not reply.number or same_number(found.number, reply.number)) else []
        return self.by_number.get("".join(reply.number.split()).casefold(), [])


def receive_replies(*, data: bytes, by: User, at: datetime) -> ReplyFile:
    """Read a file of replies and write what each line would do; nothing changes yet.

    Raises:
        NotForYou: no HR officer.
        UnreadableTable, MissingColumns, NoReplies: the file as a whole cannot be used; nothing is kept.
    """
    scope = deliveries_in_scope(by, on=timezone.localdate(at)).filter(state__in=LIVE, carrier=Carrier.ZIP)
    replies = read_replies(data)
    known = KnownDeliveries(list(scope.select_related(None).order_by("pk")))
    with transaction.atomic():
        file = ReplyFile.objects.create(by=by, received_at=at)
        seen: Counter[int] = Counter()
        ReplyLine.objects.bulk_create([line_of(file, one, known, seen) for one in replies], batch_size=A_CHUNK)
        log(file, "siasn.replies_check", user=by, data={"lines": len(replies)})
    return file


def line_of(file: ReplyFile, reply: Reply | WrongLine, known: KnownDeliveries, seen: Counter[int]) -> ReplyLine:
    """Return the row of one line."""
    if isinstance(reply, WrongLine):
        facts = json.dumps(reply.problem.facts, default=str) if reply.problem.facts else ""
        return ReplyLine(file=file, line=reply.line, verdict=Verdict.WRONG, problem=reply.problem.message, facts=facts)
    found = finding_of(reply, known.find(reply))
    if found.delivery is not None:
        seen[found.delivery.pk] += 1
        if seen[found.delivery.pk] > 1:
            found = Finding(Verdict.WRONG, problem=TWICE)
    return ReplyLine(
        file=file,
        line=reply.line,
        verdict=found.verdict,
        delivery=found.delivery,
        siasn_id=reply.siasn_id,
        reason=reply.reason,
        problem=found.problem,
    )


def finding_of(reply: Reply, meant: list[Delivery]) -> Finding:
    """Return what a line would do to the delivery it means."""
    if len(meant) != 1:
        return Finding(Verdict.WRONG, problem=SEVERAL_RECORDS if meant else UNKNOWN_RECORD)
    delivery = meant[0]
    problem = hindrance(reply, delivery)
    if problem:
        return Finding(Verdict.WRONG, problem=problem)
    return Finding(Verdict.KNOWN if is_known(reply, delivery) else Verdict(reply.verdict), delivery)


def hindrance(reply: Reply, delivery: Delivery) -> str:
    """Return why a line cannot be said of a delivery as it stands, or ""."""
    if delivery.state == DeliveryState.DELETION_QUEUED:
        return IS_TO_BE_DELETED if reply.verdict == "rejected" else ""
    if reply.verdict == "deleted":
        return NOT_TO_BE_DELETED
    if delivery.state in (DeliveryState.DRAFT, DeliveryState.CHECKED):
        return NOT_SENT
    is_other = delivery.state == DeliveryState.ACCEPTED and delivery.siasn_id != reply.siasn_id
    return OTHER_ID if is_other and reply.verdict == "accepted" else ""


def is_known(reply: Reply, delivery: Delivery) -> bool:
    """Whether a line says what stands here already."""
    if reply.verdict != str(delivery.state):
        return delivery.state == DeliveryState.DELETION_QUEUED and delivery.siasn_id == reply.siasn_id != ""
    return delivery.siasn_id == reply.siasn_id if reply.verdict == "accepted" else delivery.reason == reply.reason


@transaction.atomic
def apply_replies(*, number: uuid.UUID, by: User, at: datetime) -> ReplyFile:
    """Apply the good lines of a file; a record that moved on meanwhile is left as it is.

    Raises:
        NoReplyFile: none of theirs.
        RepliesDecided: it was applied or thrown away.
    """
    file = take_own(number, by=by)
    lines = {
        int(line.delivery_id or 0): line
        for line in file.lines.filter(verdict__in=[Verdict.ACCEPTED, Verdict.REJECTED, Verdict.DELETED])
    }
    scope = deliveries_in_scope(by, on=timezone.localdate(at)).filter(pk__in=lines).order_by().values("pk")
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=scope)
    for row in rows.order_by("pk"):
        file.applied += apply_one(row, lines[row.pk], by=by, at=at)
    file.state, file.decided_at = ReplyState.APPLIED, at
    file.save()
    log(file, "siasn.replies_apply", user=by, data={"applied": file.applied})
    return file


def apply_one(row: Delivery, line: ReplyLine, *, by: User, at: datetime) -> bool:
    """Apply one line to its locked delivery; return whether it still fitted."""
    said = Reply(line.line, row.uuid, "", str(line.verdict), line.siasn_id, line.reason)
    if hindrance(said, row) or is_known(said, row):
        return False
    if line.verdict == Verdict.DELETED:
        become(row, DeliveryState.DELETED, at=at, by=by, said=GONE)
    elif row.state == DeliveryState.DELETION_QUEUED:
        row.siasn_id = line.siasn_id
        row.save(update_fields=["siasn_id"])
        note(row, at=at, by=by, said=ANSWERED)
    elif line.verdict == Verdict.ACCEPTED:
        row.siasn_id, row.reason = line.siasn_id, ""
        become(row, DeliveryState.ACCEPTED, at=at, by=by, said=ANSWERED)
    else:
        row.siasn_id, row.reason = line.siasn_id or row.siasn_id, line.reason
        become(row, DeliveryState.REJECTED, at=at, by=by, said=ANSWERED, reply=line.reason)
    return True


@transaction.atomic
def discard_replies(*, number: uuid.UUID, by: User, at: datetime) -> ReplyFile:
    """Throw a file of replies away without a change.

    Raises:
        NoReplyFile: none of theirs.
        RepliesDecided: it was applied or thrown away.
    """
    file = take_own(number, by=by)
    file.state, file.decided_at = ReplyState.DISCARDED, at
    file.save(update_fields=["state", "decided_at"])
    file.lines.all().delete()
    return file


def take_own(number: uuid.UUID, *, by: User) -> ReplyFile:
    """Return a person's own file that waits for a choice, locked."""
    file = ReplyFile.objects.select_for_update(of=("self",)).filter(uuid=number, by=by).first()
    if file is None:
        raise NoReplyFile
    if file.state != ReplyState.CHECKED:
        raise RepliesDecided
    return file
