"""A package of QTI 3.0, written: a manifest and one file an item. Pure; imports no Django.

Choices are scored by the shared templates `match_correct` and `map_response`; a tolerance and the mean of several
gaps need rules of their own, which every engine of QTI 3.0 knows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from xml.etree import ElementTree as ET

from assessments.answers import RATED, Kind
from assessments.authoring import ItemContent
from assessments.exchange import labels, shapes
from assessments.exchange.entries import Entry
from assessments.exchange.labels import Labels
from assessments.exchange.package_pictures import area_of, facts_of, unpacked
from assessments.stimuli import CaseContent
from assessments.typed import GAP

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
MADE = (2026, 1, 1, 0, 0, 0)
FIELD = "RESPONSE"


def write(entries: Sequence[Entry]) -> bytes:
    """Return items as a package."""
    manifest = ET.Element("manifest", {"xmlns": PACKAGE, "identifier": "lontar"})
    metadata = ET.SubElement(manifest, "metadata")
    add(metadata, "schema", "QTI Package")
    add(metadata, "schemaversion", "3.0.0")
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        stood_upon = Stood(archive, resources)
        for number, entry in enumerate(entries, start=1):
            name = f"items/item-{number:04}.xml"
            resource = add_resource(resources, entry, number, name)
            item = item_of(entry, number)
            stood_upon.join(entry, item, resource)
            put(archive, name, item)
        put(archive, "imsmanifest.xml", manifest)
    return target.getvalue()


class Stood:
    """What items stand upon, each written once: the texts of cases and the files of pictures."""

    def __init__(self, archive: zipfile.ZipFile, resources: ET.Element) -> None:
        self.archive = archive
        self.resources = resources
        self.cases: dict[CaseContent, str] = {}
        self.pictures: set[str] = set()

    def join(self, entry: Entry, item: ET.Element, resource: ET.Element) -> None:
        """Join an item to its case and its picture."""
        one = entry.content
        assert one is not None  # noqa: S101
        if one.case is not None:
            name = self.case(one.case)
            place = [child.tag for child in item].index("qti-item-body")
            facts = {"identifier": name, "href": f"../stimuli/{name}.xml"}
            item.insert(place, ET.Element("qti-assessment-stimulus-ref", facts))
            add(resource, "dependency", identifierref=name)
        if one.picture is not None:
            add(resource, "file", href=self.picture(entry, one.picture.file))

    def case(self, case: CaseContent) -> str:
        """Write a case where it is not written yet; return its identifier."""
        if case in self.cases:
            return self.cases[case]
        name = self.cases[case] = f"stimulus-{len(self.cases) + 1:04}"
        href = f"stimuli/{name}.xml"
        resource = add(self.resources, "resource", identifier=name, type="imsqti_stimulus_xmlv3p0", href=href)
        add(resource, "file", href=href)
        root = ET.Element("qti-assessment-stimulus", {"xmlns": ITEM, "identifier": name, "title": case.title})
        add_text(add(root, "qti-stimulus-body"), case.text)
        put(self.archive, href, root)
        return name

    def picture(self, entry: Entry, file: str) -> str:
        """Write the file of a picture where it is not written yet; return its address."""
        data = unpacked(entry.pictures[file])
        href = f"images/{file}.{facts_of(data)[0]}"
        if href not in self.pictures:
            self.pictures.add(href)
            self.archive.writestr(zipfile.ZipInfo(href, MADE), data, zipfile.ZIP_STORED)
        return href


def put(archive: zipfile.ZipFile, name: str, root: ET.Element) -> None:
    """Put XML into an archive, equal for equal contents."""
    told = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    archive.writestr(zipfile.ZipInfo(name, MADE), told, zipfile.ZIP_DEFLATED)


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element with text; underscores in the names of attributes become hyphens."""
    child = ET.SubElement(parent, name, {key.replace("_", "-"): value for key, value in attributes.items()})
    child.text = text or None
    return child


