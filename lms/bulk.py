"""Many rows at once: written by COPY on PostgreSQL and in batches elsewhere, and asked for by lists of any length.

Rows go into the table as they are: no `save()`, no signal, no default of the model but those of the database. The
caller names every column that may not be empty, and holds the transaction. COPY was measured about twenty times as fast
as `bulk_create` (README, figures).
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Field, Func, Model

A_BATCH = 5000
A_PIECE = 500
# What a line of COPY may not hold as it is.
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def written(text: str) -> str:
    """Return a text as a line of COPY holds it; hardly any has something to escape."""
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPES)


@lru_cache(10_000)
def written_day(day: date) -> str:
    """Return a day as a line of COPY holds it; the same ones come again and again."""
    return str(day)


class Writers(dict[type, "Callable[[Any], str]"]):
    """How a line of COPY holds a value of each type; that of a choice is the one of its base."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        """Return the writer of the nearest base.

        Raises:
            TypeError: values of this type cannot be loaded.
        """
        base = next((base for base in kind.__mro__ if base in self), None)
        if base is None:
            raise TypeError(kind.__name__)
        self[kind] = self[base]
        return self[base]


WRITERS = Writers(
    {
        str: written,
        int: str,
        bool: lambda value: "t" if value else "f",
        NoneType: lambda _value: r"\N",
        date: written_day,
        datetime: str,
        UUID: str,
        float: str,
        Decimal: str,
    }
)


def load(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write `rows`, each with the values of the fields `names` (`unit_id` for a key), and return how many.

    Making a row asks the database nothing: COPY holds the connection until the last one.

    Raises:
        IntegrityError: a row breaks a constraint; the transaction is lost.
    """
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    return copied(table, columns, rows) if connection.vendor == "postgresql" else inserted(table, columns, fields, rows)


def copied(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows by COPY, as text in pieces: the server takes one in while the next is made."""
    count, waiting = 0, iter(rows)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        while piece := ["\t".join([WRITERS[type(value)](value) for value in row]) for row in islice(waiting, A_PIECE)]:
            copy.write("\n".join([*piece, ""]))
            count += len(piece)
    return count


def inserted(table: str, columns: str, fields: Sequence[Field[Any, Any]], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows in batches."""
    count, waiting = 0, iter(rows)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, A_BATCH)):
            stored = [
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
                for row in batch
            ]
            cursor.executemany(statement, stored)
            count += len(batch)
    return count


def reserve(model: type[Model], count: int) -> list[int]:
    """Return that many ids of the model for rows that `load` writes. The caller holds the transaction.

    PostgreSQL takes them from the sequence. SQLite has one writer: the caller has written before it asks.
    """
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The sequence is looked up once, not for each of its numbers.
            named = "(SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence OFFSET 0) named"
            statement = f"SELECT nextval(sequence) FROM {named}, generate_series(1, %s)"
            cursor.execute(statement, [table, column, count])
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        used = int(cursor.fetchone()[0])
    return list(range(used + 1, used + count + 1))


class Among(Func):
    """The condition that a field has one of many values, sent as one parameter: `rows.filter(Among("digits", nips))`.

    `__in` makes a parameter of each value, which costs more than the question itself. The values are joined as a table:
    beside an array, PostgreSQL keeps to a plan for the small table it once was, and compares each value with each row.
    """

    output_field = BooleanField()

    def __init__(self, field: str, values: Collection[str] | Collection[int]) -> None:
        super().__init__(field)
        self.values = list(values)

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the condition for the database in use."""
        field, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            held = self.source_expressions[0].output_field.db_type(connection) or ""
            kind = "bigint" if "int" in held else "text"
            return f"{field} IN (SELECT unnest(%s::{kind}[]))", [*params, self.values]
        return f"{field} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.values)]


def count_anew(*models: type[Model]) -> None:
    """Have PostgreSQL count its tables, by which it plans: what was planned for smaller ones is planned again.

    Its own sweep comes a minute later, and sees nothing of a transaction that is not finished. A table that somebody
    holds is left out: inside a transaction the count's own lock stays, and to wait for another's could be a circle.
    """
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(quote(model._meta.db_table) for model in models)}")


class Growing:
    """Tables that rows are written into: counted anew at the first batch, and whenever four times as many went in."""

    def __init__(self, *models: type[Model]) -> None:
        self.models, self.rows, self.due = models, 0, A_BATCH

    def note(self, rows: int) -> None:
        """Note how many more there are."""
        self.rows += rows
        if self.rows >= self.due:
            count_anew(*self.models)
            self.due = 4 * self.rows


@contextmanager
def without_collector() -> Iterator[None]:
    """Let millions of plain rows pass without the collector of cycles, which would walk through all there is each time.

    What is no longer used is freed as ever; measured, it was more than half of the time of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
