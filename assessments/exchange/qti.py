"""A package of QTI 3.0, read: choices, orders, pairs, numbers and texts. Pure; imports no Django.

Rules of scoring are never carried out: what is right is read from the declarations (`qti-correct-response`,
`qti-mapping`) and, for a tolerance, from the attributes of one `qti-equal`. Labels stand as keywords in the manifest.

Source: 1EdTech, QTI 3.0 Assessment, Section and Item information model; Content Packaging 1.2; LOM (IEEE 1484.12.3).
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from assessments.answers import Kind
from assessments.authoring import Part
from assessments.exchange import labels, markup, remarks, shapes
from assessments.exchange.entries import DIGITS_OF_CODE, Entry, EntryRefused, FileRefused, Remark
from assessments.exchange.labels import Labels
from assessments.exchange.markup import local
from assessments.exchange.package_pictures import facts_of, name_of, outline_of, packed
from assessments.exchange.reading import Archive, xml_of
from assessments.exchange.shapes import Shape
from assessments.stimuli import LONGEST_TITLE, CaseContent, Picture
from assessments.typed import GAP

MANIFEST = "imsmanifest.xml"
CARDINALITY_MANY = frozenset({"multiple", "ordered"})
KNOWN_TEMPLATES = ("match_correct", "map_response")


@dataclass
class Declared:
    """What is declared of one response: what is right, and what each value is worth."""

    cardinality: str = "single"
    correct: list[str] = field(default_factory=list)
    worth: dict[str, Fraction] = field(default_factory=dict)
    minds_case: bool = False


@dataclass
class Item:
    """An item on its way in: its element, its responses, its interactions, its labels, and what is lost."""

    root: Element
    declared: dict[str, Declared]
    interactions: list[Element]
    told: Labels
    lost: list[Remark]
    archive: Archive
    name: str
    pictures: dict[str, str] = field(default_factory=dict)

    def file(self, address: str) -> str:
        """Return the name in the archive of what an item names; it is only ever looked up there."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), unquote(address)))

    @property
    def rubrics(self) -> list[Element]:
        """Return what the item tells whoever scores; no learner sees it."""
        return [one for one in self.root.iter() if local(one) == "qti-rubric-block" and "scorer" in one.get("view", "")]

    def response_of(self, interaction: Element) -> Declared:
        """Return what is declared of an interaction."""
        return self.declared.get(interaction.get("response-identifier") or "", Declared())

    def stem(self, replaced: dict[Element, str]) -> str:
        """Return the text around the interactions; some stand there as text."""
        bodies = [one for one in self.root if local(one) == "qti-item-body"]
        hidden = dict.fromkeys([*self.interactions, *self.rubrics], "")
        prompts = [prompt for one in self.interactions for prompt in one if local(prompt) == "qti-prompt"]
        text, lost = markup.from_xml(bodies, {**hidden, **replaced})
        prompt, more = markup.from_xml(prompts)
        self.lost += [*lost, *more]
        return "\n\n".join(part for part in (text, prompt) if part)


def read(data: bytes) -> list[Entry]:
    """Return the items of a package.

    Raises:
        FileRefused: it is no package, or a trap.
    """
    archive = Archive(data)
    if MANIFEST not in archive:
        raise FileRefused(remarks.NO_MANIFEST)
    resources = [one for one in xml_of(archive.read(MANIFEST)).iter() if local(one) == "resource"]
    items = [one for one in resources if "_item_" in (one.get("type") or "")]
    return [entry_of(archive, one, place) for place, one in enumerate(items, start=1)]


def entry_of(archive: Archive, resource: Element, place: int) -> Entry:
    """Return the item of one resource; its address is only ever looked up inside the archive."""
    name = posixpath.normpath(unquote(resource.get("href") or ""))
    told = labels.labels_in(one.text or "" for one in resource.iter() if local(one) in ("string", "langstring"))
    try:
        if name not in archive:
            raise EntryRefused(remarks.MISSING_FILE, name=name[:100])
        try:
            root = xml_of(archive.read(name))
        except FileRefused as problem:
            raise EntryRefused(remarks.BAD_XML_FILE, name=name[:100]) from problem
        if local(root) != "qti-assessment-item":
            raise EntryRefused(remarks.NO_KIND)
        item = item_of(archive, name, root, told)
        content, lost = question(item)
        content = replace(content, case=case_of(item))
    except EntryRefused as problem:
        return labels.refused(place, name, problem)
    return labels.entry_from(place, content, told, [*item.lost, *lost], pictures=item.pictures)


