"""Questions that are put into SQL once and afterwards only given other values: for what nearly every request asks.

To put a question with its joins into SQL takes Django longer than the database needs to answer it: the running attempt
of a person cost 0.59 ms of CPU and costs 0.11 (README, figures). A kept question is written as any queryset, with
`given` where a value will stand:

    held = Kept(lambda: Attempt.objects.filter(person=given("person", BigIntegerField())))
    rows = held(person=viewer.pk)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError

R = TypeVar("R")


class Given(Expression):
    """The place of a value that comes when the question is asked."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a placeholder, and itself for the value."""
        return "%s", (self,)


def given(name: str, field: Field[Any, Any]) -> Any:
    """Return what stands for a value in a kept question; `field` says how the database takes it."""
    return Given(name, field)


@dataclass(frozen=True)
class Shape:
    """A question as one kind of database takes it, and how its rows become what was asked for."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, Any], ...]
    is_locking: bool
    model: type[Model] | None = None
    names: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    populators: tuple[Any, ...] = ()
    annotations: tuple[tuple[str, int], ...] = ()


class Kept(Generic[R]):
    """Rows that are always asked for in the same way: objects with what `select_related` names, or a `values_list`.

    Each call asks the database; nothing of its answer is kept.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any, R]]) -> None:
        self.rows = rows
        self.shapes: dict[str, Shape] = {}

    def __call__(self, **given: Any) -> list[R]:
        """Return the rows for these values. One query.

        Raises:
            KeyError: a value is missing.
            TransactionManagementError: the rows are to be locked, and there is no transaction that would hold the lock.
        """
        connection = connections["default"]
        shape = self.shapes.get(connection.vendor) or self.shape_on(connection)
        if shape.is_locking and not connection.in_atomic_block:
            raise TransactionManagementError
        params = [
            one.output_field.get_db_prep_value(given[one.name], connection) if isinstance(one, Given) else one
            for one in shape.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(shape.sql, params)
            rows = converted(cursor.fetchall(), shape, connection)
        return [made(row, shape, connection) for row in rows] if shape.model else list(rows)

    def one(self, **given: Any) -> R | None:
        """Return the row that a unique condition names, or None. One query."""
        return next(iter(self(**given)), None)

    def shape_on(self, connection: BaseDatabaseWrapper) -> Shape:
        """Put the question into the SQL of a database, and keep that."""
        asked = self.rows()
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        fields = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = tuple(compiler.get_converters(fields).items())
        plain = Shape(sql, tuple(params), converters, bool(asked.query.select_for_update))
        self.shapes[connection.vendor] = with_model(plain, compiler, fields) if is_of_objects(asked) else plain
        return self.shapes[connection.vendor]


def is_of_objects(rows: QuerySet[Any, Any]) -> bool:
    """Whether a queryset hands out objects of its model."""
    return rows._iterable_class is ModelIterable


def with_model(shape: Shape, compiler: Any, fields: list[Any]) -> Shape:
    """Return a shape that knows of which columns its objects and those beside them are made."""
    places = compiler.klass_info["select_fields"]
    first, last = places[0], places[-1] + 1
    beside = get_related_populators(compiler.klass_info, compiler.select, compiler.connection.alias)  # type: ignore[call-arg]
    return Shape(
        shape.sql,
        shape.params,
        shape.converters,
        shape.is_locking,
        model=compiler.klass_info["model"],
        names=tuple(field.target.attname for field in fields[first:last]),
        first=first,
        last=last,
        populators=tuple(beside),
        annotations=tuple(compiler.annotation_col_map.items()),
    )


def converted(rows: Iterable[Any], shape: Shape, connection: BaseDatabaseWrapper) -> Iterable[Any]:
    """Return rows with each value as its field has it in Python."""
    if not shape.converters:
        return rows
    return [converted_row(list(row), shape, connection) for row in rows]


def converted_row(row: list[Any], shape: Shape, connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    """Return one row with each value as its field has it in Python."""
    for place, (converters, expression) in shape.converters:
        for convert in converters:
            row[place] = convert(row[place], expression, connection)
    return tuple(row)


def made(row: Any, shape: Shape, connection: BaseDatabaseWrapper) -> Any:
    """Return the object of a row, with those beside it."""
    assert shape.model is not None  # noqa: S101 - asked before
    found = shape.model.from_db(connection.alias, shape.names, row[shape.first : shape.last])
    for populator in shape.populators:
        populator.populate(row, found)
    for name, place in shape.annotations:
        setattr(found, name, row[place])
    return found
