"""Cases: a stimulus that several items hang on, through all its versions."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.stimuli import CaseContent, Picture
from lms.people.models import Unit, User


class Case(models.Model):
    """A situation or document that several items share. No `unit` means that it belongs to everybody."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-changed_at"], name="assessments_case_changed"),
        ]

    def __str__(self) -> str:
        return self.code


class CaseVersion(models.Model):
    """One wording of a case; once a version of an item that was read or shown stands on it, it never changes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alt_text = models.CharField(_("text in place of the picture"), max_length=300, blank=True)
    long_description = models.TextField(_("long description of the picture"), blank=True)
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["case", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="assessments_case_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.number}"


def case_content_of(version: CaseVersion) -> CaseContent:
    """Return a version of a case as its author wrote it (reads the case and the picture)."""
    return CaseContent(version.case.code, version.title, version.text, version.source, picture_on(version))


def picture_on(version: Any) -> Picture | None:
    """Return the picture of a version of a case or an item (reads the picture)."""
    if version.picture is None:
        return None
    return Picture(version.picture.get_file_hash(), version.alt_text, version.long_description)
