"""What changes how people's data is handled: notices, requests, copies, erasure, retention, incidents."""

from lms.privacy.services.copies import (
    CopyUnderWay,
    make_copy,
    make_waiting_copies,
    request_copy,
    take_download,
)
from lms.privacy.services.erasure import ErasurePlan, erase, plan_erasure
from lms.privacy.services.incidents import (
    add_step,
    close_incident,
    open_incident,
    send_letters,
    warn_of_incidents,
)
from lms.privacy.services.notices import acknowledge, publish_notice
from lms.privacy.services.requests import (
    decide,
    submit_request,
    take_up,
    warn_of_requests,
    withdraw_request,
)
from lms.privacy.services.retention import count_due, delete_what_is_over

__all__ = [
    "CopyUnderWay",
    "ErasurePlan",
    "acknowledge",
    "add_step",
    "close_incident",
    "count_due",
    "decide",
    "delete_what_is_over",
    "erase",
    "make_copy",
    "make_waiting_copies",
    "open_incident",
    "plan_erasure",
    "publish_notice",
    "request_copy",
    "send_letters",
    "submit_request",
    "take_download",
    "take_up",
    "warn_of_incidents",
    "warn_of_requests",
    "withdraw_request",
]