def case_of(item: Item) -> CaseContent | None:
    """Return the text that several items share, or None.

    Raises:
        EntryRefused: there are several, or it cannot be read.
    """
    named_there = [one for one in item.root.iter() if local(one) == "qti-assessment-stimulus-ref"]
    if not named_there:
        return None
    name = item.file(named_there[0].get("href") or "")
    if len(named_there) > 1 or name not in item.archive:
        raise EntryRefused(remarks.NO_STIMULUS)
    try:
        root = xml_of(item.archive.read(name))
    except FileRefused as problem:
        raise EntryRefused(remarks.NO_STIMULUS) from problem
    text, lost = markup.from_xml([one for one in root if local(one) == "qti-stimulus-body"])
    item.lost += [Remark(remarks.CASE_PICTURE) if one.message == remarks.PICTURE else one for one in lost]
    title = item.told.get(labels.CASE_TITLE) or " ".join((root.get("title") or text[:LONGEST_TITLE]).split())
    code = item.told.get(labels.CASE) or case_code(text)
    return CaseContent(code, title[:LONGEST_TITLE], text, item.told.get(labels.CASE_SOURCE, ""))


def case_code(text: str) -> str:
    """Return a code for a case that has none: the same text always gets the same."""
    return f"IMP-{hashlib.sha256(text.encode()).hexdigest()[:DIGITS_OF_CODE].upper()}"


def item_of(archive: Archive, name: str, root: Element, told: Labels) -> Item:
    """Return what an item declares and shows."""
    declared = {
        one.get("identifier") or "": declaration(one) for one in root if local(one) == "qti-response-declaration"
    }
    interactions = [one for one in root.iter() if local(one).endswith("-interaction")]
    feedback = [one for one in root if local(one) == "qti-modal-feedback"]
    lost = [Remark(remarks.PROCESSING)] if has_own_rules(root) and not told else []
    if len(feedback) == 1 and labels.RATIONALE not in told:
        text, more = markup.from_xml(list(feedback[0]) or feedback)
        told[labels.RATIONALE] = text
        lost += more
    elif len(feedback) > 1 or any(local(one) == "qti-feedback-inline" for one in root.iter()):
        lost.append(Remark(remarks.FEEDBACK))
    return Item(root, declared, interactions, told, lost, archive, name)


def declaration(element: Element) -> Declared:
    """Return what is declared of one response."""
    found = Declared(cardinality=element.get("cardinality") or "single")
    for part in element.iter():
        if local(part) == "qti-correct-response":
            found.correct = [(value.text or "").strip() for value in part if local(value) == "qti-value"]
        elif local(part) == "qti-map-entry":
            found.worth[part.get("map-key") or ""] = shapes.percent(part.get("mapped-value") or "0") * 100
            found.minds_case = found.minds_case or part.get("case-sensitive") == "true"
    return found


def has_own_rules(root: Element) -> bool:
    """Whether an item is scored by other rules than the two that everybody shares."""
    rules = [one for one in root if local(one) == "qti-response-processing"]
    return any(
        len(one) > 0 or not (one.get("template") or "").rstrip("/").removesuffix(".xml").endswith(KNOWN_TEMPLATES)
        for one in rules
    )


def question(item: Item) -> Shape:
    """Return what an item asks.

    Raises:
        EntryRefused: it has no interaction, several, or one of another kind.
    """
    names = {local(one) for one in item.interactions}
    if names == {"qti-text-entry-interaction"}:
        is_gap = len(item.interactions) > 1 or labels.kind_in(item.told) == Kind.CLOZE
        return gaps(item) if is_gap else text_entry(item, item.interactions[0])
    if len(item.interactions) != 1:
        raise EntryRefused(remarks.KIND, kind=", ".join(sorted(names))[:60] or "qti-item-body")
    reader = READERS.get(names.pop())
    if reader is None:
        raise EntryRefused(remarks.KIND, kind=local(item.interactions[0])[:60])
    return reader(item, item.interactions[0])


