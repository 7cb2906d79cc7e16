"""What a learner may see of an item: its text, and its options behind tokens. Pure; imports no Django.

A token is an HMAC over the place where the question is shown and the option, so it tells nothing about the order
of the bank, differs from attempt to attempt, and needs no storage. Options are shown in the order of their tokens,
which is a shuffle nobody can predict without the secret. The key never enters this module.

Source: RFC 2104 (HMAC).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from assessments.answers import RATED, SCALE, UNSCORED, Answer, Kind, is_complete, renamed
from assessments.regions import Shape, shape_in
from assessments.typed import (
    LONGEST_APPOINTMENT,
    LONGEST_ESSAY,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    NUMBER_PATTERN,
    texts_around,
    with_labels,
)

LONGEST = {Kind.NUMERIC: LONGEST_NUMBER, Kind.ESSAY: LONGEST_ESSAY, Kind.CHECKLIST: LONGEST_APPOINTMENT}
TOKEN_BYTES = 9  # 72 bits: no two options of a question ever share a token, and nobody guesses one


class Option(NamedTuple):
    """An option as it is shown."""

    token: str
    text: str


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it: where it is fetched, its size in pixels, and what is read in its place."""

    url: str
    width: int
    height: int
    alt: str
    description: str = ""


@dataclass(frozen=True)
class Stimulus:
    """A case as a page shows it beside its questions; two with the same `version` are the same."""

    version: int
    title: str
    text: str
    source: str = ""
    picture: ShownPicture | None = None


class Region(NamedTuple):
    """A region of a picture as it is shown; which is right is not known here."""

    token: str
    shape: Shape


@dataclass(frozen=True)
class FilledOption:
    """An option as a form shows it: whether it is picked, its place, the token of its partner, what was typed.

    `is_doubtful`: what was typed is kept, but cannot be read as an answer. `before` is the running text before a gap.
    """

    token: str
    text: str
    is_picked: bool = False
    place: int | None = None
    partner: str = ""
    typed: str = ""
    is_doubtful: bool = False
    before: str = ""


