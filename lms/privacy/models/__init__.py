"""Notices and who has read them, requests of people, copies of one's data, retention, incidents."""

from lms.privacy.models.copies import CopyState, DataCopy, private_storage
from lms.privacy.models.incidents import Incident, IncidentStep
from lms.privacy.models.notices import NoticeAcknowledgement, NoticeVersion, ProcessingPurpose
from lms.privacy.models.requests import (
    FINAL_STATES,
    RequestEvent,
    RequestKind,
    RequestState,
    RequestSubject,
    SubjectRequest,
)
from lms.privacy.models.retention import RetentionRule, RetentionRun, RunState

__all__ = [
    "FINAL_STATES",
    "CopyState",
    "DataCopy",
    "Incident",
    "IncidentStep",
    "NoticeAcknowledgement",
    "NoticeVersion",
    "ProcessingPurpose",
    "RequestEvent",
    "RequestKind",
    "RequestState",
    "RequestSubject",
    "RetentionRule",
    "RetentionRun",
    "RunState",
    "SubjectRequest",
    "private_storage",
]
