"""What changes people: accounts, numbers, postings, roles, grants, and the log of looks."""

from lms.people.services.looks import (
    allow_view,
    end_views,
    log_look,
    look_at,
    look_at_as_hr,
    look_at_as_superior,
)
from lms.people.services.postings import NipTaken, give_number, post
from lms.people.services.roles import GROUP_OF_ROLE, grant_role

__all__ = [
    "GROUP_OF_ROLE",
    "NipTaken",
    "allow_view",
    "end_views",
    "give_number",
    "grant_role",
    "log_look",
    "look_at",
    "look_at_as_hr",
    "look_at_as_superior",
    "post",
]
