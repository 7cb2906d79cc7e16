"""What delivery to SIASN holds about people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people.personal_data import Erasure, Expiry, Holding, register, register_expiry
from lms.siasn.models import ReplyFile, Sending, SendingState
from lms.siasn.models.sendings import private_storage


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="siasn.ReplyLine",
            what=_("What a file of SIASN’s replies says about your records, until its time is over."),
            purpose="learning",
            retention="imports",
            person=("delivery__person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="siasn.DeliveryEvent",
            what=_("What happened to your records on their way to SIASN."),
            purpose="learning",
            retention="learning_record",
            person=("delivery__person",),
            mentions=("by",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="siasn.Delivery",
            what=_("Your certificates and trainings as they go to SIASN, and what SIASN answered."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            leave_out=("document",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="siasn.Sending",
            what=_("Who sent a batch of records to SIASN, and when."),
            purpose="access",
            retention="imports",
            mentions=("by",),
        ),
        Holding(
            model="siasn.ReplyFile",
            what=_("Who brought in a file of SIASN’s replies, and when."),
            purpose="access",
            retention="imports",
            mentions=("by",),
        ),
        Holding(
            model="siasn.SiasnAgency",
            what=_("Who changed how an agency delivers to SIASN."),
            purpose="access",
            retention="learning_record",
            mentions=("changed_by",),
        ),
        Holding(
            model="siasn.KindCode",
            what=_("Who wrote the codes of SIASN for a kind of training."),
            purpose="access",
            retention="learning_record",
            mentions=("written_by",),
        ),
    )
    register_expiry(
        Expiry(
            key="imports",
            what=_("Files of SIASN’s replies"),
            rows=lambda before: ReplyFile.objects.filter(received_at__lt=before),
        ),
        Expiry(
            key="imports",
            what=_("Batches of records that went to SIASN"),
            rows=lambda before: Sending.objects.filter(requested_at__lt=before).exclude(state=SendingState.OPEN),
            act=delete_sendings,
        ),
    )


def delete_sendings(ids: list[Any]) -> int:
    """Delete batches with their files; the records in them keep their own history."""
    for name in Sending.objects.filter(pk__in=ids).exclude(file="").values_list("file", flat=True):
        private_storage().delete(name)
    _all, by_model = Sending.objects.filter(pk__in=ids).delete()
    return by_model.get(Sending._meta.label, 0)
