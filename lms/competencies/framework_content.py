"""What a framework says, apart from where it is kept: the one shape that forms, tables, CASE files and versions share.

Pure; imports no Django. Order is the order of the tuples. Ids are those of the rows and stay with them for good.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from lms.errors import InvalidInput, gettext_noop

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5
LARGEST_ITEMS = 20_000
KINDS = ("manajerial", "sosiokultural", "teknis", "digital")
RELATIONS = ("exactMatchOf", "replacedBy", "isRelatedTo", "isPartOf", "precedes")
# What may not run in a circle.
DIRECTED = ("replacedBy", "isPartOf", "precedes")
PILLARS = ("cakap", "etika", "budaya", "aman")
ESCO = ("http://data.europa.eu/esco/skill/", "http://data.europa.eu/esco/occupation/")

Alignments = Mapping[str, tuple[str, ...]]


class Fault(InvalidInput):
    """One place of what was sent cannot be used: `where` is a line or an identifier, the message says why."""

    code = "fault_in_framework"

    def __init__(self, where: str, message: str, **facts: object) -> None:
        super().__init__(where=where, **facts)
        self.where = where
        self.message = message  # type: ignore[misc]


NO_CODE = gettext_noop("A code or a name is missing.")
CODE_TWICE = gettext_noop("The code “%(value)s” stands here twice.")
ID_TWICE = gettext_noop("The identifier “%(value)s” stands here twice.")
NO_AREA = gettext_noop("The competency belongs to no area.")
NO_LEVEL = gettext_noop("“%(value)s” is not a level; write a number from 1 to 5.")
NO_KIND = gettext_noop("“%(value)s” is not a kind of competency.")
NO_DEFINITION = gettext_noop("The definition is missing.")
TOO_LONG = gettext_noop("“%(value)s…” is longer than %(most)s characters.")
NOT_ESCO = gettext_noop("“%(value)s” is not an address of ESCO; it begins with http://data.europa.eu/esco/.")
NOT_DIGCOMP = gettext_noop("“%(value)s” is not a competence of DigComp; write it as 1.2.")
NOT_A_PILLAR = gettext_noop("“%(value)s” is not one of the four pillars: cakap, etika, budaya, aman.")
IN_A_CIRCLE = gettext_noop("“%(value)s” leads back to itself.")
UNKNOWN_RELATION = gettext_noop("“%(value)s” is not a relation this platform knows.")
TOO_MANY = gettext_noop("There are more than %(most)s items.")


@dataclass(frozen=True)
class LevelText:
    """What a level means, or a behaviour one can see at it."""

    uuid: str
    level: int
    text: str


@dataclass(frozen=True)
class CompetencyContent:
    """A competency with all that is said about it."""

    uuid: str
    area: str
    code: str
    name: str
    definition: str
    kind: str = "digital"
    alignments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    descriptors: tuple[LevelText, ...] = ()
    indicators: tuple[LevelText, ...] = ()


@dataclass(frozen=True)
class AreaContent:
    """A group of competencies."""

    uuid: str
    code: str
    name: str


@dataclass(frozen=True)
class RelationContent:
    """How one competency (its id) relates to another, maybe of another framework."""

    uuid: str
    origin: str
    kind: str
    destination: str


@dataclass(frozen=True)
class FrameworkContent:
    """A whole framework."""

    uuid: str
    code: str
    version: str
    title: str
    source: str = ""
    language: str = "id"
    areas: tuple[AreaContent, ...] = ()
    competencies: tuple[CompetencyContent, ...] = ()
    relations: tuple[RelationContent, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference: what was added, removed or changed, and the names of the fields that differ."""

    deed: str  # added, removed, changed
    what: str  # framework, area, competency, relation
    code: str
    name: str
    differs: tuple[str, ...] = ()


