"""Imports items from a CSV file; the format is described in `assessments/importing.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.importing import import_items
from assessments.item_table import read_csv
from lms.errors import DomainError


class Command(BaseCommand):
    """Import the items of a file; they are in use at once and belong to everybody."""

    help = "Imports items from a CSV file (format: assessments/importing.py). Good rows go in, bad rows are listed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the CSV file, such as assessments/bank/soal.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print the report."""
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                rows, unread = read_csv(file)
            report = import_items(rows, by=None, at=timezone.now())
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except DomainError as problem:
            raise CommandError(str(problem)) from problem
        for error in [*unread, *report.errors]:
            self.stderr.write(f"{path.name}:{error.line}: {error.code}: {error.reason}")
        self.stdout.write(
            f"{report.created} new, {report.changed} changed, {report.unchanged} unchanged, "
            f"{len(unread) + len(report.errors)} refused"
        )
