"""The demo's item bank and its two courses, through the importers that trainers use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from assessments.importing import import_items, read_csv
from courses.importing import Outcome, import_course
from lms.people.models import Unit, User

BANK = Path(settings.BASE_DIR) / "assessments" / "bank" / "soal.csv"
CATALOGUE = Path(settings.BASE_DIR) / "courses" / "catalogue"


def load_courses(owner: Unit, *, by: User, at: datetime) -> Iterator[str]:
    """Import the bank and every course of the catalogue; yield a line for each."""
    with BANK.open("rb") as table:
        rows, errors = read_csv(table)
    # Without an author: what the project ships was read by a second person before it came here.
    report = import_items(rows, by=None, owner_unit=owner, at=at)
    yield f"item bank: {len(rows)} items, {len(errors) + len(report.errors)} refused"
    for folder in sorted(path for path in CATALOGUE.iterdir() if path.is_dir()):
        course = import_course(folder, by=by, owner_unit=owner, at=at)
        yield f"course {folder.name}: {course.count(Outcome.CREATED)} pages, {len(course.errors)} refused"