@dataclass(frozen=True)
class Question:
    """A question as a learner sees it; `choices` are the partners of a matching question, `uuid` names the item.

    `stimulus` is the case it hangs on. `texts` is the running text around the gaps of a cloze, one more than gaps; its
    `stem` names the gaps. `outlines` are the regions of its `picture` (see `regions`), in the order of the options.
    """

    uuid: UUID
    kind: str
    stem: str
    options: tuple[Option, ...]
    choices: tuple[Option, ...] = ()
    texts: tuple[str, ...] = ()
    stimulus: Stimulus | None = None
    picture: ShownPicture | None = None
    outlines: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[Region, ...]:
        """Return the regions of its picture, in the order of its options."""
        if self.picture is None:
            return ()
        size = (self.picture.width, self.picture.height)
        shapes = (shape_in(outline, *size) for outline in self.outlines)
        return tuple(Region(one.token, shape) for one, shape in zip(self.options, shapes, strict=True) if shape)

    @property
    def places(self) -> range:
        """Return the places an option of an ordering question may take."""
        return range(1, len(self.options) + 1)

    @property
    def blank(self) -> tuple[FilledOption, ...]:
        """Return the options as a form without an answer shows them."""
        return self.filled(None)

    def filled(self, answer: Answer | None) -> tuple[FilledOption, ...]:
        """Return the options as a form shows them that holds this answer (in tokens).

        A question that is answered in one field has that field as its only option, named by its unit.
        """
        given = answer or {}
        if self.kind == Kind.NUMERIC:
            return (self.number_field(given),)
        if self.kind in (Kind.SHORT_TEXT, Kind.ESSAY, Kind.CHECKLIST):
            return (FilledOption("", "", typed=given.get("text", "")),)
        if self.kind == Kind.UPLOAD:
            return (FilledOption(given.get("file", ""), given.get("name", "")),)
        before = self.texts or ("",) * len(self.options)
        return tuple(
            FilledOption(
                before=text_before,
                token=option.token,
                text=option.text,
                is_picked=option.token in given.get("choice", []),
                place=(given.get("places") or given.get("ratings") or {}).get(option.token),
                partner=given.get("pairs", {}).get(option.token, ""),
                typed=given.get("gaps", {}).get(option.token, ""),
            )
            for text_before, option in zip(before, self.options, strict=False)
        )

    def number_field(self, given: Answer) -> FilledOption:
        """Return the field of a number, with its unit and what was typed."""
        unit = self.options[0].text if self.options else ""
        number = given.get("number", "")
        return FilledOption("", unit, typed=number, is_doubtful=bool(number) and not self.is_complete(given))

    @property
    def scale(self) -> tuple[tuple[int, str], ...]:
        """Return the points of a self-rating with what each means, as message ids."""
        return tuple(SCALE.items()) if self.kind in UNSCORED else ()

    @property
    def text_after(self) -> str:
        """Return the running text after the last gap."""
        return self.texts[-1] if self.texts else ""

    @property
    def longest(self) -> int:
        """Return how many characters a field takes."""
        return LONGEST.get(Kind(self.kind), LONGEST_TEXT)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return what a rated answer is judged by, in words."""
        return tuple(option.text for option in self.options) if self.kind in RATED else ()

    @property
    def pattern(self) -> str:
        """Return what a number looks like, for the browser."""
        return NUMBER_PATTERN

    def is_complete(self, answer: Answer | None) -> bool:
        """Whether the answer leaves nothing to fill in."""
        return is_complete(self.kind, answer, len(self.options))


@dataclass(frozen=True)
class Shown:
    """A question together with the way back from its tokens; `of_option` and `of_choice` map id to token."""

    question: Question
    of_option: dict[str, str]
    of_choice: dict[str, str]

    def decode(self, answer: Answer) -> Answer:
        """Return an answer in tokens as an answer in ids.

        Raises:
            UnreadableAnswer: it is not an answer to this question.

        """
        return renamed(self.question.kind, answer, inverse(self.of_option), inverse(self.of_choice))

    def encode(self, answer: Answer | None) -> Answer | None:
        """Return an answer in ids as an answer in tokens."""
        return renamed(self.question.kind, answer, self.of_option, self.of_choice) if answer else None


def inverse(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping read from right to left."""
    return {value: key for key, value in mapping.items()}


def token(secret: str, scope: Sequence[str], name: str) -> str:
    """Return the token of an option in one place."""
    told = "\x1f".join([*scope, name]).encode()
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def show(
    *,
    secret: str,
    scope: Sequence[str],
    item: UUID,
    kind: str,
    stem: str,
    options: Sequence[Mapping[str, str]],
    choices: Sequence[Mapping[str, str]] = (),
) -> Shown:
    """Return the question as it is shown in one place (`scope`, such as the attempt and the slot).

    `options` and `choices` are the bank's lists of {"id", "text"}; the only option of a number is its unit, and the
    choices of a hotspot are the outlines of its regions. True and false keep their order, the gaps of a cloze that of
    its text, criteria and statements that of their author.
    its text, and the criteria of a rubric that of their author.
    """
    of_option = {option["id"]: token(secret, [*scope, "option"], option["id"]) for option in options}
    of_choice = {choice["id"]: token(secret, [*scope, "choice"], choice["id"]) for choice in choices}
    labels = {option["id"]: option["text"] for option in options}
    shown = [Option(of_option[name], text) for name, text in labels.items()]
    partners = [Option(of_choice[choice["id"]], choice["text"]) for choice in choices]
    if kind not in (Kind.TRUE_FALSE, Kind.CLOZE, *RATED, *UNSCORED):
        shown.sort()
    texts: tuple[str, ...] = ()
    if kind == Kind.CLOZE:
        texts, stem = texts_around(stem), with_labels(stem, labels)
    outlines: tuple[str, ...] = ()
    if kind == Kind.HOTSPOT:
        places = {of_option[choice["id"]]: choice["text"] for choice in choices}
        outlines, partners = tuple(places.get(one.token, "") for one in shown), []
    question = Question(item, str(kind), stem, tuple(shown), tuple(sorted(partners)), texts, outlines=outlines)
    return Shown(question, of_option, of_choice)
