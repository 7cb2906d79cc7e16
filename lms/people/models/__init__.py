"""People, the organisation, roles, the door, and the records of how people's data is handled."""

from lms.people.models.door import AccessCode, BatchState, CodeBatch, CodePurpose, KnownDevice, Session
from lms.people.models.organisation import (
    SENIORITY,
    Position,
    PositionKind,
    Posting,
    PostingKind,
    Unit,
    UnitLevel,
)
from lms.people.models.persons import EmployeeNumber, SiasnPerson, TimeZones, User, UserManager
from lms.people.models.records import Consent, Look, PeopleExport
from lms.people.models.roles import Role, RoleDeed, RoleEvent, RoleGrant, ScopeKind, SecondFactorRule, ViewGrant

__all__ = [
    "SENIORITY",
    "AccessCode",
    "BatchState",
    "CodeBatch",
    "CodePurpose",
    "Consent",
    "EmployeeNumber",
    "KnownDevice",
    "Look",
    "PeopleExport",
    "Position",
    "PositionKind",
    "Posting",
    "PostingKind",
    "Role",
    "RoleDeed",
    "RoleEvent",
    "RoleGrant",
    "ScopeKind",
    "SecondFactorRule",
    "Session",
    "SiasnPerson",
    "TimeZones",
    "Unit",
    "UnitLevel",
    "User",
    "UserManager",
    "ViewGrant",
]
