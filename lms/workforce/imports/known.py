"""What is known about the people and units that a file names; a fixed number of queries for each chunk of lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from lms.bulk import Among
from lms.people.models import (
    EmployeeNumber,
    Position,
    Posting,
    PostingKind,
    RoleGrant,
    ScopeKind,
    SiasnPerson,
    Unit,
    User,
)
from lms.workforce.imports.people_rows import LEADING
from lms.workforce.imports.planning import PersonKnown, Surroundings, UnitKnown


class NamesSomebody(Protocol):
    """A line that names a person by NIP, by SIASN's id, or by both; what is missing is empty."""

    @property
    def nip(self) -> str:
        """Return the NIP."""
        ...

    @property
    def siasn_id(self) -> str:
        """Return SIASN's id."""
        ...


def surroundings(scope: tuple[str, ...]) -> Surroundings:
    """Return units and titles of posts. Two queries."""
    kinds: dict[str, set[str]] = {}
    for title, kind in Position.objects.filter(kind__in=LEADING).values_list("title", "kind"):
        kinds.setdefault(title, set()).add(kind)
    return Surroundings(scope, units_by_code(), kinds)


def units_by_code() -> dict[str, list[UnitKnown]]:
    """Return every unit that has a code. One query."""
    rows = list(Unit.objects.values_list("pk", "path", "name", "code"))
    agencies = {path: code for _pk, path, _name, code in rows if len(path) == Unit.steplen}
    found: dict[str, list[UnitKnown]] = {}
    for pk, path, name, code in rows:
        if code:
            found.setdefault(code, []).append(UnitKnown(pk, path, name, agencies.get(path[: Unit.steplen], "")))
    return found


def look_up(rows: Sequence[NamesSomebody], around: Surroundings) -> None:
    """Put into the surroundings whoever stands in these lines. Six queries."""
    ids = named([row.siasn_id for row in rows], [row.nip for row in rows])
    around.by_siasn, around.by_nip = {}, {}
    for person in people(ids) if ids else ():
        if person.siasn_id:
            around.by_siasn[person.siasn_id] = person
        if person.nip:
            around.by_nip[person.nip] = person


def named(siasn_ids: Collection[str], nips: Collection[str]) -> set[int]:
    """Return the ids of those who have one of these SIASN ids or NIP. Two queries."""
    numbers = EmployeeNumber.objects.filter(Among("digits", nips), valid_to__isnull=True)
    found = SiasnPerson.objects.filter(Among("siasn_id", siasn_ids))
    return {*numbers.values_list("person_id", flat=True), *found.values_list("pk", flat=True)}


def people(ids: Iterable[int]) -> list[PersonKnown]:
    """Return these people with their numbers and open postings. Four queries."""
    wanted = sorted(ids)
    numbers = EmployeeNumber.objects.filter(Among("person_id", wanted), valid_to__isnull=True)
    digits = dict(numbers.values_list("person_id", "digits"))
    over_nation = RoleGrant.objects.filter(
        Among("person_id", wanted), scope_kind=ScopeKind.NATION, valid_to__isnull=True
    )
    kept = set(over_nation.values_list("person_id", flat=True))
    held = Posting.objects.filter(Among("person_id", wanted), kind=PostingKind.PRIMARY, valid_to__isnull=True)
    columns = ("person_id", "pk", "unit_id", "unit__path", "unit__name", "position__title", "position__kind")
    postings = {row[0]: row[1:] for row in held.values_list(*columns, "valid_from")}
    return [known(row, digits, postings, kept) for row in people_rows(wanted)]


def people_rows(ids: list[int]) -> Iterable[tuple[Any, ...]]:
    """Return the rows of people with their SIASN ids. One query."""
    names = ("pk", "siasn__siasn_id", "full_name", "title_before", "title_after", "grade")
    return User.objects.filter(Among("pk", ids)).values_list(*names, "is_superuser", "erased_at")


def known(
    row: tuple[Any, ...], digits: dict[int, str], postings: dict[int, tuple[Any, ...]], over_nation: set[int]
) -> PersonKnown:
    """Return one person. Whoever works for the whole nation without a posting here is nobody's to claim."""
    pk, siasn_id, name, before, after, grade, is_superuser, erased_at = row
    posted = postings.get(pk)
    is_kept = erased_at is not None or (posted is None and (is_superuser or pk in over_nation))
    who = PersonKnown(pk, siasn_id or "", digits.get(pk, ""), name, before, after, grade, is_kept)
    if posted is None:
        return who
    posting, unit, path, unit_name, title, kind, since = posted
    return PersonKnown(
        pk=pk,
        siasn_id=who.siasn_id,
        nip=who.nip,
        name=name,
        title_before=before,
        title_after=after,
        grade=grade,
        is_kept=is_kept,
        posting=posting,
        unit=unit,
        path=path,
        unit_name=unit_name,
        position=(title, kind),
        since=since,
    )
