"""Takes in training outside the platform: written, handed in with its proof, changed, thrown away."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.competencies.models import Competency
from lms.development.models import OutsideKind, OutsideState, OutsideTraining
from lms.development.models.external import private_storage
from lms.development.outside import number_key
from lms.development.selectors.outside import (
    NoSuchTraining,
    certificate_held,
    certificate_of_ours,
    reviewers_of,
)
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.rows import hold
from lms.uploads import LOOKED_AT_BYTES, is_what_it_says

LARGEST_PROOF = 10 * 1024 * 1024
PROOF_ENDINGS = ("pdf", "jpg", "jpeg", "png")
LONGEST_NAME = 120
MOST_JP = Decimal(2000)


class UnusableProof(InvalidInput):
    """The file proves nothing a reviewer can open."""

    code = "unusable_proof"
    message = gettext_noop("This file was not taken in. Choose a PDF or a picture (JPEG, PNG) up to 10 MB.")


class ProofMissing(InvalidInput):
    """Nothing is handed in without its proof."""

    code = "proof_missing"
    message = gettext_noop("Add the certificate or letter as a file, then hand it in.")


class DaysDoNotFit(InvalidInput):
    """Training that has not ended earns nothing yet."""

    code = "outside_days"
    message = gettext_noop("The last day lies on or after the first, and not in the future.")


class IssuedHere(Conflict):
    """The certificate comes from this platform, which has booked its hours itself."""

    code = "issued_here"
    message = gettext_noop(
        "This certificate was issued by this platform for “%(title)s”. Its hours are in your ledger already, and count "
        "once."
    )


class HandedInBefore(Conflict):
    """The same certificate was handed in before."""

    code = "handed_in_before"
    message = gettext_noop("You handed this certificate in already, for “%(title)s”. It counts once.")


class NoLongerYours(Conflict):
    """It is with a reviewer, or decided."""

    code = "no_longer_yours"
    message = gettext_noop("This has been handed in already and cannot be changed now.")


@dataclass(frozen=True)
class Typed:
    """What a person says about a training."""

    title: str
    organiser: str
    number: str
    kind: OutsideKind
    began_on: date
    ended_on: date
    jp: Decimal
    competencies: Sequence[Competency]


@transaction.atomic
def save_training(
    *, typed: Typed, file: File[bytes] | None, by: User, at: datetime, number: uuid.UUID | None = None
) -> OutsideTraining:
    """Write a training, or change one that is not with a reviewer; a new file takes the place of the old.

    Raises:
        NoSuchTraining, NoLongerYours, UnusableProof, DaysDoNotFit.
    """
    if not typed.began_on <= typed.ended_on <= timezone.localdate(at):
        raise DaysDoNotFit
    row = changeable(number, by=by) if number else OutsideTraining(person=by, written_at=at)
    row.title, row.organiser, row.number = typed.title.strip(), typed.organiser.strip(), typed.number.strip()
    row.number_key, row.kind, row.jp = number_key(typed.number), typed.kind, typed.jp
    row.began_on, row.ended_on = typed.began_on, typed.ended_on
    if file is not None:
        take_file(row, file)
    row.save()
    row.competencies.set(typed.competencies)
    return row


def take_file(row: OutsideTraining, file: File[bytes]) -> None:
    """Keep the bytes under a name of our own; what a rollback leaves is a file that nobody names."""
    beginning = file.read(LOOKED_AT_BYTES)
    file.seek(0)
    name = str(file.name or "")
    ending = name.rpartition(".")[2].lower()
    if not 0 < file.size <= LARGEST_PROOF or ending not in PROOF_ENDINGS or not is_what_it_says(name, beginning):
        raise UnusableProof
    if row.file:
        transaction.on_commit(partial(private_storage().delete, str(row.file.name)))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    row.file = private_storage().save(f"pelatihan/{uuid.uuid4().hex}.{ending}", file)
    row.file_name, row.file_sha256 = name[-LONGEST_NAME:], digest.hexdigest()


@transaction.atomic
def hand_in(*, number: uuid.UUID, by: User, at: datetime) -> OutsideTraining:
    """Hand a training in; those who review for the person's unit are told.

    Raises:
        NoSuchTraining, NoLongerYours, ProofMissing.
        IssuedHere, HandedInBefore: the same certificate would count twice.
    """
    hold(User, by.pk)
    row = changeable(number, by=by)
    if not row.file:
        raise ProofMissing
    require_first_time(row)
    row.state, row.sent_at, row.reviewer, row.claimed_at, row.reason = OutsideState.WAITING, at, None, None, ""
    row.save()
    for reviewer in reviewers_of(by, on=timezone.localdate(at)):
        notify(
            person=reviewer,
            kind="outside_to_review",
            facts={"title": row.title, "name": by.display_name},
            url=reverse("development:review", args=[row.uuid]),
            at=at,
            key=f"outside_to_review:{row.uuid}:{reviewer.pk}:{at.isoformat()}",
        )
    return row


def require_first_time(row: OutsideTraining) -> None:
    """Refuse a certificate whose event is counted already: issued here, or handed in before.

    Raises:
        IssuedHere, HandedInBefore.
    """
    ours = certificate_held(row.person, row.number) or certificate_of_ours(row.number)
    if ours is not None:
        raise IssuedHere(title=ours.offering_title if ours.holder_id == row.person_id else row.title)
    others = OutsideTraining.objects.filter(person=row.person, state__in=["waiting", "in_review", "accepted"])
    others = others.exclude(pk=row.pk)
    same = others.filter(number_key=row.number_key).first() if row.number_key else None
    same = same or others.filter(file_sha256=row.file_sha256).first()
    if same is not None:
        raise HandedInBefore(title=same.title)


@transaction.atomic
def throw_away(*, number: uuid.UUID, by: User) -> None:
    """Throw away what is not with a reviewer, and its file.

    Raises:
        NoSuchTraining, NoLongerYours.
    """
    row = changeable(number, by=by)
    if row.file:
        transaction.on_commit(partial(private_storage().delete, str(row.file.name)))
    row.delete()


def changeable(number: uuid.UUID, *, by: User) -> OutsideTraining:
    """Return the person's own training, locked, if it may still be changed."""
    row = OutsideTraining.objects.select_for_update(of=("self",)).filter(uuid=number, person=by).first()
    if row is None:
        raise NoSuchTraining
    if not row.may_be_changed:
        raise NoLongerYours
    return row