def texts_of(item: Item, elements: list[Element]) -> list[str]:
    """Return the plain texts of options."""
    reduced = [markup.from_xml([one]) for one in elements]
    for _text, lost in reduced:
        item.lost += lost
    return [text for text, _lost in reduced]


def without_tails(elements: list[Element]) -> list[Element]:
    """Return elements without the spaces that follow them."""
    for one in elements:
        one.tail = None
    return elements


def named(interaction: Element, name: str) -> list[Element]:
    """Return the parts of an interaction with that name."""
    return without_tails([one for one in interaction.iter() if local(one) == name])


def choice(item: Item, interaction: Element) -> Shape:
    """Read a choice of one or of several."""
    options = named(interaction, "qti-simple-choice")
    response = item.response_of(interaction)
    is_single = response.cardinality not in CARDINALITY_MANY
    names = [one.get("identifier") or "" for one in options]
    correct = set(response.correct)
    equal = Fraction(1, max(len(correct), 1))
    told = dict(item.told)
    if is_single and not response.worth:
        shares = [Fraction(name in correct) for name in names]
    elif response.worth:
        highest = max(max(response.worth.values()), Fraction(1, 10**6)) if is_single else Fraction(1)
        shares = [response.worth.get(name, Fraction(0)) / highest for name in names]
    else:
        # Without a mapping a choice of several counts only as a whole (match_correct).
        shares = [equal if name in correct else -equal for name in names]
        told[labels.SCORING] = labels.WHOLE
    return shapes.choice(
        item.stem({}), list(zip(texts_of(item, options), shares, strict=True)), told, is_single=is_single
    )


def order(item: Item, interaction: Element) -> Shape:
    """Read options to put in order."""
    options = named(interaction, "qti-simple-choice")
    correct = item.response_of(interaction).correct
    places = {name: place for place, name in enumerate(correct, start=1)}
    if labels.kind_in(item.told) != Kind.ORDERING:
        item.lost.append(Remark(remarks.ORDER_CREDIT))
    numbers = [places.get(one.get("identifier") or "", 0) for one in options]
    return shapes.ordering(item.stem({}), texts_of(item, options), numbers, item.told)


def match(item: Item, interaction: Element) -> Shape:
    """Read pairs to match."""
    sets = [one for one in interaction if local(one) == "qti-simple-match-set"]
    if len(sets) != 2:
        raise EntryRefused(remarks.NO_ANSWERS)
    lefts, rights = ({one.get("identifier") or "": one for one in without_tails(list(group))} for group in sets)
    pairs = dict(value.split(maxsplit=1) for value in item.response_of(interaction).correct if " " in value.strip())
    if len(rights) > len(set(pairs.values())):
        item.lost.append(Remark(remarks.DISTRACTORS))
    partners = [rights.get(pairs.get(name, "").strip()) for name in lefts]
    left_texts = texts_of(item, list(lefts.values()))
    right_texts = [texts_of(item, [one])[0] if one is not None else "" for one in partners]
    return shapes.matching(item.stem({}), list(zip(left_texts, right_texts, strict=True)), item.told)


def text_entry(item: Item, interaction: Element) -> Shape:
    """Read one field: a number or a short text."""
    declaration_of_field = next(
        (
            one
            for one in item.root
            if local(one) == "qti-response-declaration"
            and one.get("identifier") == interaction.get("response-identifier")
        ),
        None,
    )
    base = declaration_of_field.get("base-type") if declaration_of_field is not None else ""
    response = item.response_of(interaction)
    unit = item.told.get(labels.UNIT, "")
    if base in ("float", "integer"):
        number = response.correct[0] if response.correct else ""
        stem = item.stem({})
        stem = stem.removesuffix(unit).rstrip() if unit else stem
        return shapes.numeric(stem, number, tolerance_of(item.root), unit, item.told)
    return shapes.short_text(item.stem({}), accepted_by(item, response), item.told)


