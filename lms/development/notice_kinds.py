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
    NoticeKind(
        code="plan_sent",
        title=gettext_noop("A plan waits for you"),
        body=gettext_noop("%(name)s asks you to agree to the development plan %(year)s."),
    ),
    NoticeKind(
        code="plan_agreed",
        title=gettext_noop("Your plan is agreed"),
        body=gettext_noop("Your development plan %(year)s was agreed to."),
    ),
    NoticeKind(
        code="plan_returned",
        title=gettext_noop("Your plan came back"),
        body=gettext_noop("Your development plan %(year)s needs a change: %(reason)s"),
    ),
    NoticeKind(
        code="plan_question",
        title=gettext_noop("How does your plan go?"),
        body=gettext_noop("One short question about your development plan %(year)s."),
    ),
    NoticeKind(
        code="plan_question_superior",
        title=gettext_noop("How does the plan go?"),
        body=gettext_noop("One short question about the development plan %(year)s of %(name)s."),
    ),
    NoticeKind(
        code="passed_to_you",
        title=gettext_noop("Something was passed on to you"),
        body=gettext_noop("“%(title)s” of %(name)s waited too long and waits for you now."),
    ),
    NoticeKind(
        code="passed_from_you",
        title=gettext_noop("Something was passed on"),
        body=gettext_noop("“%(title)s” of %(name)s waited too long and went on to the next. You may still decide it."),
    ),
    NoticeKind(
        code="level_appealed",
        title=gettext_noop("A level is contested"),
        body=gettext_noop("%(name)s contests the level in %(competency)s. Read why, and answer."),
    ),
    NoticeKind(
        code="level_appeal_answered",
        title=gettext_noop("Your appeal is answered"),
        body=gettext_noop("About your level in %(competency)s: %(answer)s"),
    ),
)
