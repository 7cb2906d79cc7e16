"""What a person may do beyond learning, over what and until when; and the log of every grant."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisation import Unit
from lms.people.models.persons import User
from lms.people.querysets import DatedQuerySet
from lms.policies import DatedPolicy


class Role(models.TextChoices):
    """What a person may do beyond learning; each is granted over a scope.

    The civil servant needs no grant, and the superior follows from postings. HR of an agency and HR of a unit are
    one role over a larger or smaller subtree.
    """

    HR = "hr", _("HR officer")
    VIEWER = "viewer", _("viewer of totals")
    TRAINER = "trainer", _("trainer")
    SECOND_READER = "second_reader", _("second reader")
    RATER = "rater", _("rater")
    PROCTOR = "proctor", _("proctor")
    CLASS_ORGANISER = "class_organiser", _("class organiser")
    MENTORING_COORDINATOR = "mentoring_coordinator", _("mentoring coordinator")
    ADMINISTRATOR = "administrator", _("administrator")
    DPO = "dpo", _("data protection officer")
    AUDITOR = "auditor", _("auditor")


class ScopeKind(models.TextChoices):
    """Over what a role is held."""

    UNIT = "unit", _("a unit and everything below it")
    NATION = "nation", _("every agency")
    CLASS = "class", _("one class")
    PROGRAMME = "programme", _("one programme")


class RoleGrant(models.Model):
    """A role of a person over a scope, with dates.

    A class or a programme lives in a room above: it is kept as a plain reference with the title it had, beside the
    unit in which it lies. That unit says who may give and end the role; the role opens nothing of the unit.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    scope_kind = models.CharField(_("scope"), max_length=12, choices=ScopeKind, default=ScopeKind.UNIT)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="role_grants")
    scope_uuid = models.UUIDField(null=True, blank=True)
    scope_title = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(valid_to__isnull=True, scope_kind="unit"),
                name="people_role_granted_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "scope_uuid"],
                condition=Q(valid_to__isnull=True, scope_uuid__isnull=False),
                name="people_role_granted_once_there",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(valid_to__isnull=True, scope_kind="nation"),
                name="people_role_granted_once_nation",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="unit", unit__isnull=False, scope_uuid__isnull=True)
                | Q(scope_kind="nation", unit__isnull=True, scope_uuid__isnull=True)
                | Q(scope_kind__in=("class", "programme"), unit__isnull=False, scope_uuid__isnull=False),
                name="people_role_has_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.scope}"

    @property
    def scope(self) -> str:
        """Return over what the role is held, in words."""
        return str(self.scope_title or self.unit or self.get_scope_kind_display())


class RoleDeed(models.TextChoices):
    """What was done to a grant."""

    GRANTED = "granted", _("granted")
    ENDED = "ended", _("ended")
    CONFIRMED = "confirmed", _("confirmed at the review")


class RoleEvent(models.Model):
    """One line of the log of grants; lines are added and never changed."""

    grant = models.ForeignKey(RoleGrant, on_delete=models.CASCADE, related_name="events")
    deed = models.CharField(max_length=10, choices=RoleDeed)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["grant", "-at"], name="people_role_event")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.at:%Y-%m-%d}"


class SecondFactorRule(DatedPolicy):
    """Holders of this role need a second step at sign-in."""

    role = models.CharField(_("role"), max_length=30, choices=Role)

    class Meta:
        verbose_name = _("rule of the second step")
        verbose_name_plural = _("rules of the second step")

    def __str__(self) -> str:
        return self.get_role_display()


class ViewGrant(models.Model):
    """A right to look at one person for one purpose, written by upper rooms (a mentor, a rater)."""

    viewer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="view_grants")
    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=40)
    source_kind = models.CharField(max_length=40)
    source_uuid = models.UUIDField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["viewer", "subject", "purpose", "source_uuid"], name="people_view_granted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.source_kind})"
