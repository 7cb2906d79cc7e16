"""The organisation tree, its posts, and who holds which from when until when."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from lms.people.models.persons import User
from lms.people.querysets import DatedQuerySet


class UnitLevel(models.IntegerChoices):
    """How high a unit stands in its agency."""

    AGENCY = 0, _("agency")
    DIRECTORATE_GENERAL = 1, _("main unit")
    DIRECTORATE = 2, _("unit")
    SECTION = 3, _("section")


class Unit(MP_Node):
    """A unit of an organisation (unor); an agency is a root. Scope of HR is a subtree."""

    steplen = 4

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=42, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=UnitLevel, default=UnitLevel.SECTION)
    region = models.CharField(
        _("region"), max_length=60, blank=True, help_text=_("The province of an agency; empty for a national one.")
    )
    is_fictional = models.BooleanField(_("invented for the demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name

    @property
    def agency_path(self) -> str:
        """Return the path of the agency this unit belongs to."""
        return str(self.path)[: self.steplen]


class PositionKind(models.TextChoices):
    """Kinds of post for which a standard is written."""

    JPT_MADYA = "jpt_madya", _("JPT Madya")
    JPT_PRATAMA = "jpt_pratama", _("JPT Pratama")
    ADMINISTRATOR = "administrator", _("Administrator")
    PENGAWAS = "pengawas", _("Pengawas")
    PELAKSANA = "pelaksana", _("Pelaksana")


# From the highest to the lowest, for questions of seniority.
SENIORITY: dict[str, int] = {kind: rank for rank, kind in enumerate(reversed(PositionKind.values), start=1)}


class Position(models.Model):
    """A post (jabatan) as it is named, with the kind whose standard it has to meet."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind of post"), max_length=20, choices=PositionKind)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["title", "kind"], name="people_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class PostingKind(models.TextChoices):
    """A person holds one primary post and may act in others."""

    PRIMARY = "primary", _("primary")
    PLT = "plt", _("acting while vacant (Plt.)")
    PLH = "plh", _("acting while absent (Plh.)")


class Posting(models.Model):
    """Who holds which post in which unit, from when until when."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="postings")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=10, choices=PostingKind, default=PostingKind.PRIMARY)
    is_head = models.BooleanField(_("leads the unit"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    appointed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    appointed_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(_("letter of appointment"), max_length=200, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="primary", valid_to__isnull=True),
                name="people_one_primary_posting",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(kind="primary", is_head=True, valid_to__isnull=True),
                name="people_one_head_a_unit",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "kind", "valid_to"], name="people_posting_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.position} · {self.unit}"
