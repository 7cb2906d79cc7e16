"""Rules of law and of the house as dated data: who says so, from when, until when, and whether it was checked."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.errors import Unavailable, gettext_noop
from lms.kept import Kept, given


class NoPolicyInForce(Unavailable):
    """No row of this policy is in force on the day."""

    code = "no_policy_in_force"
    message = gettext_noop("There is no rule for “%(policy)s” in force on %(day)s. Ask your administrator to add one.")


class DatedPolicyQuerySet(models.QuerySet[Any]):
    """Rows of a policy, asked by day."""

    def in_force(self, day: date) -> Self:
        """Return the rows that hold on `day` (`valid_to` is the last day)."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day))

    def newest_in_force(self, day: date, **which: Any) -> Any:
        """Return the row in force on `day` that began last.

        Raises:
            NoPolicyInForce: no row holds on that day.
        """
        row = self.in_force(day).filter(**which).order_by("-valid_from", "-pk").first()
        if row is None:
            raise NoPolicyInForce(policy=str(self.model._meta.verbose_name), day=day.isoformat())
        return row


class DatedPolicyManager(models.Manager.from_queryset(DatedPolicyQuerySet)):  # type: ignore[misc]
    """All rows of a policy; the one in force is asked for by many requests, always in the same way."""

    newest_of: ClassVar[dict[type[models.Model], Kept[Any]]] = {}

    def newest_in_force(self, day: date, **which: Any) -> Any:
        """Return the row in force on `day` that began last.

        Raises:
            NoPolicyInForce: no row holds on that day.
        """
        if which or self is not self.model._default_manager:
            return self.get_queryset().newest_in_force(day, **which)
        if self.model not in self.newest_of:
            self.newest_of[self.model] = Kept(
                lambda: self.in_force(given("day", models.DateField())).order_by("-valid_from", "-pk")[:1]
            )
        row = self.newest_of[self.model].one(day=day)
        if row is None:
            raise NoPolicyInForce(policy=str(self.model._meta.verbose_name), day=day.isoformat())
        return row


class DatedPolicy(models.Model):
    """One rule, with its source and the days it holds."""

    legal_basis = models.CharField(
        _("legal basis"), max_length=300, help_text=_("Regulation and article, or “example”.")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("Last day; empty while it holds."))
    verified = models.BooleanField(
        _("checked against the source"), default=False, help_text=_("Someone compared this row with the regulation.")
    )

    objects: ClassVar[Any] = DatedPolicyManager()

    class Meta:
        abstract = True
