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
    NoticeKind(
        code="outside_to_review",
        title=gettext_noop("A training waits for a review"),
        body=gettext_noop("%(name)s handed in “%(title)s”. Take the review, or leave it to a colleague."),
    ),
    NoticeKind(
        code="outside_accepted",
        title=gettext_noop("Your training was accepted"),
        body=gettext_noop("“%(title)s” was accepted. The page says which hours count."),
    ),
    NoticeKind(
        code="outside_returned",
        title=gettext_noop("Your training came back"),
        body=gettext_noop("“%(title)s” needs something: %(reason)s"),
    ),
    NoticeKind(
        code="outside_refused",
        title=gettext_noop("Your training was refused"),
        body=gettext_noop("“%(title)s” was refused: %(reason)s"),
    ),
)
