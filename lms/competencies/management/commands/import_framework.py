"""Imports a competency framework: `manage.py import_framework FOLDER`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.competencies.importing import import_framework
from lms.errors import InvalidInput
from lms.sentences import sentence
from lms.tables import ImportReport


class Command(BaseCommand):
    """Import the tables of a folder and say what came of each line."""

    help = "Imports a competency framework with its standards from a folder of tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="folder with kerangka.toml, kerangka.csv and standar.csv")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Import and report."""
        try:
            report = import_framework(folder)
        except InvalidInput as problem:
            raise CommandError(sentence(problem)) from None
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}") from None
        self.stdout.write(str(report.framework))
        self.tell("kerangka.csv", report.indicators)
        self.tell("standar.csv", report.standards)

    def tell(self, name: str, report: ImportReport) -> None:
        """Print one table's report."""
        self.stdout.write(f"{name}: {report.imported} imported, {report.unchanged} unchanged, {report.refused} refused")
        for row in report.errors:
            self.stdout.write(f"  line {row.line}: {sentence(row.error)}")
