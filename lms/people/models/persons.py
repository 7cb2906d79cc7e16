"""People, and the numbers (NIP) they held."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.nip import EmployeeKind, mask
from lms.people.querysets import DatedQuerySet


class TimeZones(models.TextChoices):
    """The three zones of Indonesia."""

    WIB = "Asia/Jakarta", _("Western (WIB)")
    WITA = "Asia/Makassar", _("Central (WITA)")
    WIT = "Asia/Jayapura", _("Eastern (WIT)")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; `email` may be missing, because many civil servants have none."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """Return a new account; without a password it waits for its activation code."""
        fields.setdefault("activated_at", timezone.now() if password else None)
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new administrator."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Keyed by an internal id; a NIP is an attribute with history."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True, null=True, blank=True)
    full_name = models.CharField(_("name"), max_length=200)
    title_before = models.CharField(_("title before the name"), max_length=60, blank=True)
    title_after = models.CharField(_("title after the name"), max_length=100, blank=True)
    grade = models.CharField(_("grade (golongan)"), max_length=10, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    time_zone = models.CharField(_("time zone"), max_length=40, choices=TimeZones, default=TimeZones.WIB)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(default=False)
    is_fictional = models.BooleanField(_("invented for the demo"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    activated_at = models.DateTimeField(_("first signed in"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("made anonymous"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["full_name"], name="people_user_name")]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """Return the name as Wagtail asks for it."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the name without titles."""
        return self.full_name

    @property
    def display_name(self) -> str:
        """Return the name with its titles."""
        named = f"{self.title_before} {self.full_name}".strip()
        return f"{named}, {self.title_after}" if self.title_after else named


class SiasnPerson(models.Model):
    """Under which id SIASN knows a person (pns_id)."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="siasn")
    siasn_id = models.CharField(max_length=42, unique=True)

    def __str__(self) -> str:
        return str(self.person_id)


class EmployeeNumber(models.Model):
    """A NIP of a person, with the days it held; digits are stored without spaces."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="employee_numbers")
    digits = models.CharField(_("NIP"), max_length=18)
    kind = models.CharField(
        _("kind of employee"), max_length=4, choices=[(k.value, k.value.upper()) for k in EmployeeKind]
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["digits"], condition=Q(valid_to__isnull=True), name="people_nip_held_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to__isnull=True), name="people_one_nip_each"),
        ]

    def __str__(self) -> str:
        return mask(self.digits)
