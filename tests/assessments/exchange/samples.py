"""Items of every kind as entries, for the tests of the formats."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from assessments.answers import RATED, Kind
from assessments.authoring import ItemContent, Part, fault_of
from assessments.exchange.entries import Entry, tidy
from assessments.exchange.package_pictures import name_of, packed
from assessments.notation import GAP_LABELS, letter
from assessments.rubrics import seen_in
from assessments.stimuli import Picture

# Letters, and every sign that some format takes for its own.
SIGNS = "abcdeé Z19~=#{}:\\|/*%&<>\"'.-[];,\n$@?!()+±_µ"
PLAIN_SIGNS = SIGNS.replace("\n", "")


def texts(signs: str = SIGNS, most: int = 30) -> st.SearchStrategy[str]:
    return st.text(signs, min_size=1, max_size=most).map(str.strip).filter(bool)


def entry(content: ItemContent, **fields: Any) -> Entry:
    told: dict[str, Any] = {"code": "PDP-01", "competency": "D2", "level": "2", "use": "exam"}
    told |= {"pictures": {SURAT.file: packed(LETTER)}} if content.picture == SURAT else {}
    return Entry(1, content=content, **{**told, **fields})


def parts(values: list[str]) -> tuple[Part, ...]:
    return tuple(Part(letter(place), value) for place, value in enumerate(values))


def rubric(names: list[str], grades: list[str]) -> dict[str, Any]:
    """The key of a rated question whose criteria have the same grades."""
    points = ["0", "0.5", "2", "3", "4"]
    return {"criteria": {name: [list(pair) for pair in zip(points, grades, strict=False)] for name in names}}


def drawn(width: int = 400, height: int = 300, kind: str = "PNG") -> bytes:
    """The file of a picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(target, kind)
    return target.getvalue()


LETTER = drawn()
SURAT = Picture(name_of(LETTER), "Surat | dinas", "Dari: dinas.")


def one_of_each() -> list[ItemContent]:
    """One simple item of every kind, as a trainer of an agency would write it."""
    who = parts(["Dinas", "Warga", "Vendor"])
    facts = {"rationale": "Dinas menentukan tujuan.", "source": "UU 27/2022 pasal 1"}
    return [
        ItemContent("single", "Siapa pengendali data?", who, {"choice": ["a"]}, **facts),
        ItemContent("multiple", "Siapa boleh melihat?", who, {"choice": ["a", "c"]}, **facts),
        ItemContent("multiple", "Siapa wajib?", who, {"choice": ["a", "b"], "all_or_nothing": True}, **facts),
        ItemContent("true_false", "Data pribadi boleh dijual.", parts(["Benar", "Salah"]), {"choice": ["b"]}),
        ItemContent("true_false", "Sah?", parts(["Sah", "Tidak sah"]), {"choice": ["a"]}),
        ItemContent("ordering", "Urutkan.", who, {"places": {"c": 1, "a": 2, "b": 3}}),
        ItemContent(
            "matching",
            "Jodohkan.",
            parts(["Dinas", "Vendor"]),
            {"pairs": {"a": "1", "b": "2"}},
            choices=(Part("1", "pengendali"), Part("2", "prosesor")),
        ),
        ItemContent(
            "numeric",
            "Berapa besar berkas?",
            parts(["GB"]),
            {"number": "1250.5", "tolerance": "0.1", "unit": "GB"},
        ),
        ItemContent("numeric", "Berapa hari?", (), {"number": "-3", "tolerance": "0", "unit": ""}),
        ItemContent("short_text", "Siapa yang menentukan tujuan?", (), {"accepted": ["Pengendali data", "controller"]}),
        ItemContent(
            "cloze",
            "[[b]] menentukan tujuan, lalu [[a]] mengolah.",
            (Part("b", "Isian 1"), Part("a", "Isian 2")),
            {"gaps": {"b": ["Pengendali", "pengendali data"], "a": ["prosesor"]}},
        ),
        ItemContent("situational", "Apa tindakan Anda?", who, {"weights": {"a": "0", "b": "2", "c": "0.5"}}),
        ItemContent("essay", "Tulis nota dinas.", parts(["Isi", "Kejelasan"]), rubric(["a", "b"], ["kurang", "baik"])),
        ItemContent("checklist", "Layani loket.", parts(["Menyapa"]), {"criteria": {"a": seen_in("id")}}),
        ItemContent("likert", "Seberapa sesuai?", parts(["Saya teliti."]), {}),
        ItemContent(
            "hotspot",
            "Bagian mana?",
            parts(["Kop", "Tanda tangan"]),
            {"choice": ["b"]},
            choices=(Part("a", "kotak 5 5 90 10"), Part("b", "lingkaran 70 80 10")),
            picture=SURAT,
        ),
        ItemContent("upload", "Unggah daftar.", parts(["Kelengkapan"]), rubric(["a"], ["kosong", "lengkap"])),
    ]


