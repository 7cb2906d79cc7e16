"""Codes from HR: made in batches or one by one, spent once, and what opens with them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access, codes
from lms.people.backends import person_behind
from lms.people.models import (
    AccessCode,
    BatchState,
    CodeBatch,
    CodePurpose,
    Posting,
    PostingKind,
    User,
)
from lms.people.services.looks import log_look
from lms.people.services.sessions import end_sessions
from lms.people.signals import batch_requested, code_given, door_changed

# After as many wrong tries a code is void: 50 bits against five guesses.
MOST_WRONG_TRIES = 5
CODES_A_STEP = 2_000
MOST_ATTEMPTS = 5
# What HR has to have done before a single code is handed out.
IDENTITY_CHECKS = ("id_card", "video_call", "known")


class CodeDoesNotFit(InvalidInput):
    """NIP and code do not belong together, or the code has ended; which of the two is not told."""

    code = "code_does_not_fit"
    message = gettext_noop(
        "NIP and code do not fit together, or the code is no longer valid. Check both. After five wrong tries the "
        "code ends; your HR officer can give you a new one."
    )


class IdentityNotChecked(InvalidInput):
    """Nobody has said how the person was recognised."""

    code = "identity_not_checked"
    message = gettext_noop("Say how you made sure that this is the person.")


class NobodyWaits(Conflict):
    """Everybody of the unit has signed in before."""

    code = "nobody_waits"
    message = gettext_noop("Everybody here has signed in before. There is nobody to make a code for.")


def code_of(row: AccessCode) -> str:
    """Return the code of a row as it is printed."""
    return codes.written(codes.derive(row.uuid, key=settings.SECRET_KEY))


@transaction.atomic
def request_codes(*, unit: uuid.UUID, by: User, at: datetime) -> CodeBatch:
    """Ask for codes for everybody at or below a unit who has not signed in yet; the row is the queue.

    Raises:
        OutsideScope: `by` is no HR officer there.
        NobodyWaits: everybody has signed in.
    """
    day = timezone.localdate(at)
    place = access.require_unit(by, unit, on=day)
    total = waiting_people(place.path, on=day).count()
    if not total:
        raise NobodyWaits
    batch = CodeBatch.objects.create(
        unit=place,
        requested_by=by,
        requested_at=at,
        expires_at=at + timedelta(days=settings.ACCESS_CODE_DAYS),
        total=total,
    )
    transaction.on_commit(lambda: batch_requested.send(sender=CodeBatch, batch_id=batch.pk))
    return batch


def waiting_people(path: str, *, on: date) -> QuerySet[User]:
    """Return the people posted at or below `path` who wait for their first sign-in, by id."""
    posted = Posting.objects.on(on).filter(
        access.below((path,), "unit__path"), person=OuterRef("pk"), kind=PostingKind.PRIMARY
    )
    waiting = User.objects.filter(activated_at__isnull=True, is_active=True, erased_at__isnull=True)
    return waiting.filter(Exists(posted)).order_by("pk")


def make_codes(*, batch_id: int) -> None:
    """Make the codes of a batch, step by step; a process that was killed is followed by one that goes on.

    An open code that a person holds already is void with the new one, as it may lie anywhere.
    """
    while step(batch_id=batch_id, at=timezone.now()):
        pass


@transaction.atomic
def step(*, batch_id: int, at: datetime) -> bool:
    """Make the next codes of a batch under its lock; return whether more are to be made."""
    batch = CodeBatch.objects.select_for_update().select_related("unit").get(pk=batch_id)
    if batch.state != BatchState.REQUESTED:
        return False
    people = list(
        waiting_people(batch.unit.path, on=timezone.localdate(at))
        .filter(pk__gt=batch.done_through)
        .values_list("pk", flat=True)[:CODES_A_STEP]
    )
    if not people:
        CodeBatch.objects.filter(pk=batch.pk).update(state=BatchState.DONE, finished_at=at)
        return False
    AccessCode.objects.filter(person_id__in=people, used_at=None, void_at=None).update(void_at=at)
    AccessCode.objects.bulk_create(
        AccessCode(
            person_id=person,
            purpose=CodePurpose.ACTIVATION,
            batch=batch,
            made_by_id=batch.requested_by_id,
            made_at=at,
            expires_at=batch.expires_at,
        )
        for person in people
    )
    CodeBatch.objects.filter(pk=batch.pk).update(made=F("made") + len(people), done_through=people[-1])
    return True


def make_waiting_codes() -> int:
    """Go on with batches that a crash or a lost message left behind; return how many there were."""
    waiting = CodeBatch.objects.filter(state=BatchState.REQUESTED)
    waiting.filter(attempts__gte=MOST_ATTEMPTS).update(state=BatchState.FAILED)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        CodeBatch.objects.filter(pk=number).update(attempts=F("attempts") + 1)
        make_codes(batch_id=number)
        CodeBatch.objects.filter(pk=number).update(attempts=0)
    return len(numbers)


@transaction.atomic
def give_code(*, person: uuid.UUID, checked: str, by: User, at: datetime) -> AccessCode:
    """Make one code for a person whom the officer has recognised; earlier codes are void, and the person is told.

    `checked` is one of `IDENTITY_CHECKS`. Who has signed in before gets a code for a new password.

    Raises:
        MayNotView: `by` is no HR officer for this person.
        IdentityNotChecked: `checked` says nothing.
    """
    if checked not in IDENTITY_CHECKS:
        raise IdentityNotChecked
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    AccessCode.objects.filter(person=found, used_at=None, void_at=None).update(void_at=at)
    made = AccessCode.objects.create(
        person=found,
        purpose=CodePurpose.RESET if found.activated_at else CodePurpose.ACTIVATION,
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=settings.ACCESS_CODE_DAYS),
    )
    log_look(viewer=by, subject=found, purpose=f"code_{checked}", at=at)
    transaction.on_commit(lambda: code_given.send(sender=AccessCode, person=found, code_id=made.pk, at=at))
    return made


def open_code(*, nip: str, code: str, at: datetime) -> AccessCode:
    """Return the open code of the person with this NIP, if the typed code is it; a wrong try is counted.

    Whatever is wrong takes the same work: a look for the person, one for the code, a comparison, two counts.

    Raises:
        CodeDoesNotFit: it is not.
    """
    person = person_behind(nip.replace("@", " "))
    row = (
        AccessCode.objects.select_related("person")
        .filter(
            person_id=person.pk if person else 0,
            used_at=None,
            void_at=None,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )
    if not codes.fits(code, row.uuid if row else uuid.UUID(int=0), key=settings.SECRET_KEY) or row is None:
        count_wrong_try(row.pk if row else 0, at=at)
        raise CodeDoesNotFit
    return row


def count_wrong_try(row_id: int, *, at: datetime) -> None:
    """Count a wrong try; the fifth ends the code. For nobody's code (0) the same is asked of the database."""
    AccessCode.objects.filter(pk=row_id).update(wrong_tries=F("wrong_tries") + 1)
    AccessCode.objects.filter(pk=row_id, wrong_tries__gte=MOST_WRONG_TRIES).update(void_at=at)


