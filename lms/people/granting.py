"""Who may give which role over which part of the organisation: one table, and the questions asked of it.

Pure: roles are their names, a part of the organisation is the path of its top unit, and "" is the whole nation.

- An administrator gives every role inside the own scope, never over more than that scope.
- HR of an agency gives the roles of learning and testing inside the agency, and HR for the units below it.
- HR of a unit gives only what a day's work in that unit needs: who watches an exam room, who organises a class.
  Everything else opens people's data or the agency's contents, and is decided where the whole agency is seen.
- A data protection officer lets an auditor in, who is thereby chosen by nobody whose work is audited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NATION = ""
AGENCY_PATH_LENGTH = 4  # one step of the tree: a path this short is an agency

EVERY_ROLE = frozenset(
    {
        "hr",
        "viewer",
        "trainer",
        "second_reader",
        "rater",
        "proctor",
        "class_organiser",
        "mentoring_coordinator",
        "administrator",
        "dpo",
        "auditor",
    }
)
# The rest belong to one agency: its people, its courses, its items.
NATIONAL_ROLES = frozenset({"viewer", "administrator", "dpo", "auditor"})
LONGEST_DAYS = {"auditor": 90}

OF_AN_AGENCY = frozenset(
    {"trainer", "second_reader", "rater", "proctor", "class_organiser", "mentoring_coordinator", "viewer"}
)
OF_A_DAY = frozenset({"proctor", "class_organiser"})


@dataclass(frozen=True)
class Held:
    """A role somebody holds, over the unit with this path and everything below."""

    role: str
    path: str


@dataclass(frozen=True)
class Reach:
    """Where a role may be given: at this path and below, or only below it."""

    path: str
    only_below: bool = False

    def covers(self, path: str) -> bool:
        """Whether the role may be given over the unit with this path."""
        return path.startswith(self.path) and not (self.only_below and path == self.path)


def powers_of(held: Held) -> list[tuple[frozenset[str], Reach]]:
    """Return which roles the holder may give, and where."""
    own = Reach(held.path)
    if held.role == "administrator":
        return [(EVERY_ROLE, own)]
    if held.role == "hr" and len(held.path) <= AGENCY_PATH_LENGTH:
        return [(OF_AN_AGENCY, own), (frozenset({"hr"}), Reach(held.path, only_below=True))]
    if held.role == "hr":
        return [(OF_A_DAY, own)]
    if held.role == "dpo":
        return [(frozenset({"auditor"}), own)]
    return []


def reach_of(held: Iterable[Held]) -> dict[str, frozenset[Reach]]:
    """Return by role where it may be given by somebody who holds all of `held`."""
    found: dict[str, set[Reach]] = {}
    for one in held:
        for roles, reach in powers_of(one):
            for role in roles:
                found.setdefault(role, set()).add(reach)
    return {role: frozenset(places) for role, places in found.items()}


# The first administrator of an installation has nobody above, and no posting yet.
REACH_OF_FIRST_ADMINISTRATOR: dict[str, frozenset[Reach]] = {
    role: frozenset({Reach(NATION)}) for role in sorted(EVERY_ROLE)
}


def may_give(reach: dict[str, frozenset[Reach]], role: str, path: str) -> bool:
    """Whether a role may be given over the unit with this path, or over the nation ("")."""
    if path == NATION and role not in NATIONAL_ROLES:
        return False
    return any(place.covers(path) for place in reach.get(role, ()))
