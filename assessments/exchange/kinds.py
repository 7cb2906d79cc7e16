"""Which kinds of question travel, under which names, and which format has a place for them. Pure.

To let another kind travel, add its line to `HOLDERS`, its words to `WORDS`, and its reader and writer to the formats
named in the line. Until then it is refused by name on the way in and reported as left out on the way out.
"""

from __future__ import annotations

from assessments.answers import Kind
from assessments.exchange import remarks
from assessments.exchange.entries import EntryRefused

CSV, TEXT, WORD, GIFT, MOODLE, QTI = "csv", "teks", "word", "gift", "moodle", "qti"
ALL = frozenset({CSV, TEXT, WORD, GIFT, MOODLE, QTI})

HOLDERS: dict[str, frozenset[str]] = {
    Kind.SINGLE: ALL,
    Kind.MULTIPLE: ALL,
    Kind.TRUE_FALSE: ALL,
    Kind.ORDERING: ALL,
    Kind.MATCHING: ALL,
    Kind.NUMERIC: ALL,
    Kind.SHORT_TEXT: ALL,
    Kind.CLOZE: ALL - {GIFT},  # GIFT has one gap a sentence, and no name for it
    Kind.SITUATIONAL: ALL,
    Kind.HOTSPOT: frozenset({CSV, QTI}),  # elsewhere nothing holds a picture and its regions
    Kind.LIKERT: frozenset({CSV}),
    # There the rubric is a text for whoever grades; other formats have no place for it at all.
    **dict.fromkeys((Kind.ESSAY, Kind.UPLOAD), frozenset({CSV, MOODLE, QTI})),
    Kind.CHECKLIST: frozenset({CSV}),
}

WORDS: dict[str, str] = {
    **{str(kind): str(kind) for kind in HOLDERS},
    "sc": Kind.SINGLE,
    "mc": Kind.MULTIPLE,
    "tf": Kind.TRUE_FALSE,
    "or": Kind.ORDERING,
    "mt": Kind.MATCHING,
    "nu": Kind.NUMERIC,
    "st": Kind.SHORT_TEXT,
    "cl": Kind.CLOZE,
    "sj": Kind.SITUATIONAL,
    "pilihan tunggal": Kind.SINGLE,
    "pilihan jamak": Kind.MULTIPLE,
    "benar salah": Kind.TRUE_FALSE,
    "urutan": Kind.ORDERING,
    "menjodohkan": Kind.MATCHING,
    "angka": Kind.NUMERIC,
    "isian singkat": Kind.SHORT_TEXT,
    "teks rumpang": Kind.CLOZE,
    "penilaian situasi": Kind.SITUATIONAL,
    "es": Kind.ESSAY,
    "up": Kind.UPLOAD,
    "esai": Kind.ESSAY,
    "berkas": Kind.UPLOAD,
    "hs": Kind.HOTSPOT,
    "lk": Kind.LIKERT,
    "ob": Kind.CHECKLIST,
    "pengamatan": Kind.CHECKLIST,
    "penilaian diri": Kind.LIKERT,
    "wilayah gambar": Kind.HOTSPOT,
}

# The shortest word of each kind, as a table has it.
SHORT: dict[str, str] = {
    Kind.SINGLE: "SC",
    Kind.MULTIPLE: "MC",
    Kind.TRUE_FALSE: "TF",
    Kind.ORDERING: "OR",
    Kind.MATCHING: "MT",
    Kind.NUMERIC: "NU",
    Kind.SHORT_TEXT: "ST",
    Kind.CLOZE: "CL",
    Kind.SITUATIONAL: "SJ",
    Kind.ESSAY: "ES",
    Kind.UPLOAD: "UP",
    Kind.HOTSPOT: "HS",
    Kind.LIKERT: "LK",
    Kind.CHECKLIST: "OB",
}

TRUE_WORDS = {"id": ("Benar", "Salah"), "en": ("True", "False")}


def kind_named(word: str) -> str:
    """Return the kind of that name.

    Raises:
        EntryRefused: there is none, or it does not travel.
    """
    kind = WORDS.get(word.strip().lower())
    if kind is None:
        raise EntryRefused(remarks.KIND, kind=word.strip()[:60])
    return str(kind)


def true_words(language: str) -> tuple[str, str]:
    """Return what true and false are called in a language."""
    return TRUE_WORDS.get(language, TRUE_WORDS["id"])
