"""The form in which items travel: what is asked, where it stands, and what was lost on the way. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from assessments.authoring import REASONS, ItemContent, Part, fault_of
from assessments.stimuli import CaseContent, Picture
from lms.errors import InvalidInput

DIGITS_OF_CODE = 10
LONGEST_TITLE = 110


class Remark(NamedTuple):
    """A sentence for the person who brings or takes the file: a message id and its facts."""

    message: str
    facts: dict[str, Any] = {}  # noqa: RUF012 - a named tuple; nobody writes to it


class FileRefused(InvalidInput):
    """The file as a whole is not read; the message says why."""

    code = "file_refused"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(**facts)
        self.message = message  # type: ignore[misc]


class EntryRefused(Exception):
    """One item of a file cannot become one of ours."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.remark = Remark(message, facts)


class Verdict(StrEnum):
    """What becomes of an item."""

    IMPORTED = "imported"
    DEGRADED = "degraded"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """One item on its way in or out.

    `place` is the line, or the number of the item in its file. Empty texts say that the file tells nothing; `level`
    and `use` are kept as written, because only the bank knows which hold. `pictures` are the files that came or go
    along, by the SHA-1 of their bytes, in base 64.
    """

    place: int
    code: str = ""
    content: ItemContent | None = None
    competency: str = ""
    level: str = ""
    use: str = ""
    topic: str = ""
    enemies: str = ""
    indicator: str = ""
    pictures: dict[str, str] = field(default_factory=dict)
    title: str = ""
    losses: tuple[Remark, ...] = ()
    refusal: Remark | None = None

    @property
    def verdict(self) -> Verdict:
        """Return what becomes of the item, as far as the file tells."""
        if self.refusal is not None or self.content is None:
            return Verdict.REFUSED
        return Verdict.DEGRADED if self.losses else Verdict.IMPORTED

    @property
    def shown(self) -> str:
        """Return the beginning of the question, or how the file calls it."""
        text = " ".join((self.content.stem if self.content else self.title).split())
        return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"

    def says_the_same(self, other: Entry) -> bool:
        """Whether both mean the same item, wherever they stand and however they travelled."""
        mine, theirs = (replace(one, place=0, title="", losses=(), pictures={}) for one in (self, other))
        return mine == theirs


def settled(entry: Entry) -> Entry:
    """Return an entry tidied, checked, and with a code of its own where the file gave none."""
    if entry.content is None or entry.refusal is not None:
        return replace(entry, content=None)
    content = tidy(entry.content)
    fault = fault_of(content)
    if fault:
        return replace(entry, content=None, title=content.stem[:500], refusal=Remark(REASONS[fault]))
    return replace(entry, content=content, code=entry.code or code_of(content))


def code_of(content: ItemContent) -> str:
    """Return a code for an item that has none: the same question always gets the same."""
    told = "\x1f".join([content.kind, content.stem, *(part.text for part in (*content.options, *content.choices))])
    return f"IMP-{hashlib.sha256(told.encode()).hexdigest()[:DIGITS_OF_CODE].upper()}"


def tidy(content: ItemContent) -> ItemContent:
    """Return a content without signs that no file carries, and with one way to end a line."""
    return replace(
        content,
        stem=plain(content.stem),
        options=tuple(Part(part.id, plain(part.text)) for part in content.options),
        choices=tuple(Part(part.id, plain(part.text)) for part in content.choices),
        rationale=plain(content.rationale),
        source=plain(content.source),
        key={**content.key, "accepted": [plain(text) for text in content.key["accepted"]]}
        if "accepted" in content.key
        else content.key,
        case=tidy_case(content.case) if content.case else None,
        picture=tidy_picture(content.picture) if content.picture else None,
    )


def tidy_case(case: CaseContent) -> CaseContent:
    """Return a case without signs that no file carries."""
    picture = case.picture and tidy_picture(case.picture)
    texts = {name: plain(getattr(case, name)) for name in ("code", "title", "text", "source")}
    return CaseContent(**texts, picture=picture)


def tidy_picture(picture: Picture) -> Picture:
    """Return a picture whose texts have no signs that no file carries."""
    return Picture(picture.file, plain(picture.alt), plain(picture.description))


def plain(text: str) -> str:
    """Return a text with one way to end a line, and without controls, which XML and databases refuse."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text)
    kept = "".join(sign for sign in text if sign in "\n\t" or is_kept(sign))
    return re.sub(r"[ \t]+\n", "\n", kept).strip()


def is_kept(sign: str) -> bool:
    """Whether a sign travels in every format."""
    return unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\ufffe\uffff"


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data."""
    return asdict(entry)


def from_json(told: dict[str, Any]) -> Entry:
    """Return the entry that `as_json` made plain."""
    content = told["content"]
    if content is not None:
        parts: dict[str, Any] = {name: tuple(Part(*part) for part in content[name]) for name in ("options", "choices")}
        parts |= {"case": case_from(content.get("case")), "picture": picture_from(content.get("picture"))}
        content = ItemContent(**{**content, **parts})
    refusal = Remark(*told["refusal"]) if told["refusal"] is not None else None
    return Entry(**{**told, "content": content, "refusal": refusal, "losses": remarks_from(told["losses"])})


def case_from(told: dict[str, Any] | None) -> CaseContent | None:
    """Return the case that was plain data."""
    return CaseContent(**{**told, "picture": picture_from(told["picture"])}) if told else None


def picture_from(told: dict[str, Any] | None) -> Picture | None:
    """Return the picture that was plain data."""
    return Picture(**told) if told else None


def remarks_from(told: Sequence[Sequence[Any]]) -> tuple[Remark, ...]:
    """Return remarks that were plain data."""
    return tuple(Remark(*one) for one in told)