@transaction.atomic
def spend_code(*, code: uuid.UUID, password: str, at: datetime) -> User:
    """Give the person of an open code this password; the code is spent and every session ends.

    Raises:
        CodeDoesNotFit: it was spent, ended or replaced in the meantime.
    """
    row = AccessCode.objects.select_for_update(of=("self",)).select_related("person").filter(uuid=code).first()
    if row is None or row.used_at or row.void_at or row.expires_at <= at or not row.person.is_active:
        raise CodeDoesNotFit
    person = row.person
    known_before = person.activated_at is not None
    person.set_password(password)
    person.activated_at = person.activated_at or at
    person.save(update_fields=["password", "activated_at"])
    AccessCode.objects.filter(pk=row.pk).update(used_at=at)
    end_sessions(person=person)
    if known_before:
        transaction.on_commit(lambda: door_changed.send(sender=User, person=person, what="password", at=at))
    return person


@transaction.atomic
def spend_for_link(*, code: AccessCode, at: datetime) -> User:
    """Spend an open code as the proof that links an agency's sign-on; the account counts as signed in to.

    Raises:
        CodeDoesNotFit: it was spent in the meantime.
    """
    if not AccessCode.objects.filter(pk=code.pk, used_at=None, void_at=None).update(used_at=at):
        raise CodeDoesNotFit
    User.objects.filter(pk=code.person_id, activated_at=None).update(activated_at=at)
    return User.objects.get(pk=code.person_id)


@transaction.atomic
def take_second_step_off(*, person: uuid.UUID, checked: str, by: User, at: datetime) -> User:
    """Take the second step off an account whose owner lost it and was recognised; sessions end, the person is told.

    `checked` is one of `IDENTITY_CHECKS`.

    Raises:
        MayNotView: `by` is no HR officer for this person.
        IdentityNotChecked: `checked` says nothing.
    """
    if checked not in IDENTITY_CHECKS:
        raise IdentityNotChecked
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    Authenticator.objects.filter(user=found).delete()
    end_sessions(person=found)
    log_look(viewer=by, subject=found, purpose=f"code_{checked}", at=at)
    transaction.on_commit(lambda: door_changed.send(sender=User, person=found, what="second_step", at=at))
    return found
