"""Imports a course: `manage.py import_course FOLDER [--owner UNIT_CODE]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.importing import CourseReport, Outcome, import_course
from lms.errors import DomainError
from lms.people.models import Unit
from lms.sentences import sentence


class Command(BaseCommand):
    """Import the files of a folder and say what came of each."""

    help = "Imports a course with its modules, lessons and checks from a folder of Markdown files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and the agency."""
        parser.add_argument("folder", type=Path, help="folder with kursus.md")
        parser.add_argument("--owner", default="", help="code of the agency the course belongs to; empty: everybody's")

    def handle(self, *args: Any, folder: Path, owner: str, **options: Any) -> None:
        """Import and report."""
        if not folder.is_dir():
            raise CommandError(f"{folder}: no such folder")
        unit = Unit.objects.filter(code=owner).first() if owner else None
        if owner and unit is None:
            raise CommandError(f"{owner}: no unit has this code")
        try:
            report = import_course(folder, owner_unit=unit, at=timezone.now())
        except DomainError as problem:
            raise CommandError(sentence(problem)) from None
        self.tell(report)

    def tell(self, report: CourseReport) -> None:
        """Print the report."""
        name = f"{report.course.code} {report.course.title}" if report.course else "-"
        counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
        self.stdout.write(
            f"{name}: {counts}, {len(report.errors)} refused; final test of {report.test_items} questions"
        )
        for error in report.errors:
            self.stdout.write(f"  {error.name}: {sentence(error.error)}")
        if report.course and not report.test_items:
            self.stdout.write(
                "  no exam items of its competencies in the bank: import the bank first, then the course again"
            )
