"""Tells a person something: on the page at once, by e-mail soon."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation

from lms.notices.kinds import KINDS
from lms.notices.models import MailState, Notice
from lms.notices.signals import notice_written
from lms.people.models import User

MAIL_ATTEMPTS = 5
MAILS_A_SWEEP = 100


def notify(*, person: User, kind: str, facts: dict[str, str], url: str, at: datetime, key: str) -> Notice:
    """Write a notice; the same `key` twice is one notice. An e-mail follows where there is an address."""
    wants_mail = bool(person.email) and KINDS[kind].by_email
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


def mark_read(*, by: User, at: datetime) -> int:
    """Mark all notices of `by` as read; return how many were unread."""
    return Notice.objects.filter(person=by, read_at__isnull=True).update(read_at=at)


def send_mail_of(*, notice_id: int) -> bool:
    """Send the e-mail of one notice if it still waits; return whether it went out. A failure stays retryable."""
    notice = Notice.objects.select_related("person").filter(pk=notice_id, mail_state=MailState.REQUESTED).first()
    if notice is None or not notice.person.email:
        return False
    with translation.override(notice.person.language):
        subject, body = notice.title, f"{notice.body}\n\n{settings.PUBLIC_URL}{notice.url}\n"
    try:
        send_mail(subject, body, None, [notice.person.email])
    except (SMTPException, OSError) as problem:
        notice.mail_attempts += 1
        notice.last_error = type(problem).__name__
        if notice.mail_attempts >= MAIL_ATTEMPTS:
            notice.mail_state = MailState.FAILED
        notice.save(update_fields=["mail_attempts", "last_error", "mail_state"])
        return False
    notice.mail_state = MailState.SENT
    notice.save(update_fields=["mail_state"])
    return True


def send_waiting_mail() -> int:
    """Send what a crash or a lost message left behind; return how many went out."""
    waiting = Notice.objects.filter(mail_state=MailState.REQUESTED).order_by("pk").values_list("pk", flat=True)
    return sum(send_mail_of(notice_id=pk) for pk in list(waiting[:MAILS_A_SWEEP]))
