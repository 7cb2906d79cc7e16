"""What is on its way into or out of the bank: files waiting to be confirmed, and the register of exports."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import User


class ItemImport(models.Model):
    """A file of items that was read and waits for its owner to confirm; it holds keys until then.

    `entries` are the items as the file tells them, `findings` what becomes of each. Once confirmed, only the findings
    stay. A day later the row is gone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="item_imports")
    format = models.CharField(_("format"), max_length=10)
    entries = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of items")
        verbose_name_plural = _("imports of items")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="assessments_import_age")]

    def __str__(self) -> str:
        return f"{self.format} {self.uuid}"


class ItemExport(models.Model):
    """The register of exports: who took how many items with their keys, in which format, and what was left out."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="item_exports")
    format = models.CharField(_("format"), max_length=10)
    filters = models.JSONField(default=dict)
    items = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("export of items")
        verbose_name_plural = _("exports of items")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.format}, {self.items}"
