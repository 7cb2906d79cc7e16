"""What this room does when something was announced: queue the making of codes, end sessions, tell what changed."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from lms.people.devices import note_device
from lms.people.models import User
from lms.people.signals import batch_requested, door_changed, reset_asked
from lms.people.tasks import make_codes, send_reset
from lms.queueing import queue


@receiver(batch_requested)
def queue_codes(batch_id: int, **_kwargs: Any) -> None:
    """Have the codes made soon."""
    queue(make_codes, batch_id)


@receiver(reset_asked)
def queue_reset(person_id: int, **_kwargs: Any) -> None:
    """Send the link soon; an address nobody has costs the same time."""
    queue(send_reset, person_id)


@receiver(user_logged_in)
def recognise_device(request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    """Tell the person of a sign-in on a device that was not known."""
    if request is not None:
        note_device(request, user, at=timezone.now())


@receiver([password_changed, password_reset])
def tell_of_password(user: Any, **_kwargs: Any) -> None:
    """Say that the password has changed."""
    door_changed.send(sender=User, person=user, what="password", at=timezone.now())


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def tell_of_second_step(user: Any, **_kwargs: Any) -> None:
    """Say that the second step has changed."""
    door_changed.send(sender=User, person=user, what="second_step", at=timezone.now())


@receiver(social_account_added)
def tell_of_link(sociallogin: Any, **_kwargs: Any) -> None:
    """Say that the agency's sign-on was linked."""
    door_changed.send(sender=User, person=sociallogin.user, what="link", at=timezone.now())


@receiver(social_account_removed)
def tell_of_unlink(socialaccount: Any, **_kwargs: Any) -> None:
    """Say that the agency's sign-on was unlinked."""
    door_changed.send(sender=User, person=socialaccount.user, what="link", at=timezone.now())
