"""What certificates hold about people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from certificates.facts import to_json
from certificates.models import Artifact, State, private_storage
from lms.people.models import User
from lms.people.personal_data import Erasure, Holding, Rows, register

REGISTER = _(
    "Who issued a certificate has to be able to confirm it: the register keeps number, name, title and the fingerprint "
    "of the file. NIP and file go."
)


def forget_numbers(rows: Rows, person: User, at: datetime) -> int:
    """Take NIP, post and unit out of what certificates say; the fingerprint stays that of what was issued.

    One whose PDF was never made is not made any more.
    """
    changed = rows.filter(state__in=(State.REQUESTED, State.RENDERING, State.FAILED)).delete()[0]
    for certificate in rows:
        facts = certificate.facts
        plain = replace(facts, holder_nip="", holder_post="", holder_unit="")
        if plain != facts:
            certificate.snapshot = to_json(plain)
            certificate.save(update_fields=["snapshot"])
            changed += 1
    return int(changed)


def delete_files(rows: Rows, person: User, at: datetime) -> int:
    """Delete the files and keep their fingerprints, so that a printed or mailed copy can still be confirmed."""
    changed = 0
    for artifact in rows.exclude(file=""):
        private_storage().delete(artifact.file.name)
        changed += Artifact.objects.filter(pk=artifact.pk).update(file="", size_bytes=0)
    return changed


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="certificates.Artifact",
            what=_("The files of your certificates."),
            purpose="certificates",
            retention="certificates",
            person=("certificate__holder",),
            erasure=Erasure.ANONYMISE,
            duty=REGISTER,
            anonymise=delete_files,
        ),
        Holding(
            model="certificates.StatusEvent",
            what=_("What became of your certificates: issued, revoked, replaced, when and why."),
            purpose="certificates",
            retention="certificates",
            person=("certificate__holder",),
            mentions=("by",),
            duty=REGISTER,
        ),
        Holding(
            model="certificates.Certificate",
            what=_("Your certificates and everything that is printed on them."),
            purpose="certificates",
            retention="certificates",
            person=("holder",),
            leave_out=("last_error",),
            erasure=Erasure.ANONYMISE,
            duty=REGISTER,
            anonymise=forget_numbers,
        ),
    )
