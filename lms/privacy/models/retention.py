"""How long each kind of data stays, and what the nightly deletion did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.policies import DatedPolicy


class RetentionRule(DatedPolicy):
    """How many days rows of one kind stay; no number means as long as the duty to keep them."""

    key = models.CharField(max_length=40)
    title = models.CharField(_("what"), max_length=200)
    days = models.PositiveIntegerField(_("days"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of retention")
        verbose_name_plural = _("rules of retention")

    def __str__(self) -> str:
        return gettext(self.title)


class RunState(models.TextChoices):
    """How far a nightly deletion is."""

    RUNNING = "running", pgettext_lazy("deletion", "going on")
    DONE = "done", pgettext_lazy("deletion", "done")


class RetentionRun(models.Model):
    """What one rule did in one night: a killed worker leaves it `running`, and the next run goes on."""

    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="runs")
    what = models.CharField(max_length=200)
    day = models.DateField()
    before = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    changed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "what", "day"], name="privacy_one_run_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.day:%Y-%m-%d}"

    @property
    def what_text(self) -> str:
        """Return what was deleted, in the reader's language."""
        return gettext(self.what)
