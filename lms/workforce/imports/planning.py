"""What a line about a person would do, given what is known; the dry run and the application ask the same question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lms.errors import gettext_noop
from lms.workforce.imports.people_rows import PersonRow
from lms.workforce.imports.reading import WrongLine

CREATED, MOVED, CHANGED, ENDED, UNCHANGED, WRONG = "created", "moved", "changed", "ended", "unchanged", "wrong"

UNKNOWN_UNIT = gettext_noop("There is no unit with this unor_id. Import unor.csv first.")
UNIT_ELSEWHERE = gettext_noop("The unit lies outside the part of the organisation you work for.")
OTHER_AGENCY = gettext_noop("The unit of unor_id does not belong to the agency of instansi_kerja_id.")
WORKS_ELSEWHERE = gettext_noop("This person works outside the part of the organisation you work for.")
NOT_YOURS = gettext_noop("This account is not moved by a file. Ask your administrator.")
NIP_TWICE = gettext_noop("The same NIP stands in line %(line)d already.")
ID_TWICE = gettext_noop("The same pns_id stands in line %(line)d already.")
NIP_OF_ANOTHER = gettext_noop("The NIP belongs to another person than the pns_id.")
UNCLEAR_KIND = gettext_noop(
    "jenis_jabatan_nama says only that the post is structural. Write JPT Madya, JPT Pratama, Administrator or Pengawas."
)


@dataclass(frozen=True, slots=True)
class UnitKnown:
    """A unit by its unor_id."""

    pk: int
    path: str
    name: str
    agency: str  # the code of its agency


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """Somebody who has an account; the posting is the open one."""

    pk: int
    siasn_id: str
    nip: str
    name: str
    title_before: str
    title_after: str
    grade: str
    is_kept: bool  # administrators and erased rows: no file touches them
    posting: int | None = None
    unit: int = 0
    path: str = ""
    unit_name: str = ""
    position: tuple[str, str] = ("", "")
    since: date | None = None


@dataclass
class Surroundings:
    """What holds for every line of a file."""

    scope: tuple[str, ...]
    units: dict[str, list[UnitKnown]]
    kinds: dict[str, set[str]]  # structural kinds by the title of a post
    by_siasn: dict[str, PersonKnown] = field(default_factory=dict)
    by_nip: dict[str, PersonKnown] = field(default_factory=dict)
    lines_of_nip: dict[int, int] = field(default_factory=dict)
    lines_of_id: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a line: `kind` and `unit` are settled, `person` is known where there is one already."""

    row: PersonRow
    outcome: str
    unit: UnitKnown
    kind: str
    person: PersonKnown | None = None
    has_new_data: bool = False


def note_line(row: PersonRow, around: Surroundings) -> None:
    """Remember who stands in which line.

    Raises:
        WrongLine: somebody stood there before.
    """
    first = around.lines_of_nip.setdefault(int(row.nip), row.line)
    if first != row.line:
        raise WrongLine(NIP_TWICE, line=first)
    first = around.lines_of_id.setdefault(row.siasn_id, row.line)
    if first != row.line:
        raise WrongLine(ID_TWICE, line=first)


def decide(row: PersonRow, around: Surroundings) -> Decision:
    """Return what a line would do.

    Raises:
        WrongLine: it cannot be applied, with one sentence.
    """
    unit = unit_of(row, around)
    kind = row.kind or structural_kind(row, around)
    person = person_of(row, around)
    if person is None:
        return Decision(row, CREATED if row.in_service else UNCHANGED, unit, kind)
    if not row.in_service:
        return Decision(row, ENDED if person.posting else UNCHANGED, unit, kind, person)
    new_data = has_new_data(row, person)
    if person.unit != unit.pk or person.position != (row.title, kind):
        return Decision(row, MOVED, unit, kind, person, new_data)
    return Decision(row, CHANGED if new_data else UNCHANGED, unit, kind, person, new_data)


def unit_of(row: PersonRow, around: Surroundings) -> UnitKnown:
    """Return the unit of a line."""
    found = around.units.get(row.unit)
    if not found:
        raise WrongLine(UNKNOWN_UNIT)
    inside = [unit for unit in found if within(unit.path, around.scope)]
    if not inside:
        raise WrongLine(UNIT_ELSEWHERE)
    if row.agency and inside[0].agency and row.agency != inside[0].agency:
        raise WrongLine(OTHER_AGENCY)
    return inside[0]


def structural_kind(row: PersonRow, around: Surroundings) -> str:
    """Return the kind of a structural post that is known by its title."""
    kinds = around.kinds.get(row.title, set())
    if len(kinds) != 1:
        raise WrongLine(UNCLEAR_KIND)
    return next(iter(kinds))


def person_of(row: PersonRow, around: Surroundings) -> PersonKnown | None:
    """Return who stands in a line, if there is such an account and it is HR's to change."""
    by_siasn, by_nip = around.by_siasn.get(row.siasn_id), around.by_nip.get(row.nip)
    if by_nip is not None and (by_siasn or by_nip).pk != by_nip.pk:
        raise WrongLine(NIP_OF_ANOTHER)
    if by_nip is not None and by_nip.siasn_id not in ("", row.siasn_id):
        raise WrongLine(NIP_OF_ANOTHER)
    person = by_siasn or by_nip
    if person is None:
        return None
    if person.posting and not within(person.path, around.scope):
        raise WrongLine(WORKS_ELSEWHERE)
    if person.is_kept:
        raise WrongLine(NOT_YOURS)
    return person


def has_new_data(row: PersonRow, person: PersonKnown) -> bool:
    """Whether a line says something of the person that is not known."""
    said = (row.siasn_id, row.nip, row.name, row.title_before, row.title_after, row.grade)
    known = (person.siasn_id, person.nip, person.name, person.title_before, person.title_after, person.grade)
    return said != known


def within(path: str, scope: tuple[str, ...]) -> bool:
    """Whether a unit lies at or below one of the paths of a scope."""
    return path.startswith(scope)


def begins_on(row: PersonRow, person: PersonKnown, *, on: date) -> date:
    """Return the first day of a new posting: what the line says, or today where that lies before the old one."""
    if row.since is not None and (person.since is None or row.since > person.since):
        return row.since
    return on if person.since is None or on > person.since else person.since