def add_resource(resources: ET.Element, entry: Entry, number: int, name: str) -> ET.Element:
    """Name an item in the manifest, with its labels as keywords."""
    kind = "imsqti_item_xmlv3p0"
    resource = add(resources, "resource", identifier=f"item-{number:04}", type=kind, href=name)
    general = ET.SubElement(ET.SubElement(add(resource, "metadata"), "lom", {"xmlns": LOM}), "general")
    for word, value in labels.labels_of(entry, **labels_for(entry)).items():
        add(ET.SubElement(general, "keyword"), "string", f"{word}:{value}", language="id")
    add(resource, "file", href=name)
    return resource


def labels_for(entry: Entry) -> Labels:
    """Return the labels without which an item would come back as another."""
    one = entry.content
    assert one is not None  # noqa: S101 - only whole items are written
    told = shapes.kind_labels(one.kind, one)
    if one.kind in (Kind.ORDERING, Kind.TRUE_FALSE):
        told[labels.KIND] = str(one.kind)
    if one.kind == Kind.NUMERIC and one.key["unit"]:
        told[labels.UNIT] = one.key["unit"]
    if one.kind in RATED:
        told[labels.KIND] = one.kind
    if one.case is not None:
        told |= {labels.CASE: one.case.code, labels.CASE_TITLE: one.case.title, labels.CASE_SOURCE: one.case.source}
    if one.picture is not None:
        outlines = " | ".join(part.text for part in one.choices)
        told |= {labels.KIND: one.kind, labels.REGIONS: outlines, labels.DESCRIPTION: one.picture.description}
    if one.kind == Kind.CLOZE:
        told |= {labels.KIND: str(Kind.CLOZE), labels.GAPS: ";".join(option.id for option in one.options)}
    return told


def item_of(entry: Entry, number: int) -> ET.Element:
    """Return the XML of one item."""
    one = entry.content
    assert one is not None  # noqa: S101
    facts = {"xmlns": ITEM, "identifier": f"item-{number:04}", "title": entry.code, "adaptive": "false"}
    item = ET.Element("qti-assessment-item", {**facts, "time-dependent": "false", "xml:lang": one.language})
    declare(item, one)
    add(item, "qti-outcome-declaration", identifier="SCORE", cardinality="single", base_type="float")
    if one.rationale:
        add(item, "qti-outcome-declaration", identifier="FEEDBACK", cardinality="single", base_type="identifier")
    body = add(item, "qti-item-body")
    if one.kind == Kind.HOTSPOT:
        add_text(body, one.stem)
        add_regions(body, entry, one)
    else:
        add_body(body, one)
    add_processing(item, one)
    if one.rationale:
        shown = {"outcome_identifier": "FEEDBACK", "identifier": "PENJELASAN", "show_hide": "hide"}
        add_text(add(add(item, "qti-modal-feedback", **shown), "qti-content-body"), one.rationale)
    return item


def declare(item: ET.Element, one: ItemContent) -> None:
    """Add what is declared of the responses."""
    if one.kind == Kind.CLOZE:
        for name, accepted in one.key["gaps"].items():
            add_accepted(item, f"{FIELD}_{name}", accepted)
    elif one.kind in RATED:
        base = "file" if one.kind == Kind.UPLOAD else "string"
        add(item, "qti-response-declaration", identifier=FIELD, cardinality="single", base_type=base)
    elif one.kind == Kind.SHORT_TEXT:
        add_accepted(item, FIELD, one.key["accepted"])
    elif one.kind == Kind.NUMERIC:
        add_correct(item, FIELD, "single", "float", [one.key["number"]])
    elif one.kind == Kind.ORDERING:
        places = one.key["places"]
        add_correct(item, FIELD, "ordered", "identifier", [choice_id(name) for name in sorted(places, key=places.get)])
    elif one.kind == Kind.MATCHING:
        pairs = [f"{choice_id(left)} P{right}" for left, right in one.key["pairs"].items()]
        response = add_correct(item, FIELD, "multiple", "directedPair", pairs)
        add_mapping(response, [(pair, Fraction(1, len(pairs))) for pair in pairs])
    else:
        declare_choice(item, one)


