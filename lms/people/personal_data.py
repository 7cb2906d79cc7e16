"""The register of personal data: what each room holds about people, why, how long, and what becomes of it.

Every room fills it in `AppConfig.ready()` from its own `personal_data.py`. The record of processing, the download
of one's data, the erasure and the nightly deletion all walk this register; a test fails where a model with a person
in it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from lms.people.models import User

Text = str | Promise
Rows = QuerySet[Any]


class Erasure(StrEnum):
    """What becomes of rows when their person is erased."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One kind of row about people.

    model      "app.Model"
    what       what it says about a person, in plain words
    purpose    key of the purpose whose legal basis stands in dated rows
    retention  key of the rule of retention
    person     paths from the row to the person it is about; none where people stand in it as actors only
    mentions   foreign keys to people who acted (granted, recorded, decided); after erasure they lead to a nameless row
    leave_out  fields that are never handed out: secrets, and what belongs to somebody else
    exported   whether the download holds the rows; where not, `duty` says why
    erasure    what becomes of the rows; KEEP needs a `duty`
    duty       why rows stay, for the person to read
    rows       the rows of a person, where no foreign key leads to one
    anonymise  takes the person out of the rows and returns how many changed; runs again without harm
    remove     deletes the rows and returns how many, where more than the rows has to go (a file)
    """

    model: str
    what: Text
    purpose: str
    retention: str
    person: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    exported: bool = True
    erasure: Erasure = Erasure.KEEP
    duty: Text = ""
    rows: Callable[[User], Rows] | None = None
    anonymise: Callable[[Rows, User, datetime], int] | None = None
    remove: Callable[[Rows], int] | None = None

    @property
    def model_class(self) -> type[Model]:
        """Return the model."""
        found: type[Model] = apps.get_model(self.model)
        return found

    @property
    def is_about_people(self) -> bool:
        """Whether rows are about a person, not only written by one."""
        return bool(self.person or self.rows)

    def rows_of(self, person: User) -> Rows:
        """Return the rows about `person`."""
        if self.rows is not None:
            return self.rows(person)
        if not self.person:
            return self.model_class._base_manager.none()
        condition = Q()
        for path in self.person:
            condition |= Q(**{path: person.pk})
        return self.model_class._base_manager.filter(condition)

    def mentions_of(self, person: User) -> Rows:
        """Return the rows in which `person` acted."""
        condition = Q(pk__in=[])
        for path in self.mentions:
            condition |= Q(**{path: person.pk})
        return self.model_class._base_manager.filter(condition)


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """How rows leave when the rule of retention `key` says so.

    `rows` returns those that are due, given the moment before which they count as old; `act` takes a batch of ids and
    returns how many rows it changed or deleted; what it did is no longer among the rows that are due.
    """

    key: str
    what: Text
    rows: Callable[[datetime], Rows]
    act: Callable[[list[Any]], int] | None = None

    def carry_out(self, ids: list[Any], due: Rows) -> int:
        """Let a batch go; return how many rows of this kind."""
        if self.act is not None:
            return self.act(ids)
        model = due.model
        _all, by_model = model._base_manager.filter(pk__in=ids).delete()
        return by_model.get(model._meta.label, 0)


PERSON = "people.User"

HOLDINGS: dict[str, Holding] = {}
EXPIRIES: list[Expiry] = []


def register(*holdings: Holding) -> None:
    """Make kinds of rows known, the inner ones first: erasure walks them in this order, the last room first."""
    for holding in holdings:
        if holding.erasure is Erasure.KEEP and holding.is_about_people and not holding.duty:
            raise ValueError(f"{holding.model} stays after an erasure, but nothing says why.")
        HOLDINGS[holding.model] = holding


def register_expiry(*expiries: Expiry) -> None:
    """Make known how rows leave when their time is over."""
    known = {(expiry.key, str(expiry.what)) for expiry in EXPIRIES}
    EXPIRIES.extend(expiry for expiry in expiries if (expiry.key, str(expiry.what)) not in known)


def holdings() -> list[Holding]:
    """Return all kinds of rows, people's own room first."""
    return list(HOLDINGS.values())


def for_erasure() -> Iterator[Holding]:
    """Yield the kinds of rows in the order of erasure: upper rooms first, the person's own row last."""
    about = [holding for holding in HOLDINGS.values() if holding.is_about_people]
    rooms: dict[str, list[Holding]] = {}
    for holding in about:
        rooms.setdefault(holding.model.split(".")[0], []).append(holding)
    for room in reversed(list(rooms)):
        yield from (holding for holding in rooms[room] if holding.model != PERSON)
    yield HOLDINGS[PERSON]