def accepted_by(item: Item, response: Declared) -> list[shapes.Weighted]:
    """Return what a field accepts, with its share."""
    if not response.worth:
        return [(text, Fraction(1)) for text in response.correct]
    if response.minds_case:
        item.lost.append(Remark(remarks.CASE))
    highest = max(max(response.worth.values()), Fraction(1, 10**6))
    return [(text, worth / highest) for text, worth in response.worth.items()]


def tolerance_of(root: Element) -> str:
    """Return the tolerance that a comparison names; nothing is carried out."""
    equal = next((one for one in root.iter() if local(one) == "qti-equal"), None)
    if equal is None or equal.get("tolerance-mode") != "absolute":
        return "0"
    return (equal.get("tolerance") or "0").split(" ")[0] or "0"


def gaps(item: Item) -> Shape:
    """Read a text with gaps to type in."""
    names = shapes.gap_names(item.told, len(item.interactions))
    fields = dict(zip(item.interactions, names, strict=True))
    stem = item.stem({one: f"[[{name}]]" for one, name in fields.items()})
    told = {name: accepted_by(item, item.response_of(one)) for one, name in fields.items()}
    if any(share != 1 for accepted in told.values() for _, share in accepted):
        item.lost.append(Remark(remarks.PARTIAL_ANSWERS))
    accepted = {name: [text for text, share in values if share == 1] for name, values in told.items()}
    written = GAP.findall(stem)
    return shapes.cloze(stem, {name: accepted[name] for name in written if name in accepted}, item.told)


def rated(item: Item, interaction: Element) -> Shape:
    """Read what somebody writes or hands in; what the item tells whoever scores has to be a rubric."""
    is_file = local(interaction) == "qti-upload-interaction"
    told, lost = markup.from_xml([part for one in item.rubrics for part in one])
    item.lost += lost
    kind = labels.kind_in(item.told) or (Kind.UPLOAD if is_file else Kind.ESSAY)
    return shapes.rubric(str(kind), item.stem({}), told, item.told)


def hotspot(item: Item, interaction: Element) -> Shape:
    """Read a picture and the regions upon it; its file has to be in the package."""
    images = [one for one in interaction.iter() if local(one) in ("img", "object")]
    if len(images) != 1:
        raise EntryRefused(remarks.NO_PICTURE)
    address = images[0].get("src") or images[0].get("data") or ""
    name = item.file(address)
    if name not in item.archive:
        raise EntryRefused(remarks.MISSING_FILE, name=name[:100])
    try:
        data = item.archive.read(name)
    except FileRefused as problem:
        raise EntryRefused(remarks.NO_PICTURE) from problem
    _suffix, width, height = facts_of(data)
    spots = named(interaction, "qti-hotspot-choice")
    shapes.require_letters(spots)
    names = [" ".join((one.get("hotspot-label") or "").split()) for one in spots]
    if not all(names):
        item.lost.append(Remark(remarks.REGION_NAMES))
        names = [one or f"Wilayah {number}" for number, one in enumerate(names, start=1)]
    outlines = item.told.get(labels.REGIONS, "").split(" | ")
    if len(outlines) != len(spots):
        outlines = [outline_of(one.get("shape") or "", one.get("coords") or "", width, height) for one in spots]
    options = shapes.parts(names)
    right = set(item.response_of(interaction).correct)
    key = {"choice": [part.id for part, one in zip(options, spots, strict=True) if one.get("identifier") in right]}
    places = tuple(Part(part.id, outline) for part, outline in zip(options, outlines, strict=True))
    told = shapes.content(Kind.HOTSPOT, item.stem({}), options, key, item.told, choices=places)
    file = name_of(data)
    item.pictures[file] = packed(data)
    alt = " ".join((images[0].get("alt") or "").split())
    return replace(told, picture=Picture(file, alt, item.told.get(labels.DESCRIPTION, ""))), []


READERS: dict[str, Callable[[Item, Element], Shape]] = {
    "qti-choice-interaction": choice,
    "qti-order-interaction": order,
    "qti-match-interaction": match,
    "qti-extended-text-interaction": rated,
    "qti-upload-interaction": rated,
    "qti-hotspot-interaction": hotspot,
}