# Kinds whose key follows from their options: choices and key by the names of the options.
FIXED_KEYS: dict[str, Callable[[list[str]], tuple[tuple[Part, ...], dict[str, Any]]]] = {
    Kind.CHECKLIST: lambda names: ((), {"criteria": {name: seen_in("id") for name in names}}),
    Kind.LIKERT: lambda names: ((), {}),
    Kind.SITUATIONAL: lambda names: ((), {"weights": dict(zip(names, ["0", "2", "0.5", "1", "3"], strict=False))}),
    Kind.HOTSPOT: lambda names: (
        tuple(Part(name, f"kotak {10 * place} 5 8 30.5") for place, name in enumerate(names)),
        {"choice": names[-1:]},
    ),
}


@st.composite
def contents(draw: st.DrawFn, signs: str = SIGNS) -> ItemContent:
    """Any item that the bank can hold."""
    kind = draw(st.sampled_from(list(Kind)))
    stem = draw(texts(signs, 60))
    values = draw(st.lists(texts(PLAIN_SIGNS), min_size=3, max_size=5))
    names = [letter(place) for place in range(len(values))]
    options, choices, key = parts(values), (), {"choice": [draw(st.sampled_from(names))]}
    if kind == Kind.MULTIPLE:
        key = {"choice": sorted(draw(st.sets(st.sampled_from(names), min_size=1)))}
        key |= {"all_or_nothing": True} if draw(st.booleans()) else {}
    elif kind == Kind.TRUE_FALSE:
        options = draw(st.sampled_from([parts(["Benar", "Salah"]), options[:2]]))
        key = {"choice": [draw(st.sampled_from(["a", "b"]))]}
    elif kind == Kind.ORDERING:
        places = draw(st.permutations(range(1, len(names) + 1)))
        key = {"places": dict(zip(names, places, strict=True))}
    elif kind == Kind.MATCHING:
        rights = draw(st.lists(texts(PLAIN_SIGNS), min_size=len(names), max_size=len(names)))
        choices = tuple(Part(str(place), right) for place, right in enumerate(rights, start=1))
        key = {"pairs": {name: str(place) for place, name in enumerate(names, start=1)}}
    elif kind == Kind.NUMERIC:
        unit = draw(st.sampled_from(["", "GB", "m/detik", "%"]))
        number = draw(st.sampled_from(["0", "12.5", "-3", "1250.25", "1000000"]))
        options, key = parts([unit] if unit else []), {"number": number, "tolerance": "0.1", "unit": unit}
    elif kind == Kind.SHORT_TEXT:
        options, key = (), {"accepted": values}
    elif kind == Kind.CLOZE:
        gaps = draw(st.permutations(["a", "b", "c"]))
        stem = stem.replace("[", "").replace("]", "") + " " + " lalu ".join(f"[[{name}]]" for name in gaps)
        options = tuple(Part(name, GAP_LABELS["id"] % place) for place, name in enumerate(gaps, start=1))
        key = {"gaps": dict(zip(gaps, [values[:2], values[2:], values[:1]], strict=True))}
    elif kind in FIXED_KEYS:
        choices, key = FIXED_KEYS[kind](names)
    elif kind in RATED:
        key = rubric(names, draw(st.lists(texts(PLAIN_SIGNS), min_size=2, max_size=5)))
    rationale = draw(st.one_of(st.just(""), texts(signs, 60)))
    return tidy(
        ItemContent(
            str(kind),
            stem,
            options,
            key,
            choices,
            rationale,
            draw(st.sampled_from(["", "UU 27/2022: ps 1"])),
            picture=SURAT if kind == Kind.HOTSPOT else None,
        )
    )


def usable(signs: str = SIGNS) -> st.SearchStrategy[Entry]:
    """Any usable item, with what stands beside it."""
    return st.builds(
        lambda content, code, topic, enemies, use: replace(
            entry(content), code=code, topic=topic, enemies=enemies, use=use
        ),
        contents(signs).filter(lambda content: fault_of(content) is None),
        st.sampled_from(["PDP-12", "S:1", "-7"]),
        st.sampled_from(["", "PDP-101"]),
        st.sampled_from(["", "sandi"]),
        st.sampled_from(["exam", "practice"]),
    )
