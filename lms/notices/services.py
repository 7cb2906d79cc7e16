"""Tells a person something: on the page at once, by e-mail soon."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from lms.notices.kinds import KINDS
from lms.notices.models import MailState, Notice
from lms.notices.optional import BY_EMAIL
from lms.notices.signals import notice_written
from lms.people.models import User
from lms.people.selectors.consents import allows

log = structlog.get_logger("notices")

MAIL_ATTEMPTS = 5
MAILS_A_SWEEP = 100
# Handing over an e-mail takes seconds; a notice held longer than this was left by a process that died.
LEASE = timedelta(minutes=5)


class NoAddress(Exception):
    """The person gave up the e-mail address after the notice was written."""


def notify(*, person: User, kind: str, facts: dict[str, str], url: str, at: datetime, key: str) -> Notice:
    """Write a notice; the same `key` twice is one notice. An e-mail follows where there is an address."""
    wants_mail = bool(person.email) and KINDS[kind].by_email and may_be_mailed(person, kind)
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "kind": kind,
            "facts": facts,
            "url": url,
            "created_at": at,
            "mail_state": MailState.REQUESTED if wants_mail else MailState.NOT_WANTED,
        },
    )
    if created and wants_mail:
        transaction.on_commit(lambda: notice_written.send(sender=Notice, notice_id=notice.pk))
    return notice


def may_be_mailed(person: User, kind: str) -> bool:
    """Whether the person wants notices by e-mail; what protects the account is mailed all the same. One query."""
    return KINDS[kind].protects_account or allows(person, BY_EMAIL)


def mark_read(*, by: User, at: datetime) -> int:
    """Mark all notices of `by` as read; return how many were unread."""
    return Notice.objects.filter(person=by, read_at__isnull=True).update(read_at=at)


def send_mail_of(*, notice_id: int) -> bool:
    """Send the e-mail of one notice if it still waits; return whether it went out. A failure stays retryable."""
    notice = claim(notice_id=notice_id, at=timezone.now())
    if notice is None:
        return False
    try:
        deliver(notice)
    except Exception as problem:  # one notice that cannot be sent must not hold up those behind it
        log.error("notice not sent", notice=notice_id, problem=type(problem).__name__)
        give_back(notice, problem=problem)
        return False
    Notice.objects.filter(pk=notice.pk).update(mail_state=MailState.SENT, mail_lease_until=None)
    return True


def claim(*, notice_id: int, at: datetime) -> Notice | None:
    """Take the notice for one attempt; None where its e-mail went out or somebody else is at it.

    The attempt counts from here, so that one which kills the process counts too.
    """
    mine = waiting_for_mail(at=at).filter(pk=notice_id)
    if not mine.update(mail_lease_until=at + LEASE, mail_attempts=F("mail_attempts") + 1):
        return None
    return Notice.objects.select_related("person").get(pk=notice_id)


def waiting_for_mail(*, at: datetime) -> QuerySet[Notice]:
    """Return the notices whose e-mail waits and is in nobody's hands."""
    free = Q(mail_lease_until__isnull=True) | Q(mail_lease_until__lte=at)
    return Notice.objects.filter(free, mail_state=MailState.REQUESTED)


def deliver(notice: Notice) -> None:
    """Hand the e-mail to the server, in the reader's language."""
    if not notice.person.email:
        raise NoAddress
    with translation.override(notice.person.language):
        subject, body = " ".join(notice.title.split()), f"{notice.body}\n\n{settings.PUBLIC_URL}{notice.url}\n"
    send_mail(subject, body, None, [notice.person.email])


def give_back(notice: Notice, *, problem: Exception) -> None:
    """Keep what went wrong; after a few attempts nobody tries again."""
    state = MailState.FAILED if notice.mail_attempts >= MAIL_ATTEMPTS else MailState.REQUESTED
    Notice.objects.filter(pk=notice.pk).update(
        mail_state=state, mail_lease_until=None, last_error=type(problem).__name__
    )


def send_waiting_mail() -> int:
    """Send what a crash or a lost message left behind; return how many went out."""
    waiting = waiting_for_mail(at=timezone.now())
    waiting.filter(mail_attempts__gte=MAIL_ATTEMPTS).update(mail_state=MailState.FAILED, mail_lease_until=None)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True)[:MAILS_A_SWEEP])
    return sum(send_mail_of(notice_id=number) for number in numbers)