def difference(before: FrameworkContent, after: FrameworkContent, *, by_code: bool = False) -> tuple[Change, ...]:
    """Return what changes from one to the other, competencies matched by id, or by code between two versions."""
    changes: list[Change] = []
    about = ("code", "version", "title", "source", "language")
    differs = tuple(name for name in about if getattr(before, name) != getattr(after, name))
    if differs and not by_code:
        changes.append(Change("changed", "framework", after.code, after.title, differs))
    areas = [{area.code if by_code else area.uuid: area for area in one.areas} for one in (before, after)]
    changes += changes_between("area", areas[0], areas[1], by_code=by_code)
    told = [
        {row.code if by_code else row.uuid: with_area_code(row, one) for row in one.competencies}
        for one in (before, after)
    ]
    changes += changes_between("competency", told[0], told[1], by_code=by_code)
    if not by_code:
        relations = [{(row.origin, row.kind, row.destination) for row in one.relations} for one in (before, after)]
        changes += [Change("added", "relation", "", f"{kind}") for _a, kind, _b in sorted(relations[1] - relations[0])]
        changes += [
            Change("removed", "relation", "", f"{kind}") for _a, kind, _b in sorted(relations[0] - relations[1])
        ]
    if not changes and not by_code and order_of(before) != order_of(after):
        changes.append(Change("changed", "framework", after.code, after.title, ("order",)))
    return tuple(changes)


def order_of(content: FrameworkContent) -> tuple[list[str], list[str]]:
    """Return the order in which areas and competencies stand."""
    return [row.uuid for row in content.areas], [row.uuid for row in content.competencies]


def with_area_code(row: CompetencyContent, content: FrameworkContent) -> CompetencyContent:
    """Return the competency with the code of its area in place of the area's id."""
    codes = {area.uuid: area.code for area in content.areas}
    return replace(row, area=codes.get(row.area, ""))


def changes_between(
    what: str,
    before: Mapping[str, AreaContent] | Mapping[str, CompetencyContent],
    after: Mapping[str, AreaContent] | Mapping[str, CompetencyContent],
    *,
    by_code: bool,
) -> Iterator[Change]:
    """Yield what was added, changed and removed, in the order of the newer."""
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            yield Change("added", what, row.code, row.name)
        elif differs := tuple(names_that_differ(old, row, by_code=by_code)):
            yield Change("changed", what, row.code, row.name, differs)
    yield from (Change("removed", what, row.code, row.name) for key, row in before.items() if key not in after)


def names_that_differ(old: object, new: object, *, by_code: bool) -> Iterator[str]:
    """Yield the names of the fields that differ; ids do not count where versions are compared."""
    for field in fields(new):  # type: ignore[arg-type]
        pair = getattr(old, field.name), getattr(new, field.name)
        if by_code and field.name == "uuid":
            continue
        if by_code and field.name in ("descriptors", "indicators"):
            pair = tuple(tuple((row.level, row.text) for row in rows) for rows in pair)  # type: ignore[assignment]
        if pair[0] != pair[1]:
            yield field.name


def faults_of(content: FrameworkContent) -> list[Fault]:
    """Return everything that keeps the content from being a framework."""
    size = len(content.areas) + sum(1 + len(row.descriptors) + len(row.indicators) for row in content.competencies)
    if size > LARGEST_ITEMS:
        return [Fault(content.code, TOO_MANY, most=LARGEST_ITEMS)]
    found = list(faults_of_names(content))
    for row in content.competencies:
        found += faults_of_competency(row, {area.uuid for area in content.areas})
    found += [
        Fault(row.uuid, UNKNOWN_RELATION, value=row.kind) for row in content.relations if row.kind not in RELATIONS
    ]
    code_of = {row.uuid: row.code for row in content.competencies}
    for kind in DIRECTED:
        edges = [(row.origin, row.destination) for row in content.relations if row.kind == kind]
        found += [Fault(code_of.get(one, one), IN_A_CIRCLE, value=code_of.get(one, one)) for one in in_circles(edges)]
    return found


def faults_of_names(content: FrameworkContent) -> Iterator[Fault]:
    """Yield codes and ids that are missing, stand twice, or do not fit."""
    if not (content.code and content.version and content.title):
        yield Fault(content.code or content.uuid, NO_CODE)
    for value, most in ((content.code, 60), (content.version, 20), (content.title, 200), (content.source, 300)):
        if len(value) > most:
            yield Fault(content.code[:60], TOO_LONG, value=value[:30], most=most)
    for rows in (content.areas, content.competencies):
        for row in rows:
            if not (row.code and row.name):
                yield Fault(row.code or row.uuid, NO_CODE)
            for value, most in ((row.code, 20), (row.name, 200)):
                if len(value) > most:
                    yield Fault(row.code[:20], TOO_LONG, value=value[:30], most=most)
        yield from (Fault(code, CODE_TWICE, value=code) for code in twice(row.code for row in rows))
    yield from (Fault(one, ID_TWICE, value=one) for one in twice(ids_of(content)))


