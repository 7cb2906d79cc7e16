"""What people can be asked to do: upper rooms register kinds of things, this room asks for them by reference."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from lms.errors import InvalidInput, gettext_noop


class NotToBeAsked(InvalidInput):
    """There is no such thing, or it is closed, so nobody can be asked to do it."""

    code = "not_to_be_asked"
    message = gettext_noop("This cannot be assigned: it does not exist, or it is closed. Choose something else.")


@dataclass(frozen=True)
class Ref:
    """A plain reference to a thing in another room."""

    kind: str
    uuid: uuid.UUID


@dataclass(frozen=True)
class Target:
    """One thing that people can be asked to do, as its room describes it.

    `url` leads the person there; `minutes` is how long it takes; before `opens_on` nobody can do it.
    `within` is the tree path of the units whose people alone can do it; empty for everybody.
    Where `takes_more` is false, whoever was asked goes on with it and nobody else is asked.
    """

    kind: str
    uuid: uuid.UUID
    title: str
    url: str
    minutes: int = 0
    opens_on: date | None = None
    within: str = ""
    takes_more: bool = True

    @property
    def kind_word(self) -> str:
        """Return what kind of thing it is."""
        return word_of(self.kind)


@dataclass(frozen=True)
class TargetKind:
    """How to find things of one kind.

    `find` returns the open things among some ids; `done_by` which of some things count as done on a day for which of
    some people, as pairs of ids; `teaches` the open things that develop or prove a competency (by its code).
    `offered` looks for open things by words in the title, for people of units at a tree path, so many at most.
    A kind whose things are made of others has `made_of` in place of both: those that hold one of some things.
    """

    code: str
    word: str | Promise
    find: Callable[[Sequence[uuid.UUID]], dict[uuid.UUID, Target]]
    done_by: Callable[[Sequence[uuid.UUID], Sequence[int], date], set[tuple[uuid.UUID, int]]]
    teaches: Callable[[str], list[Target]] | None = None
    offered: Callable[[str, str, int], list[Target]] | None = None
    made_of: Callable[[Sequence[Target]], list[Target]] | None = None


KINDS: dict[str, TargetKind] = {}


def register(kind: TargetKind) -> None:
    """Make a kind of thing known."""
    KINDS[kind.code] = kind


def find(ref: Ref) -> Target:
    """Return the thing.

    Raises:
        NotToBeAsked: no such kind, no such thing, or it is closed.
    """
    kind = KINDS.get(ref.kind)
    found = kind.find([ref.uuid]).get(ref.uuid) if kind else None
    if found is None or not found.takes_more:
        raise NotToBeAsked
    return found


def find_many(refs: Sequence[Ref]) -> dict[Ref, Target]:
    """Return those of the things that are open, asking each room once."""
    found: dict[Ref, Target] = {}
    for kind in {ref.kind for ref in refs} & set(KINDS):
        wanted = [ref.uuid for ref in refs if ref.kind == kind]
        found |= {Ref(kind, number): target for number, target in KINDS[kind].find(wanted).items()}
    return found


def done(refs: Collection[Ref], people: Sequence[int], on: date) -> set[tuple[Ref, int]]:
    """Return which of the things count as done on the day for which of the people, asking each room once."""
    found: set[tuple[Ref, int]] = set()
    for kind in {ref.kind for ref in refs} & set(KINDS):
        wanted = [ref.uuid for ref in refs if ref.kind == kind]
        found |= {(Ref(kind, number), person) for number, person in KINDS[kind].done_by(wanted, people, on)}
    return found


def word_of(kind: str) -> str:
    """Return what a kind of thing is called."""
    return str(KINDS[kind].word) if kind in KINDS else kind


def that_teach(code: str) -> list[Target]:
    """Return everything that can be asked and that develops or proves the competency; what is made of such last."""
    single = [target for kind in KINDS.values() if kind.teaches for target in kind.teaches(code)]
    return single + [target for kind in KINDS.values() if kind.made_of for target in kind.made_of(single)]


def offered(text: str, *, within: str, limit: int) -> list[Target]:
    """Return open things to make something of, for people of the units at a tree path; at most `limit` of each kind."""
    return [target for kind in KINDS.values() if kind.offered for target in kind.offered(text, within, limit)]
