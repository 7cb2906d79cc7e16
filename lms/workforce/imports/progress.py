"""How far a file is: each chunk of lines is one transaction with its mark in the row of the import."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F

from lms.bulk import load
from lms.errors import Conflict
from lms.workforce.imports.reading import WrongLine
from lms.workforce.models import DataImport, ImportLine, ImportMode, ImportState, Outcome

A_CHUNK = 5000
HELD_FOR = timedelta(minutes=5)
Clock = Callable[[], datetime]
T = TypeVar("T")
COLUMNS = ("job_id", "line", "outcome", "person_id", "name", "before", "after", "problem", "facts")


class StoppedElsewhere(Conflict):
    """Another worker has the import."""

    code = "import_in_other_hands"


class HasWrongLines(Conflict):
    """All lines or none, and one turned out wrong."""

    code = "import_turned_wrong"


def in_chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield the rows in lists of a chunk."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, A_CHUNK)):
        yield chunk


@contextmanager
def one_chunk(job: DataImport, *, through: int, at: datetime) -> Iterator[None]:
    """Hold the import for a chunk of lines up to `through`, and write that it is finished.

    Raises:
        StoppedElsewhere: another worker has gone on with it.
    """
    with transaction.atomic():
        mine = DataImport.objects.filter(pk=job.pk, state=job.state, done_through=job.done_through)
        if not mine.update(next_try_at=at + HELD_FOR, done_through=through):
            raise StoppedElsewhere
        yield
    job.done_through = through


def count(job: DataImport, counts: dict[str, int], *, lines: int) -> None:
    """Add what a chunk held."""
    sums: dict[str, Any] = {outcome: F(outcome) + number for outcome, number in counts.items()}
    DataImport.objects.filter(pk=job.pk).update(lines=F("lines") + lines, **sums)


def refuse_wrong(job: DataImport, wrong: list[tuple[int, WrongLine]]) -> None:
    """Stop an application of all or none at its first wrong line."""
    if wrong and job.state == ImportState.APPLYING and job.mode == ImportMode.ALL:
        raise HasWrongLines


def keep_wrong(job: DataImport, wrong: list[tuple[int, WrongLine]]) -> None:
    """Write what is wrong with each line; the words name columns and lines, nobody and no number."""
    keep(job, ((line, Outcome.WRONG, None, "", "", "", problem.message, problem.facts) for line, problem in wrong))


def keep(job: DataImport, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write lines of the report: line, outcome, person, name, before, after, problem, facts."""
    load(ImportLine, COLUMNS, ((job.pk, *row[:-1], json.dumps(row[-1]) if row[-1] else "") for row in rows))