def ids_of(content: FrameworkContent) -> Iterator[str]:
    """Yield the id of everything there is."""
    yield content.uuid
    yield from (row.uuid for row in content.areas)
    for row in content.competencies:
        yield row.uuid
        yield from (one.uuid for one in (*row.descriptors, *row.indicators))


def twice(values: Iterable[str]) -> list[str]:
    """Return the values that occur more than once, in order."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


def faults_of_competency(row: CompetencyContent, areas: set[str]) -> Iterator[Fault]:
    """Yield what is wrong about one competency."""
    if row.area not in areas:
        yield Fault(row.code, NO_AREA)
    if not row.definition:
        yield Fault(row.code, NO_DEFINITION)
    if row.kind not in KINDS:
        yield Fault(row.code, NO_KIND, value=row.kind)
    told = [*row.descriptors, *row.indicators]
    yield from (
        Fault(row.code, NO_LEVEL, value=one.level) for one in told if not LOWEST_LEVEL <= one.level <= HIGHEST_LEVEL
    )
    yield from (Fault(row.code, CODE_TWICE, value=level) for level in twice(str(one.level) for one in row.descriptors))
    for scheme, values in row.alignments:
        fits, wrong = FITS.get(scheme, never), WRONG.get(scheme, UNKNOWN_RELATION)
        yield from (Fault(row.code, wrong, value=value) for value in values if not fits(value))


def never(_value: str) -> bool:
    """Whether a value of a scheme nobody knows fits: it does not."""
    return False


def is_digcomp(value: str) -> bool:
    """Whether the text names one of the 21 competences of DigComp 2.2 or 3.0: area, point, competence."""
    most = {"1": 3, "2": 6, "3": 4, "4": 4, "5": 4}
    area, _point, number = value.partition(".")
    return number.isdecimal() and 1 <= int(number) <= most.get(area, 0)


def is_esco(value: str) -> bool:
    """Whether the text is the address of a skill or occupation of ESCO, without blanks or anything after the id."""
    ending = next((value[len(start) :] for start in ESCO if value.startswith(start)), "")
    return bool(ending) and all(one.isalnum() or one in "-." for one in ending)


FITS = {"digcomp": is_digcomp, "pilar": lambda value: value in PILLARS, "esco": is_esco}
WRONG = {"digcomp": NOT_DIGCOMP, "pilar": NOT_A_PILLAR, "esco": NOT_ESCO}


def in_circles(edges: Iterable[tuple[str, str]]) -> list[str]:
    """Return the nodes that lead back to themselves, each circle by its first node; iterative, whatever the depth."""
    leads: dict[str, list[str]] = {}
    for origin, destination in edges:
        leads.setdefault(origin, []).append(destination)
    state: dict[str, bool] = {}  # False while on the path, True once done
    found: list[str] = []
    for start in leads:
        path = [(start, iter(leads.get(start, ())))] if start not in state else []
        state.setdefault(start, False)
        while path:
            node, rest = path[-1]
            following = next(rest, None)
            if following is None:
                state[node] = True
                path.pop()
            elif following not in state:
                state[following] = False
                path.append((following, iter(leads.get(following, ()))))
            elif state[following] is False:
                found.append(following)
    return found


def following_version(content: FrameworkContent, *, version: str) -> FrameworkContent:
    """Return the content as a new version: every row under a new id that follows from the old one and the version.

    Each competency is the same as its predecessor until somebody changes the crosswalk. The same call gives the same
    ids, so a second click makes nothing twice.
    """

    def anew(old: str) -> str:
        return str(uuid.uuid5(uuid.UUID(old), f"{content.code}/{version}"))

    competencies = tuple(
        replace(
            row,
            uuid=anew(row.uuid),
            area=anew(row.area),
            descriptors=tuple(replace(one, uuid=anew(one.uuid)) for one in row.descriptors),
            indicators=tuple(replace(one, uuid=anew(one.uuid)) for one in row.indicators),
        )
        for row in content.competencies
    )
    relations = tuple(
        RelationContent(
            anew(f"{uuid.uuid5(uuid.UUID(row.uuid), 'crosswalk')}"), row.uuid, "exactMatchOf", anew(row.uuid)
        )
        for row in content.competencies
    )
    return replace(
        content,
        uuid=anew(content.uuid),
        version=version,
        areas=tuple(replace(row, uuid=anew(row.uuid)) for row in content.areas),
        competencies=competencies,
        relations=relations,
    )
