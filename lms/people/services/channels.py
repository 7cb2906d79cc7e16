"""The e-mail address of a person: asked for, confirmed by a link, given up."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.services.sessions import end_sessions
from lms.people.signals import door_changed, reset_asked

CONFIRM_WITHIN_SECONDS = 3 * 24 * 60 * 60
SALT = "lms.people.email"


class LinkDoesNotHold(InvalidInput):
    """The link was used, has ended, or was made for another address."""

    code = "link_does_not_hold"
    message = gettext_noop("This link was used already or is no longer valid. Ask for a new one on your account page.")


class NoPasswordYet(Conflict):
    """The account has no password; the link is its only way in."""

    code = "no_password_yet"
    message = gettext_noop("You have no password here yet. Ask HR for a code and choose one, then take the link away.")


def ask_to_confirm(*, person: User, email: str) -> None:
    """Send a link that makes `email` the address of `person`; an address of somebody else gets no link.

    Whoever asks is told the same either way.
    """
    address = User.objects.normalize_email(email).lower()
    if User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists():
        return
    told = {"person": person.pk, "email": address, "before": person.email or ""}
    link = settings.PUBLIC_URL + reverse("people:confirm_email", args=[signing.dumps(told, salt=SALT)])
    with translation.override(person.language):
        subject = gettext("Confirm your e-mail address")
        body = render_to_string("people/mail/confirm_email.txt", {"person": person, "link": link})
    send_mail(subject, body, None, [address])


@transaction.atomic
def confirm_email(*, token: str, at: datetime) -> User:
    """Make the address of a confirmation link the person's own.

    Raises:
        LinkDoesNotHold: it was used, has ended, or the address belongs to another account by now.
    """
    try:
        told = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN_SECONDS)
    except signing.BadSignature as problem:
        raise LinkDoesNotHold from problem
    person = User.objects.select_for_update().filter(pk=told["person"], is_active=True).first()
    if person is None or (person.email or "") != told["before"]:
        raise LinkDoesNotHold
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(email=told["email"])
    except IntegrityError as problem:
        raise LinkDoesNotHold from problem
    transaction.on_commit(lambda: door_changed.send(sender=User, person=person, what="email", at=at))
    return person


def give_up_email(*, by: User, at: datetime) -> None:
    """Forget the address of `by`; NIP and password stay the way in."""
    User.objects.filter(pk=by.pk).update(email=None)
    door_changed.send(sender=User, person=by, what="email", at=at)


def send_reset(*, person_id: int) -> None:
    """Send a link for a new password; it holds for an hour and works once."""
    person = User.objects.filter(pk=person_id, is_active=True, activated_at__isnull=False).first()
    if person is None or not person.email or not person.has_usable_password():
        return
    number = urlsafe_base64_encode(force_bytes(person.pk))
    address = reverse("people:reset_password", args=[number, default_token_generator.make_token(person)])
    with translation.override(person.language):
        subject = gettext("A new password")
        body = render_to_string("people/mail/reset.txt", {"person": person, "link": settings.PUBLIC_URL + address})
    send_mail(subject, body, None, [person.email])


def ask_for_reset(*, email: str) -> None:
    """Have a link for a new password sent to `email`; an address that nobody has costs the same."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    reset_asked.send(sender=User, person_id=person.pk if person else 0)


def password_was_changed(*, person: User, at: datetime, except_key: str | None = None) -> None:
    """End the other sessions of `person` and announce that the password has changed."""
    end_sessions(person=person, except_key=except_key)
    door_changed.send(sender=User, person=person, what="password", at=at)


def unlink_sign_on(*, by: User, at: datetime) -> None:
    """Take the link between `by` and an agency's sign-on away; NIP and password stay the way in.

    Raises:
        NoPasswordYet: without a password nobody could come in any more.
    """
    if not by.has_usable_password():
        raise NoPasswordYet
    if SocialAccount.objects.filter(user=by).delete()[0]:
        door_changed.send(sender=User, person=by, what="link", at=at)
