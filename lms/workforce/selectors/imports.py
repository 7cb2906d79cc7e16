"""Reads imports: each is seen by who brought the file, and by nobody else."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from lms.errors import NotFound, gettext_noop
from lms.people.models import User
from lms.workforce.models import DataImport, ImportLine


class NoImportHere(NotFound):
    """There is none, or somebody else brought it."""

    code = "no_such_import"
    message = gettext_noop("We could not find this import.")


def imports_of(viewer: User) -> QuerySet[DataImport]:
    """Return the files the viewer brought, the newest first."""
    return DataImport.objects.filter(by=viewer).order_by("-requested_at", "-pk")


def import_of(number: uuid.UUID, *, viewer: User) -> DataImport:
    """Return one file of the viewer's own. One query.

    Raises:
        NoImportHere: none of theirs.
    """
    found = imports_of(viewer).filter(uuid=number).first()
    if found is None:
        raise NoImportHere
    return found


def lines_of(job: DataImport, outcome: str) -> QuerySet[ImportLine]:
    """Return the lines of a report of one kind, as they stand in the file."""
    return job.results.filter(outcome=outcome).order_by("line", "name", "pk")