def declare_choice(item: ET.Element, one: ItemContent) -> None:
    """Add what is right of a choice, and what each option is worth where that is not all or nothing."""
    shares = [(choice_id(part.id), share) for part, (_, share) in zip(one.options, shapes.shares_of(one), strict=True)]
    right = [name for name, share in shares if share > 0]
    if one.kind == Kind.SITUATIONAL:
        best = [name for name, share in shares if share == 1][:1]
        add_mapping(add_correct(item, FIELD, "single", "identifier", best), shares)
    elif one.kind == Kind.MULTIPLE:
        response = add_correct(item, FIELD, "multiple", "identifier", right)
        if not one.key.get("all_or_nothing"):
            add_mapping(response, shares, lower_bound="0", upper_bound="1")
    else:
        add_correct(item, FIELD, "single", "identifier", right)


def choice_id(name: str) -> str:
    """Return the identifier of an option."""
    return name.upper()


def add_correct(item: ET.Element, name: str, cardinality: str, base: str, values: Sequence[str]) -> ET.Element:
    """Declare a response and what is right."""
    response = add(item, "qti-response-declaration", identifier=name, cardinality=cardinality, base_type=base)
    correct = add(response, "qti-correct-response")
    for value in values:
        add(correct, "qti-value", value)
    return response


def add_mapping(response: ET.Element, shares: Sequence[tuple[str, Fraction]], **bounds: str) -> None:
    """Declare what each value is worth."""
    mapping = add(response, "qti-mapping", default_value="0", **bounds)
    for name, share in shares:
        worth = shapes.plain_decimal(round(shapes.decimal(share), 7))
        add(mapping, "qti-map-entry", map_key=name, mapped_value=worth)


def add_accepted(item: ET.Element, name: str, accepted: Sequence[str]) -> None:
    """Declare a field and the texts that it accepts."""
    mapping = add(add_correct(item, name, "single", "string", accepted[:1]), "qti-mapping", default_value="0")
    for text in accepted:
        add(mapping, "qti-map-entry", map_key=text, mapped_value="1", case_sensitive="false")


def add_text(parent: ET.Element, text: str) -> None:
    """Add plain text: paragraphs and lines, or as it stands where spaces would be lost."""
    collapsed = "\n\n".join(
        "\n".join(" ".join(line.split()) for line in part.split("\n")) for part in text.split("\n\n")
    )
    if collapsed != text or "\n\n\n" in text:
        add(parent, "pre", text)
        return
    for part in text.split("\n\n"):
        first, *rest = part.split("\n")
        paragraph = add(parent, "p", first)
        for line in rest:
            add(paragraph, "br").tail = line


def add_body(body: ET.Element, one: ItemContent) -> None:
    """Add what a learner sees."""
    if one.kind == Kind.CLOZE:
        add_gaps(body, one.stem)
        return
    add_text(body, one.stem)
    if one.kind in RATED:
        add_rated(body, one)
    elif one.kind == Kind.SHORT_TEXT:
        add(add(body, "p"), "qti-text-entry-interaction", response_identifier=FIELD)
    elif one.kind == Kind.NUMERIC:
        unit = one.key["unit"]
        add(add(body, "p"), "qti-text-entry-interaction", response_identifier=FIELD).tail = f" {unit}" if unit else None
    elif one.kind == Kind.MATCHING:
        most = str(len(one.options))
        interaction = add(
            body, "qti-match-interaction", response_identifier=FIELD, shuffle="true", max_associations=most
        )
        add_set(interaction, [(choice_id(part.id), part.text) for part in one.options])
        add_set(interaction, [(f"P{part.id}", part.text) for part in one.choices])
    else:
        add_choices(body, one)


