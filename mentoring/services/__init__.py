"""What changes mentoring: programmes and applications, matching, pairs, sessions."""

from mentoring.services.applying import (
    Offer,
    ProgrammeDays,
    apply,
    create_programme,
    open_programme,
    withdraw,
)
from mentoring.services.ending import close_ended, end_early
from mentoring.services.pairing import accept, decline
from mentoring.services.runs import carry_out, carry_out_waiting, publish, request_match
from mentoring.services.sessions import Meeting, confirm_session, dispute_session, record_session

__all__ = [
    "Meeting",
    "Offer",
    "ProgrammeDays",
    "accept",
    "apply",
    "carry_out",
    "carry_out_waiting",
    "close_ended",
    "confirm_session",
    "create_programme",
    "decline",
    "dispute_session",
    "end_early",
    "open_programme",
    "publish",
    "record_session",
    "request_match",
    "withdraw",
]
