"""A framework as a CFPackage of 1EdTech CASE 1.1, and back. Pure; imports no Django.

    CFDocument        the framework: identifier, title, version, language, adoptionStatus, notes (its source)
    CFItems           CFItemType Area, Competency, Level (what a level means) and Indicator (a behaviour at a level)
    CFAssociations    isChildOf with a sequenceNumber makes the tree; exactMatchOf, replacedBy, isRelatedTo, isPartOf
                      and precedes between competencies are the crosswalk; isRelatedTo to an address outside is an
                      alignment (DigComp, the four pillars, ESCO)

The level of an item stands in `educationLevel` as “1” to “5”; what CASE has no field for (kind of competency, code of
the framework) stands in `extensions`, which version 1.1 allows.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) 1.1, REST/JSON binding, section 6 (CFPackage).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lms.competencies.framework_content import (
    HIGHEST_LEVEL,
    LARGEST_ITEMS,
    RELATIONS,
    AreaContent,
    CompetencyContent,
    Fault,
    FrameworkContent,
    LevelText,
    RelationContent,
    in_circles,
)
from lms.errors import InvalidInput, gettext_noop

CASE_VERSIONS = ("1.0", "1.1")
LARGEST_BYTES = 8 * 1024 * 1024
URI = "urn:uuid:"
# The word before an outside address that says to which framework it belongs.
SCHEMES = {"digcomp": "urn:digcomp:2.2:", "pilar": "urn:literasi-digital:pilar:", "esco": "http://data.europa.eu/esco/"}
CHILD = "isChildOf"
STATUS = {"draft": "Draft", "submitted": "Draft", "published": "Adopted", "outdated": "Deprecated"}

NOT_A_UUID = gettext_noop("“%(value)s” is not an identifier (UUID).")
ITEM_TWICE = gettext_noop("The identifier “%(value)s” stands here twice.")
NO_PARENT = gettext_noop("The item hangs below nothing in this file.")
UNKNOWN_TYPE = gettext_noop(
    "“%(value)s” is not a kind of item this platform knows: Area, Competency, Level, Indicator."
)
UNKNOWN_ASSOCIATION = gettext_noop("“%(value)s” is not a relation this platform knows.")
TREE_IN_A_CIRCLE = gettext_noop("The item is its own parent, over some steps.")
NO_LEVEL = gettext_noop("“%(value)s” is not a level; write a number from 1 to 5.")
NOT_TEXT = gettext_noop("The field “%(value)s” is missing or is no text.")
UNKNOWN_SCHEME = gettext_noop("“%(value)s” belongs to no framework this platform can align to.")


class NotACasePackage(InvalidInput):
    """The file as a whole is no CASE package that can be read."""

    code = "not_a_case_package"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message  # type: ignore[misc]


TOO_LARGE = gettext_noop("This file is larger than 8 MB or holds more than 20,000 items. Nothing was changed.")
NOT_JSON = gettext_noop("This file is not a CASE package: it is not JSON. Nothing was changed.")
NOT_A_PACKAGE = gettext_noop(
    "This file is not a CASE package: CFDocument, CFItems or CFAssociations is missing. Nothing was changed."
)
UNKNOWN_VERSION = gettext_noop("This file follows a version of CASE this platform does not know; 1.0 and 1.1 are read.")


def to_case(content: FrameworkContent, *, status: str, changed_at: datetime) -> dict[str, Any]:
    """Return the CFPackage of a framework."""
    stamp = changed_at.isoformat().replace("+00:00", "Z")
    document = {
        "identifier": content.uuid,
        "uri": URI + content.uuid,
        "creator": "Lontar",
        "title": content.title,
        "lastChangeDateTime": stamp,
        "version": content.version,
        "language": content.language,
        "adoptionStatus": STATUS[status],
        "caseVersion": "1.1",
        "notes": content.source,
        "extensions": {"code": content.code},
    }
    items = [{**item, "lastChangeDateTime": stamp} for item in items_of(content)]
    links = [{**link, "lastChangeDateTime": stamp} for link in associations_of(content)]
    return {"CFDocument": document, "CFItems": items, "CFAssociations": links}


def items_of(content: FrameworkContent) -> Iterator[dict[str, Any]]:
    """Yield the items: areas, competencies, what levels mean, behaviours."""
    for area in content.areas:
        yield item(area.uuid, "Area", area.name, humanCodingScheme=area.code)
    for row in content.competencies:
        facts = {"humanCodingScheme": row.code, "abbreviatedStatement": row.name, "extensions": {"kind": row.kind}}
        yield item(row.uuid, "Competency", row.definition, **facts)
        for kind, rows in (("Level", row.descriptors), ("Indicator", row.indicators)):
            for one in rows:
                yield item(one.uuid, kind, one.text, educationLevel=[str(one.level)])


def item(identifier: str, kind: str, statement: str, **facts: Any) -> dict[str, Any]:
    """Return one CFItem."""
    base = {"identifier": identifier, "uri": URI + identifier, "CFItemType": kind, "fullStatement": statement}
    return {**base, **facts}


def associations_of(content: FrameworkContent) -> Iterator[dict[str, Any]]:
    """Yield the tree in order, the alignments to addresses outside, and the crosswalk."""
    for number, area in enumerate(content.areas, start=1):
        yield association(area.uuid, CHILD, content.uuid, number)
    for number, row in enumerate(content.competencies, start=1):
        yield association(row.uuid, CHILD, row.area, number)
        for position, one in enumerate((*row.descriptors, *row.indicators), start=1):
            yield association(one.uuid, CHILD, row.uuid, position)
        for scheme, values in row.alignments:
            for value in values:
                address = value if scheme == "esco" else SCHEMES[scheme] + value
                yield outside(row.uuid, address, value)
    for relation in content.relations:
        yield {
            **association(relation.origin, relation.kind, relation.destination),
            "identifier": relation.uuid,
            "uri": URI + relation.uuid,
        }


def association(origin: str, kind: str, destination: str, number: int | None = None) -> dict[str, Any]:
    """Return one CFAssociation between two nodes; its id follows from them."""
    own = str(uuid.uuid5(uuid.UUID(origin), f"{kind} {destination}"))
    link: dict[str, Any] = {
        "identifier": own,
        "uri": URI + own,
        "associationType": kind,
        "originNodeURI": {"title": "", "identifier": origin, "uri": URI + origin},
        "destinationNodeURI": {"title": "", "identifier": destination, "uri": URI + destination},
    }
    return link if number is None else {**link, "sequenceNumber": number}


def outside(origin: str, address: str, title: str) -> dict[str, Any]:
    """Return the alignment of a competency to an address of another framework."""
    known = str(uuid.uuid5(uuid.NAMESPACE_URL, address))
    link = association(origin, "isRelatedTo", known)
    return {**link, "destinationNodeURI": {"title": title, "identifier": known, "uri": address}}


def from_case(data: bytes) -> tuple[FrameworkContent, list[Fault]]:
    """Return what a CASE package says, and what in it cannot be used, by identifier.

    Raises:
        NotACasePackage: the file as a whole cannot be read.
    """
    package = package_in(data)
    document, items, links = (package[name] for name in ("CFDocument", "CFItems", "CFAssociations"))
    faults: list[Fault] = []
    nodes = nodes_of(document, items, faults)
    tree, order, others = tree_of(links, nodes, faults)
    found = Reading(nodes, tree, order, faults)
    content = FrameworkContent(
        uuid=document["identifier"],
        code=text_of(document.get("extensions") or {}, "code") or slug_of(text_of(document, "title")),
        version=text_of(document, "version"),
        title=text_of(document, "title"),
        source=text_of(document, "notes"),
        language=text_of(document, "language") or "id",
        areas=found.areas(),
        competencies=found.competencies(alignments_of(others, faults)),
        relations=relations_of(others, nodes, faults),
    )
    return content, faults


def package_in(data: bytes) -> dict[str, Any]:
    """Return the three parts of the file as objects and lists of objects.

    Raises:
        NotACasePackage: too large, no JSON, another shape, or a version nobody knows.
    """
    if len(data) > LARGEST_BYTES:
        raise NotACasePackage(TOO_LARGE)
    try:
        package = json.loads(data)
    except (ValueError, RecursionError):
        raise NotACasePackage(NOT_JSON) from None
    parts = package if isinstance(package, dict) else {}
    document = parts.get("CFDocument")
    lists = [parts.get(name) for name in ("CFItems", "CFAssociations")]
    shaped = all(isinstance(one, list) and all(isinstance(row, dict) for row in one) for one in lists)
    if not (isinstance(document, dict) and shaped and is_uuid(document.get("identifier"))):
        raise NotACasePackage(NOT_A_PACKAGE)
    if max(len(one or ()) for one in lists) > 2 * LARGEST_ITEMS:
        raise NotACasePackage(TOO_LARGE)
    if document.get("caseVersion", "1.0") not in CASE_VERSIONS:
        raise NotACasePackage(UNKNOWN_VERSION)
    return {"CFDocument": document, "CFItems": lists[0], "CFAssociations": lists[1]}


def nodes_of(document: Mapping[str, Any], items: Iterable[dict[str, Any]], faults: list[Fault]) -> dict[str, Any]:
    """Return the items by identifier; those that cannot be used are named."""
    nodes: dict[str, Any] = {}
    for row in items:
        identifier = str(row.get("identifier"))
        if not is_uuid(identifier):
            faults.append(Fault(identifier[:60], NOT_A_UUID, value=identifier[:60]))
        elif identifier in nodes or identifier == document["identifier"]:
            faults.append(Fault(identifier, ITEM_TWICE, value=identifier))
        elif row.get("CFItemType") not in ("Area", "Competency", "Level", "Indicator"):
            faults.append(Fault(identifier, UNKNOWN_TYPE, value=str(row.get("CFItemType"))[:60]))
        elif not text_of(row, "fullStatement"):
            faults.append(Fault(identifier, NOT_TEXT, value="fullStatement"))
        else:
            nodes[identifier] = row
    return nodes


def tree_of(
    links: Iterable[dict[str, Any]], nodes: Mapping[str, Any], faults: list[Fault]
) -> tuple[dict[str, str], dict[str, int], list[dict[str, Any]]]:
    """Return the parent of each item, its place among its siblings, and the associations that make no tree."""
    tree: dict[str, str] = {}
    order: dict[str, int] = {}
    others = []
    for link in links:
        origin, destination = end_of(link, "originNodeURI"), end_of(link, "destinationNodeURI")
        if not (origin and destination):
            faults.append(Fault(str(link.get("identifier"))[:60], NOT_TEXT, value="originNodeURI, destinationNodeURI"))
        elif link.get("associationType") == CHILD:
            tree[origin] = destination
            number = link.get("sequenceNumber")
            order[origin] = number if isinstance(number, int) else len(order)
        else:
            others.append({**link, "origin": origin, "destination": destination})
    faults += [Fault(one, TREE_IN_A_CIRCLE) for one in in_circles(tree.items())]
    faults += [Fault(one, NO_PARENT) for one in nodes if one not in tree]
    return tree, order, others


class Reading:
    """Areas and competencies of a package, in the order the package gives them."""

    def __init__(
        self, nodes: Mapping[str, Any], tree: Mapping[str, str], order: Mapping[str, int], faults: list[Fault]
    ) -> None:
        self.nodes, self.tree, self.faults = nodes, tree, faults
        self.sorted = sorted(nodes, key=lambda one: order.get(one, 0))
        self.below: dict[str, list[str]] = {}
        for one in self.sorted:
            self.below.setdefault(tree.get(one, ""), []).append(one)

    def of_kind(self, kind: str) -> list[str]:
        """Return the identifiers of the items of a kind, in order."""
        return [one for one in self.sorted if self.nodes[one]["CFItemType"] == kind]

    def areas(self) -> tuple[AreaContent, ...]:
        """Return the areas."""
        rows = ((one, self.nodes[one]) for one in self.of_kind("Area"))
        return tuple(
            AreaContent(one, text_of(row, "humanCodingScheme"), text_of(row, "fullStatement")) for one, row in rows
        )

    def competencies(self, alignments: Mapping[str, Any]) -> tuple[CompetencyContent, ...]:
        """Return the competencies with their levels and behaviours."""
        return tuple(
            CompetencyContent(
                uuid=one,
                area=self.tree.get(one, ""),
                code=text_of(self.nodes[one], "humanCodingScheme"),
                name=text_of(self.nodes[one], "abbreviatedStatement"),
                definition=text_of(self.nodes[one], "fullStatement"),
                kind=text_of(self.nodes[one].get("extensions") or {}, "kind") or "digital",
                alignments=alignments.get(one, ()),
                descriptors=tuple(LevelText(*told) for told in self.told(one, "Level")),
                indicators=tuple(LevelText(*told) for told in self.told(one, "Indicator")),
            )
            for one in self.of_kind("Competency")
        )

    def told(self, competency: str, kind: str) -> list[tuple[str, int, str]]:
        """Return id, level and text of what hangs below a competency, by level and then in order."""
        rows = []
        for one in self.below.get(competency, ()):
            if self.nodes[one]["CFItemType"] != kind:
                continue
            level = (self.nodes[one].get("educationLevel") or [""])[0]
            if str(level) not in map(str, range(1, HIGHEST_LEVEL + 1)):
                self.faults.append(Fault(one, NO_LEVEL, value=str(level)[:20]))
                continue
            rows.append((one, int(level), text_of(self.nodes[one], "fullStatement")))
        return sorted(rows, key=lambda row: row[1])


def alignments_of(links: list[dict[str, Any]], faults: list[Fault]) -> dict[str, Any]:
    """Take the alignments to outside addresses out of `links`; return them by competency and scheme."""
    found: dict[str, dict[str, list[str]]] = {}
    for link in [one for one in links if not address_of(one).startswith(URI)]:
        links.remove(link)
        address = address_of(link)
        scheme = next((name for name, start in SCHEMES.items() if address.startswith(start)), None)
        if scheme is None or link.get("associationType") != "isRelatedTo":
            faults.append(Fault(link["origin"], UNKNOWN_SCHEME, value=address[:120]))
            continue
        value = address if scheme == "esco" else address.removeprefix(SCHEMES[scheme])
        found.setdefault(link["origin"], {}).setdefault(scheme, []).append(value)
    return {one: tuple((name, tuple(rows[name])) for name in sorted(rows)) for one, rows in found.items()}


def relations_of(
    links: Iterable[dict[str, Any]], nodes: Mapping[str, Any], faults: list[Fault]
) -> tuple[RelationContent, ...]:
    """Return the crosswalk; one end at least is a competency of this file."""
    rows = []
    for link in links:
        kind, identifier = link.get("associationType"), link.get("identifier")
        ends = [one for one in (link["origin"], link["destination"]) if one in nodes]
        if kind not in RELATIONS:
            faults.append(Fault(link["origin"], UNKNOWN_ASSOCIATION, value=str(kind)[:60]))
        elif not is_uuid(identifier):
            faults.append(Fault(str(identifier)[:60], NOT_A_UUID, value=str(identifier)[:60]))
        elif not ends or any(nodes[one]["CFItemType"] != "Competency" for one in ends):
            faults.append(Fault(link["origin"], UNKNOWN_ASSOCIATION, value=str(kind)[:60]))
        else:
            rows.append(RelationContent(str(identifier), link["origin"], str(kind), link["destination"]))
    return tuple(sorted(rows, key=lambda row: (row.origin, row.kind, row.destination)))


def end_of(link: Mapping[str, Any], name: str) -> str:
    """Return the identifier at one end of an association; empty where there is none."""
    end = link.get(name)
    identifier = end.get("identifier") if isinstance(end, dict) else None
    return str(identifier) if is_uuid(identifier) else ""


def address_of(link: Mapping[str, Any]) -> str:
    """Return the address an association leads to; that of the identifier where none is written."""
    end = link.get("destinationNodeURI") or {}
    return str(end.get("uri") or URI + str(end.get("identifier")))


def text_of(row: Mapping[str, Any], name: str) -> str:
    """Return a field as text; empty where it is missing or something else."""
    value = row.get(name) if isinstance(row, dict) else None
    return value.strip() if isinstance(value, str) else ""


def is_uuid(value: object) -> bool:
    """Whether the value is an identifier in its usual form."""
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def slug_of(title: str) -> str:
    """Return a code made from a title: letters, digits and hyphens."""
    kept = "".join(one if one.isascii() and one.isalnum() else "-" for one in title.lower())
    return "-".join(part for part in kept.split("-") if part)[:60]
