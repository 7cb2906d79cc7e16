"""What questions stand upon: a picture, and a case that several questions share. Pure; imports no Django.

A picture is named by the SHA-1 of its file, as the library of pictures keeps it, so that the same picture is found
again wherever a table of items is brought. Whoever cannot see it reads `alt` in its place, and `description` where a
sentence is not enough.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace

from lms.errors import InvalidInput, gettext_noop

LONGEST_CODE = 60
LONGEST_TITLE = 150
LONGEST_TEXT = 6000
LONGEST_SOURCE = 300
LONGEST_ALT = 300
LONGEST_DESCRIPTION = 3000
SHA1 = re.compile(r"[0-9a-f]{40}")


class UnusableCase(InvalidInput):
    """The case cannot be shown as it stands; `reason` (a message id) says why."""

    code = "unusable_case"
    message = gettext_noop("This case cannot be used: %(reason)s")


@dataclass(frozen=True)
class Picture:
    """A picture of the library (SHA-1 of its file), what stands in its place, and what it shows at length."""

    file: str
    alt: str = ""
    description: str = ""


@dataclass(frozen=True)
class CaseContent:
    """What several questions stand upon: a situation, a document, a table, with where it comes from."""

    code: str
    title: str = ""
    text: str = ""
    source: str = ""
    picture: Picture | None = None

    @property
    def is_reference(self) -> bool:
        """Whether only the code is told: the case is known elsewhere."""
        return not (self.title or self.text or self.source or self.picture)

    @property
    def sha256(self) -> str:
        """Return a fingerprint: two contents that mean the same have the same."""
        told = asdict(trimmed(self))
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def trimmed(case: CaseContent) -> CaseContent:
    """Return a case without spaces around its texts, and with one way to end a line."""
    texts = {name: getattr(case, name).replace("\r\n", "\n").strip() for name in ("code", "title", "text", "source")}
    return replace(case, **texts)


REASONS: dict[str, str] = {
    "no_code": gettext_noop("the case has no code, or one of more than 60 characters"),
    "no_title": gettext_noop("the case has no title, or one of more than 150 characters"),
    "no_case_text": gettext_noop("the case has no text, or one of more than 6,000 characters"),
    "long_case_source": gettext_noop("the source of the case is longer than 300 characters"),
    "bad_picture": gettext_noop("the picture is not named by the 40 signs of its file"),
    "long_alt": gettext_noop("the text in place of the picture is longer than 300 characters"),
    "long_description": gettext_noop("the long description of the picture is longer than 3,000 characters"),
}


def fault_of_case(case: CaseContent) -> str | None:
    """Return the name of the first fault of a case, or None."""
    if not 0 < len(case.code.strip()) <= LONGEST_CODE:
        return "no_code"
    if case.is_reference:
        return None
    if not 0 < len(case.title.strip()) <= LONGEST_TITLE:
        return "no_title"
    if not 0 < len(case.text.strip()) <= LONGEST_TEXT:
        return "no_case_text"
    if len(case.source) > LONGEST_SOURCE:
        return "long_case_source"
    return fault_of_picture(case.picture)


def fault_of_picture(picture: Picture | None) -> str | None:
    """Return what is wrong with a picture, or None; whether it has a text in its place is asked by `equal_access`."""
    if picture is None:
        return None
    if not SHA1.fullmatch(picture.file):
        return "bad_picture"
    if len(picture.alt) > LONGEST_ALT:
        return "long_alt"
    return "long_description" if len(picture.description) > LONGEST_DESCRIPTION else None
