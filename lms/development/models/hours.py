"""Learning hours (jam pelajaran, JP): the ledger, how activities convert, and what the law asks for a year."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.people.nip import EmployeeKind
from lms.policies import DatedPolicy


class ActivityForm(models.TextChoices):
    """Forms of competency development that earn hours."""

    COURSE = "course", _("online course")
    WEBINAR = "webinar", _("webinar")
    MENTORING = "mentoring", _("mentoring")
    EXTERNAL = "external", _("external training")


class ConversionRule(DatedPolicy):
    """How one form of activity becomes hours: `jp_per_unit` for each unit, capped a week and a year."""

    form = models.CharField(_("form"), max_length=20, choices=ActivityForm)
    unit = models.CharField(_("unit"), max_length=20, choices=[("jp", "JP"), ("minutes", _("minutes"))])
    minutes_per_jp = models.PositiveSmallIntegerField(_("minutes for one JP"), null=True, blank=True)
    jp_a_week = models.DecimalField(_("at most a week (JP)"), max_digits=5, decimal_places=2, null=True, blank=True)
    jp_a_year = models.DecimalField(_("at most a year (JP)"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("rule of conversion")

    def __str__(self) -> str:
        return str(self.get_form_display())


class HoursTarget(DatedPolicy):
    """Hours a year that the law asks of a kind of employee: a floor (PNS) or a ceiling (PPPK, a warning only)."""

    employee_kind = models.CharField(
        _("kind of employee"), max_length=4, choices=[(k.value, k.value.upper()) for k in EmployeeKind]
    )
    floor_jp = models.DecimalField(_("at least (JP)"), max_digits=5, decimal_places=2, null=True, blank=True)
    ceiling_jp = models.DecimalField(_("at most (JP)"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("hours a year")

    def __str__(self) -> str:
        return self.employee_kind


class Cap(models.TextChoices):
    """Which cap let less count than was earned."""

    WEEK = "week", _("the most that counts in a week")
    YEAR = "year", _("the most that counts in a year")


class HoursEntry(models.Model):
    """One line of the ledger: what earned how many hours, by which rule. Never changed; a mistake is reversed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hours")
    form = models.CharField(_("form"), max_length=20, choices=ActivityForm)
    jp = models.DecimalField(_("hours (JP)"), max_digits=6, decimal_places=2)
    jp_before_cap = models.DecimalField(max_digits=6, decimal_places=2)
    capped_by = models.CharField(_("cap"), max_length=4, choices=Cap, blank=True)
    performed_on = models.DateField(_("date"))
    source_kind = models.CharField(max_length=40)
    source_uuid = models.UUIDField()
    title = models.CharField(_("activity"), max_length=300)
    rule = models.ForeignKey(ConversionRule, on_delete=models.PROTECT, related_name="entries")
    booked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "source_kind", "source_uuid"], name="development_hours_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-performed_on"], name="development_hours_of"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.jp} JP"


class HoursStatement(models.Model):
    """A yearly statement that was handed out: its number, and what it said. The same content keeps its number."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hours_statements")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    jp = models.DecimalField(_("hours (JP)"), max_digits=7, decimal_places=2)
    entries = models.PositiveIntegerField(_("entries"))
    content_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "year", "content_sha256"], name="development_statement_of_content_once"
            )
        ]

    def __str__(self) -> str:
        return self.number
