"""People, their numbers, postings, the organisation tree, roles, grants to look, and the log of looks."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

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
        """Return a new account; without a password it cannot be signed in to."""
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


class Role(models.TextChoices):
    """What a person may do beyond learning; each is granted for a part of the organisation."""

    HR = "hr", _("HR officer")
    TRAINER = "trainer", _("trainer")
    SECOND_READER = "second_reader", _("second reader")
    MENTORING_COORDINATOR = "mentoring_coordinator", _("mentoring coordinator")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleGrant(models.Model):
    """A role of a person over a unit and everything below it, with dates."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="role_grants")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], condition=Q(valid_to__isnull=True), name="people_role_granted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"


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


class Look(models.Model):
    """One look of a person at another person's data, shown to that person in plain words."""

    viewer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="looks")
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject", "-at"], name="people_look_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d}"