def add_regions(body: ET.Element, entry: Entry, one: ItemContent) -> None:
    """Add a picture and the regions upon it, each with its name, in the pixels of the picture."""
    assert one.picture is not None  # noqa: S101 - a question about regions has one
    suffix, width, height = facts_of(unpacked(entry.pictures[one.picture.file]))
    interaction = add(body, "qti-hotspot-interaction", response_identifier=FIELD, max_choices="1")
    address = f"../images/{one.picture.file}.{suffix}"
    add(interaction, "img", src=address, alt=one.picture.alt, width=str(width), height=str(height))
    for part, place in zip(one.options, one.choices, strict=True):
        shape, coords = area_of(place.text, width, height)
        facts = {"identifier": choice_id(part.id), "shape": shape, "coords": coords}
        add(interaction, "qti-hotspot-choice", hotspot_label=part.text, **facts)


def add_rated(body: ET.Element, one: ItemContent) -> None:
    """Add a field or a file to hand in, and the rubric for whoever scores."""
    name = "qti-upload-interaction" if one.kind == Kind.UPLOAD else "qti-extended-text-interaction"
    add(body, name, response_identifier=FIELD)
    block = add(body, "qti-rubric-block", view="scorer", use="scoring")
    add(add(block, "qti-content-body"), "pre", shapes.rubric_text(one))


def add_choices(body: ET.Element, one: ItemContent) -> None:
    """Add options to choose from or to put in order."""
    facts = {"response_identifier": FIELD, "shuffle": "false" if one.kind == Kind.TRUE_FALSE else "true"}
    if one.kind == Kind.ORDERING:
        interaction = add(body, "qti-order-interaction", **facts)
    else:
        interaction = add(
            body, "qti-choice-interaction", max_choices="0" if one.kind == Kind.MULTIPLE else "1", **facts
        )
    for part in one.options:
        add_text(add(interaction, "qti-simple-choice", identifier=choice_id(part.id)), part.text)


def add_set(interaction: ET.Element, choices: Sequence[tuple[str, str]]) -> None:
    """Add one side of pairs to match."""
    group = add(interaction, "qti-simple-match-set")
    for name, text in choices:
        add_text(add(group, "qti-simple-associable-choice", identifier=name, match_max="1"), text)


def add_gaps(body: ET.Element, stem: str) -> None:
    """Add a text with fields between its words; spaces and lines stay as they stand."""
    block = add(body, "pre")
    texts = GAP.split(stem)
    block.text = texts[0] or None
    for name, after in zip(texts[1::2], texts[2::2], strict=True):
        add(block, "qti-text-entry-interaction", response_identifier=f"{FIELD}_{name}").tail = after or None


def add_processing(item: ET.Element, one: ItemContent) -> None:
    """Add how points are given."""
    is_mapped = one.kind in (Kind.SITUATIONAL, Kind.MATCHING, Kind.SHORT_TEXT)
    is_mapped = is_mapped or (one.kind == Kind.MULTIPLE and not one.key.get("all_or_nothing"))
    if one.kind in RATED:  # people score it
        return
    if one.kind == Kind.NUMERIC:
        add_comparison(add(item, "qti-response-processing"), one)
    elif one.kind == Kind.CLOZE:
        add_mean(add(item, "qti-response-processing"), list(one.key["gaps"]))
    else:
        add(item, "qti-response-processing", template=f"{TEMPLATES}/{'map_response' if is_mapped else 'match_correct'}")


def add_comparison(rules: ET.Element, one: ItemContent) -> None:
    """Give the point to a number within the tolerance."""
    tolerance = one.key["tolerance"]
    condition = add(add(rules, "qti-response-condition"), "qti-response-if")
    equal = add(condition, "qti-equal", tolerance_mode="absolute", tolerance=f"{tolerance} {tolerance}")
    add(equal, "qti-variable", identifier=FIELD)
    add(equal, "qti-correct", identifier=FIELD)
    add(add(condition, "qti-set-outcome-value", identifier="SCORE"), "qti-base-value", "1", base_type="float")


def add_mean(rules: ET.Element, names: Sequence[str]) -> None:
    """Give each gap the same share of the point."""
    divided = add(add(rules, "qti-set-outcome-value", identifier="SCORE"), "qti-divide")
    total = add(divided, "qti-sum")
    for name in names:
        add(total, "qti-map-response", identifier=f"{FIELD}_{name}")
    add(divided, "qti-base-value", str(len(names)), base_type="float")
