"""How an agency delivers to SIASN, and what SIASN calls the kinds of training."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Unit, User
from lms.policies import DatedPolicy
from lms.siasn.mapping import RecordKind

KINDS = [
    (RecordKind.TECHNICAL.value, _("technical training")),
    (RecordKind.FUNCTIONAL.value, _("functional training")),
    (RecordKind.LEADERSHIP.value, _("leadership training")),
    (RecordKind.SEMINAR.value, _("seminar, workshop or similar")),
]


class Carrier(models.TextChoices):
    """How records reach SIASN."""

    HTTP = "http", _("directly, through SIASN’s web service")
    ZIP = "zip", _("as a ZIP file that HR enters into SIASN")


class SiasnAgency(models.Model):
    """An agency that delivers; one without a row delivers nothing.

    Address and keys of the web service stand in the environment, never here.
    """

    agency = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="siasn_settings")
    instansi_id = models.CharField(_("the agency’s id in SIASN (instansiId)"), max_length=42)
    organiser = models.CharField(_("name as organiser"), max_length=200, blank=True)
    place_id = models.CharField(_("id of the place in SIASN (lokasiId)"), max_length=42, blank=True)
    carrier = models.CharField(_("way of delivery"), max_length=4, choices=Carrier, default=Carrier.ZIP)
    starts_on = models.DateField(_("deliver what ended on or after"))
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.instansi_id


class KindCode(DatedPolicy):
    """What SIASN calls one kind of training; a row of an agency goes before the row of the house."""

    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    training = models.CharField("jenisDiklatId", max_length=42)
    course = models.CharField("jenisKursus", max_length=42, blank=True)
    certificate = models.CharField("jenisKursusSertipikat", max_length=42, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("code of SIASN")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "kind", "valid_from"], name="siasn_code_of_agency_once"),
            models.UniqueConstraint(
                fields=["kind", "valid_from"], condition=Q(agency__isnull=True), name="siasn_code_of_house_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.training}"
