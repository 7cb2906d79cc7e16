"""What would keep somebody out of a question: asked before a second reader may approve it. Pure; imports no Django.

Every kind has one form for everybody: native fields that a keyboard and a screen reader use (a place and a partner are
chosen from lists, a region by its name). What is left is what an author writes: a picture without words, names that
say nothing, a question that only sight or colour answers. No program sees all of that, so the second reader says as
well that it was tried (see `services.item_review`).

Source: WCAG 2.2, success criteria 1.1.1 (text alternatives), 1.3.3 (sensory characteristics), 1.4.1 (use of colour).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessments.answers import Kind
from assessments.authoring import ItemContent
from assessments.stimuli import CaseContent, Picture
from lms.errors import gettext_noop

BARRIERS: dict[str, str] = {
    "no_alt": gettext_noop("the picture has no text in its place; write one sentence for whoever cannot see it"),
    "no_description": gettext_noop(
        "the question is about the picture, so everything it needs from there has to stand in the long description"
    ),
    "bare_names": gettext_noop(
        "a region is named by a letter or a number only; name what stands there, so that the list alone is enough"
    ),
    "no_such_picture": gettext_noop("the text points to a picture, but there is none; say it in words"),
    "by_colour": gettext_noop("the text tells things apart by colour alone; name them as well"),
}

POINTS_TO_PICTURE = re.compile(
    r"\b(lihat(lah)?|perhatikan(lah)?|amati(lah)?)\s+(gambar|bagan|grafik|foto|ilustrasi|denah|peta)\b"
    r"|\b(gambar|bagan|grafik|foto|ilustrasi|denah|peta)\s+(di\s*(atas|bawah|samping|sebelah)|berikut)\b",
    re.I,
)
BY_COLOUR = re.compile(
    r"\b(ber|di)?warna(i)?\s+(merah|hijau|kuning|biru|jingga|oranye|ungu|abu-abu|cokelat|hitam|putih)\b", re.I
)
BARE_NAME = re.compile(r"(wilayah|bagian|area|nomor|no\.?|region)?\s*([a-z]|\d+)", re.I)


def barriers(content: ItemContent) -> list[str]:
    """Return what keeps somebody out of a question, as message ids, in the order of BARRIERS; empty where nothing."""
    pictures = [one for one in (content.picture, content.case and content.case.picture) if one]
    words = [content.stem, *(option.text for option in content.options)]
    is_about = content.kind == Kind.HOTSPOT or points_to_picture([content.stem])
    found = {
        "no_alt": any(not one.alt.strip() for one in pictures),
        "no_description": is_about and bool(pictures) and not is_described(pictures),
        "bare_names": content.kind == Kind.HOTSPOT and any(is_bare(option.text) for option in content.options),
        "no_such_picture": points_to_picture(words) and not pictures,
        "by_colour": any(BY_COLOUR.search(text) for text in words),
    }
    return [BARRIERS[name] for name in BARRIERS if found[name]]


def barriers_of_case(case: CaseContent) -> list[str]:
    """Return what keeps somebody out of a case, whatever is asked about it."""
    found = {
        "no_alt": case.picture is not None and not case.picture.alt.strip(),
        "no_description": points_to_picture([case.text]) and bool(case.picture) and not is_described([case.picture]),
        "no_such_picture": points_to_picture([case.text]) and not case.picture,
        "by_colour": bool(BY_COLOUR.search(case.text)),
    }
    return [BARRIERS[name] for name in BARRIERS if found.get(name)]


def is_described(pictures: Iterable[Picture | None]) -> bool:
    """Whether every picture is told at length."""
    return all(one is not None and one.description.strip() for one in pictures)


def points_to_picture(texts: Iterable[str]) -> bool:
    """Whether a text sends its reader to a picture."""
    return any(POINTS_TO_PICTURE.search(text) for text in texts)


def is_bare(name: str) -> bool:
    """Whether a name says nothing without the picture."""
    return bool(BARE_NAME.fullmatch(name.strip()))
