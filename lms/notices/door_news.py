"""What people are told about their own door: a new device, a changed password or second step, a code from HR."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind, register
from lms.notices.services import notify
from lms.people.models import User
from lms.people.signals import code_given, door_changed, signed_in_elsewhere

KINDS = (
    NoticeKind(
        code="new_device",
        title=gettext_noop("A sign-in on a new device"),
        body=gettext_noop(
            "Somebody signed in to your account with %(device)s. "
            "It was not you? Change your password and end that session."
        ),
    ),
    NoticeKind(
        code="door_password",
        title=gettext_noop("Your password has changed"),
        body=gettext_noop("It was not you? Ask the HR officer of your agency for a code at once."),
    ),
    NoticeKind(
        code="door_second_step",
        title=gettext_noop("The second step of your account has changed"),
        body=gettext_noop("It was not you? Change your password and tell the HR officer of your agency."),
    ),
    NoticeKind(
        code="door_link",
        title=gettext_noop("The link to your agency's sign-on has changed"),
        body=gettext_noop("It was not you? Change your password and tell the HR officer of your agency."),
    ),
    NoticeKind(
        code="door_email",
        title=gettext_noop("Your e-mail address here has changed"),
        body=gettext_noop("It was not you? Change your password and tell the HR officer of your agency."),
    ),
    NoticeKind(
        code="code_given",
        title=gettext_noop("HR made an access code for your account"),
        body=gettext_noop("You did not ask for it? Tell the HR officer of your agency at once."),
    ),
)

# Mailed even to those who want no notices by e-mail.
for kind in KINDS:
    register(replace(kind, protects_account=True))


@receiver(signed_in_elsewhere)
def tell_of_device(person: User, description: str, at: datetime, **_kwargs: Any) -> None:
    """Tell of a sign-in on a device that was not known."""
    tell(person, "new_device", {"device": description}, reverse("usersessions_list"), at)


@receiver(door_changed)
def tell_of_change(person: User, what: str, at: datetime, **_kwargs: Any) -> None:
    """Tell that something by which the account opens has changed."""
    tell(person, f"door_{what}", {}, reverse("mfa_index"), at)


@receiver(code_given)
def tell_of_code(person: User, at: datetime, **_kwargs: Any) -> None:
    """Tell who has signed in before that HR made a code."""
    if person.activated_at:
        tell(person, "code_given", {}, reverse("people:account"), at)


def tell(person: User, code: str, facts: dict[str, str], url: str, at: datetime) -> None:
    """Write the notice; the same news within a minute is one notice."""
    notify(person=person, kind=code, facts=facts, url=url, at=at, key=f"{code}:{person.pk}:{at:%Y%m%d%H%M}")
