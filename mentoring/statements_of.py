"""What this room tells the record of learning."""

from __future__ import annotations

from datetime import datetime

from lms.experience.services import record_event
from lms.experience.statements import Activity, Outcome, Verb
from mentoring.models import Session


def record_attendance(session: Session, *, at: datetime) -> None:
    """Record that the mentee attended, with the mentor as instructor; never what they wrote down."""
    competency = session.pair.competency
    record_event(
        person=session.pair.mentee,
        verb=Verb.ATTENDED,
        activity=Activity("mentoring-session", str(session.uuid), f"Mentoring: {competency.name}"),
        key=("mentoring-session-attended", str(session.uuid)),
        at=at,
        outcome=Outcome(duration_seconds=session.minutes * 60),
        parent=Activity("competency", str(competency.uuid), competency.name),
        instructor=session.pair.mentor,
    )
