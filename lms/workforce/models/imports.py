"""Files of people and units that HR brings in: what a file would change, and how far its application is."""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.people.models import User


def private_storage() -> Storage:
    """Return the storage whose files only a view hands out."""
    return storages["private"]


class ImportKind(models.TextChoices):
    """What the lines of a file are."""

    PEOPLE = "people", _("people (pegawai.csv)")
    UNITS = "units", _("units (unor.csv)")
    RESULTS = "results", _("results from elsewhere (hasil_asesmen.csv)")


class ImportState(models.TextChoices):
    """The row is the queue: waiting for the dry run, dry run done, being applied, applied."""

    WAITING = "waiting", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked")
    APPLYING = "applying", pgettext_lazy("import", "being applied")
    DONE = "done", pgettext_lazy("import", "applied")
    FAILED = "failed", pgettext_lazy("import", "failed")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


UNDER_WAY = (ImportState.WAITING, ImportState.APPLYING)


class ImportMode(models.TextChoices):
    """What becomes of the good lines of a file that has wrong ones."""

    ALL = "all", _("All lines or none")
    GOOD = "good", _("Every good line; wrong ones are left out")


class Outcome(models.TextChoices):
    """What a line does."""

    CREATED = "created", pgettext_lazy("line of a file", "new")
    MOVED = "moved", pgettext_lazy("line of a file", "new posting")
    CHANGED = "changed", pgettext_lazy("line of a file", "changed data")
    ENDED = "ended", pgettext_lazy("line of a file", "posting ends")
    ABSENT = "absent", pgettext_lazy("line of a file", "works here, not in the file")
    UNCHANGED = "unchanged", pgettext_lazy("line of a file", "unchanged")
    WRONG = "wrong", pgettext_lazy("line of a file", "wrong")


class DataImport(models.Model):
    """One file. `done_through` is the last line that is finished: what a killed worker left goes on behind it.

    The file is deleted once it is applied, discarded, or over; its own name is kept nowhere.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ImportKind)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    mode = models.CharField(max_length=5, choices=ImportMode, default=ImportMode.ALL)
    ends_absent = models.BooleanField(default=False)
    dropped = models.JSONField(default=list)
    lines = models.PositiveIntegerField(default=0)
    done_through = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=UNDER_WAY), name="workforce_import_waiting"),
            models.Index(fields=["by", "-requested_at"], name="workforce_import_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.requested_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has it."""
        return self.state in UNDER_WAY


class ImportLine(models.Model):
    """What one line of a file would do, kept until the file is applied; what is wrong names nobody."""

    job = models.ForeignKey(DataImport, on_delete=models.CASCADE, related_name="results")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=400, blank=True)
    after = models.CharField(max_length=400, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    facts = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["job", "outcome", "line"], name="workforce_import_line")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"

    @property
    def sentence(self) -> str:
        """Return what is wrong, in the reader's language."""
        return gettext(self.problem) % json.loads(self.facts or "{}") if self.problem else ""
