"""A person decides about a draft of a calibration: only then do its parameters come into use."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments import access
from assessments.models import CalibrationRun, CalibrationState, ItemCalibration
from assessments.psychometrics.calibration import Treatment
from assessments.selectors.calibration import NoSuchCalibration
from lms.competencies.carrying import carried_to, heard_for
from lms.competencies.selectors import carrying_edges
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User


class NotADraft(Conflict):
    """The run is not a draft: it is being computed, or somebody has decided."""

    code = "calibration_not_a_draft"
    message = gettext_noop("This calibration does not wait for a decision any more. Look at its newest state.")


class OutdatedDraft(Conflict):
    """Other parameters came into use after the draft was computed."""

    code = "calibration_outdated"
    message = gettext_noop(
        "Another calibration of this competency was approved after this one was begun. Wait for the next draft."
    )


class NoteMissing(InvalidInput):
    """Whoever decides says why."""

    code = "calibration_note_missing"
    message = gettext_noop("Write why you decide so; whoever looks at these figures later needs it.")


@transaction.atomic
def approve_calibration(*, run: UUID, by: User, at: datetime, note: str) -> CalibrationRun:
    """Bring the parameters of a draft into use, all at once; attempts that run keep those they were given.

    Raises:
        NotACalibrator: `by` does not decide about calibrations.
        NoSuchCalibration, NotADraft, OutdatedDraft, NoteMissing: there is nothing to approve, or nothing says why.

    """
    row = locked_draft(run, by, note, at=at)
    edges = carrying_edges()
    line = heard_for(row.competency_id, edges) | carried_to([row.competency_id], edges)
    newer = CalibrationRun.objects.filter(competency__in=line, state=CalibrationState.APPROVED)
    if newer.filter(decided_at__gt=row.requested_at).exists():
        raise OutdatedDraft
    taken_up = row.calibrations.exclude(treatment=Treatment.ANCHOR)
    in_use = ItemCalibration.objects.filter(active_from__isnull=False, active_to__isnull=True)
    in_use.filter(item_version__in=taken_up.values("item_version")).update(active_to=at)
    taken_up.update(active_from=at)
    return decide(row, CalibrationState.APPROVED, "assessments.approve_calibration", by=by, at=at, note=note)


@transaction.atomic
def reject_calibration(*, run: UUID, by: User, at: datetime, note: str) -> CalibrationRun:
    """Leave everything as it is and keep the figures with the reason.

    Raises:
        The same as `approve_calibration`, but for OutdatedDraft.

    """
    row = locked_draft(run, by, note, at=at)
    return decide(row, CalibrationState.REJECTED, "assessments.reject_calibration", by=by, at=at, note=note)


def locked_draft(run: UUID, by: User, note: str, *, at: datetime) -> CalibrationRun:
    """Return the draft under its lock, if `by` may decide about it and says why."""
    access.require_may_decide_calibrations(by, on=timezone.localdate(at))
    row = CalibrationRun.objects.select_for_update().filter(uuid=run).first()
    if row is None:
        raise NoSuchCalibration
    if row.state != CalibrationState.DRAFT:
        raise NotADraft
    if not note.strip():
        raise NoteMissing
    return row


def decide(
    run: CalibrationRun, state: CalibrationState, action: str, *, by: User, at: datetime, note: str
) -> CalibrationRun:
    """Write the decision and log who took it."""
    run.state, run.decided_by, run.decided_at, run.note = state, by, at, note.strip()
    run.save(update_fields=["state", "decided_by", "decided_at", "note"])
    log(instance=run, action=action, user=by)
    return run
