"""The numbers this room works with, as dated rows: how early to remind, when to ask again, when to pass on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.policies import DatedPolicy


class TermKey(models.TextChoices):
    """What a number is for."""

    REMIND_BEFORE_DAYS = "remind_before_days", _("reminder before the due date (days)")
    REMIND_EVERY_DAYS = "remind_every_days", _("reminder after the due date, every (days)")
    LEARNING_MINUTES_A_DAY = "learning_minutes_a_day", _("time to learn beside the work (minutes a day)")
    SPARE_DAYS = "spare_days", _("spare time on top of the least time (days)")
    FOLLOW_UP_DAYS = "follow_up_days", _("question after a plan was agreed (days)")
    PASS_ON_WORKING_DAYS = "pass_on_working_days", _("passed on to the next after (working days)")


class Term(DatedPolicy):
    """One number of the house, with its source and the days it holds."""

    key = models.CharField(_("what for"), max_length=40, choices=TermKey)
    amount = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("number of the house")

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"
