"""What formats have no field for, as `word: value`: Moodle's tags, comments of GIFT, keywords of QTI, lines of text.

The words are those of the table of items. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessments.answers import Kind
from assessments.authoring import ItemContent
from assessments.exchange import kinds
from assessments.exchange.entries import Entry, EntryRefused, Remark, settled
from lms.errors import gettext_noop

CODE, COMPETENCY, LEVEL, KIND, USE = "kode", "kompetensi", "jenjang", "jenis", "kegunaan"
TOPIC, ENEMIES, SCORING, KEY = "topik", "bukan bersama", "penilaian", "kunci"
INDICATOR = "indikator"
CASE, CASE_TITLE, CASE_SOURCE, REGIONS, DESCRIPTION = "kasus", "judul kasus", "sumber kasus", "wilayah", "uraian gambar"
RATIONALE, SOURCE, LANGUAGE, UNIT, WEIGHTS, GAPS = "penjelasan", "sumber", "bahasa", "satuan", "bobot", "isian"
WORDS = frozenset(
    {CODE, COMPETENCY, LEVEL, INDICATOR, KIND, USE, TOPIC, ENEMIES, SCORING, KEY}
    | {RATIONALE, SOURCE, LANGUAGE, UNIT, WEIGHTS, GAPS}
    | {CASE, CASE_TITLE, CASE_SOURCE, REGIONS, DESCRIPTION}
)
SYNONYMS = {"tingkat": LEVEL}

USES: dict[str, str] = {
    "": "",
    "exam": "exam",
    "ujian": "exam",
    "practice": "practice",
    "latihan": "practice",
}
USE_WORDS = {"exam": "ujian", "practice": "latihan"}
SCORINGS: dict[str, bool] = {"": False, "sebagian": False, "partial": False, "semua": True, "all": True}
WHOLE = "semua"
UNKNOWN_SCORING = gettext_noop("the scoring “%(scoring)s” is not known; write sebagian or, for MC only, semua.")

Labels = dict[str, str]


def labels_of(entry: Entry, **more: str) -> Labels:
    """Return what is told of an item beside its question; empty values are left out."""
    content = entry.content
    told = {
        CODE: entry.code,
        COMPETENCY: entry.competency,
        LEVEL: entry.level,
        INDICATOR: entry.indicator,
        USE: USE_WORDS.get(entry.use, entry.use) if entry.use != "exam" else "",
        TOPIC: entry.topic,
        ENEMIES: entry.enemies,
        SOURCE: content.source if content else "",
        LANGUAGE: content.language if content and content.language != "id" else "",
        SCORING: WHOLE if content and content.key.get("all_or_nothing") else "",
        **more,
    }
    return {word: value for word, value in told.items() if value}


def read_label(text: str) -> tuple[str, str] | None:
    """Return word and value of a label; None where the text is none."""
    word, colon, value = text.partition(":")
    name = word.strip().lower()
    name = SYNONYMS.get(name, name)
    return (name, value.strip()) if colon and name in WORDS else None


def labels_in(texts: Iterable[str]) -> Labels:
    """Return the labels among some texts; the first of a word counts."""
    found: Labels = {}
    for text in texts:
        label = read_label(text)
        if label:
            found.setdefault(*label)
    return found


def kind_in(labels: Labels) -> str:
    """Return the kind that a label names, empty where none does.

    Raises:
        EntryRefused: it names one that does not travel.
    """
    return kinds.kind_named(labels[KIND]) if labels.get(KIND) else ""


def is_whole(kind: str, labels: Mapping[str, str]) -> bool:
    """Whether part of an answer earns nothing; only a multiple choice can be scored so.

    Raises:
        EntryRefused: the word is not known, or does not fit the kind.
    """
    word = labels.get(SCORING, "")
    told = SCORINGS.get(word.strip().lower())
    if told is None or (told and kind != Kind.MULTIPLE):
        raise EntryRefused(UNKNOWN_SCORING, scoring=word[:60])
    return told


def use_in(word: str) -> str:
    """Return the use a word names; empty means exam, a word that is not known stays for the bank to refuse."""
    return (USES.get(word.strip().lower(), word) or "exam").strip()


def refused(place: int, title: str, problem: EntryRefused) -> Entry:
    """Return an item that did not come in."""
    return Entry(place, title=title, refusal=problem.remark)


def entry_from(
    place: int,
    content: ItemContent,
    labels: Labels,
    losses: Iterable[Remark],
    *,
    code: str = "",
    pictures: Mapping[str, str] | None = None,
) -> Entry:
    """Return an item with what its labels tell, checked."""
    told = list(dict.fromkeys(remark.message for remark in losses))
    return settled(
        Entry(
            place,
            code=labels.get(CODE, "") or code,
            content=content,
            competency=labels.get(COMPETENCY, ""),
            level=labels.get(LEVEL, ""),
            indicator=labels.get(INDICATOR, ""),
            use=use_in(labels.get(USE, "")),
            topic=labels.get(TOPIC, ""),
            enemies=labels.get(ENEMIES, ""),
            pictures=dict(pictures or {}),
            losses=tuple(Remark(message) for message in told),
        )
    )
