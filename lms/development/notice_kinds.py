"""The notices this room writes."""

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind

KINDS = (
    NoticeKind(
        code="obligation_asked",
        title=gettext_noop("You are asked to do something"),
        body=gettext_noop("“%(title)s”, until %(day)s. Why: %(reason)s"),
    ),
    NoticeKind(
        code="obligation_soon",
        title=gettext_noop("Something is due soon"),
        body=gettext_noop("“%(title)s” is due on %(day)s."),
    ),
    NoticeKind(
        code="obligation_due",
        title=gettext_noop("Something is due today"),
        body=gettext_noop("“%(title)s” is due today."),
    ),
    NoticeKind(
        code="obligation_overdue",
        title=gettext_noop("Something is overdue"),
        body=gettext_noop(
            "“%(title)s” was due on %(day)s. Do it now; if something keeps you from it, tell who asked you."
        ),
    ),
    NoticeKind(
        code="obligation_excused",
        title=gettext_noop("You are excused"),
        body=gettext_noop("You need not do “%(title)s”: %(reason)s"),
    ),
    NoticeKind(
        code="obligation_withdrawn",
        title=gettext_noop("Something is no longer asked of you"),
        body=gettext_noop("“%(title)s” was withdrawn. You need not do it."),
        by_email=False,
    ),
)
