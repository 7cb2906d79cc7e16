"""Makes lists of people ready for a post, with a purpose that is kept; everybody on one can see the own entry."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from lms.errors import Conflict, gettext_noop
from lms.people.models import PeopleExport, Unit, User
from lms.people.services import record_export
from lms.workforce.models import ReadyEntry, ReadyGround
from lms.workforce.selectors.ready import Ready, Wanted, ready_people, required_of

KIND = "hr_ready"
# No post is filled from more names than these, and nobody's name stands on a list that needs it not.
LONGEST_LIST = 2000


class TooManyReady(Conflict):
    """More people are ready than a list may name."""

    code = "too_many_ready"
    message = gettext_noop("More than %(most)s people are ready for this post. Choose a smaller unit.")


@transaction.atomic
def make_ready_list(*, unit: Unit, wanted: Wanted, purpose: str, by: User, at: datetime) -> PeopleExport:
    """Write who is ready for a post in a unit that lies in the scope of `by`, with the evidence it rests on.

    Raises:
        PurposeMissing, NothingRequired, TooManyReady.
    """
    on = timezone.localdate(at)
    required = required_of(wanted, unit, on=on)
    found = list(islice(ready_people(by, unit, required, on=on), LONGEST_LIST + 1))
    if len(found) > LONGEST_LIST:
        raise TooManyReady(most=LONGEST_LIST)
    export = record_export(
        by=by,
        kind=KIND,
        purpose=purpose,
        scope=f"{wanted.title}, {unit.name}"[:200],
        people=len(found),
        filters={
            "unit": str(unit.uuid),
            "post": wanted.title,
            "kind": wanted.kind,
            "position": str(wanted.position.uuid) if wanted.position else "",
        },
        at=at,
    )
    write_entries(export, found)
    return export


def write_entries(export: PeopleExport, found: list[Ready]) -> None:
    """Write the entries of a list and what they rest on."""
    made = ReadyEntry.objects.bulk_create(
        ReadyEntry(export=export, person_id=one.person, percent=one.percent, unassessed=one.unassessed) for one in found
    )
    ReadyGround.objects.bulk_create(
        (
            ReadyGround(
                entry=entry,
                competency_id=ground.competency,
                required=ground.required,
                level=ground.level,
                is_essential=ground.is_essential,
                evidence_id=ground.evidence,
            )
            for entry, one in zip(made, found, strict=True)
            for ground in one.grounds
        ),
        batch_size=1000,
    )
