"""The notices this room writes."""

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind

KINDS = (
    NoticeKind(
        code="pair_proposed",
        title=gettext_noop("A pair is proposed to you"),
        body=gettext_noop("%(other)s and you could work on %(competency)s. Read why, then accept or decline."),
    ),
    NoticeKind(
        code="pair_unmatched",
        title=gettext_noop("No pair for you yet"),
        body=gettext_noop("“%(programme)s” found no pair for you this time. You take part in the next matching."),
    ),
    NoticeKind(
        code="pair_active",
        title=gettext_noop("Your pair can begin"),
        body=gettext_noop("%(other)s and you have both accepted. Agree on a day and record the first session."),
    ),
    NoticeKind(
        code="pair_declined",
        title=gettext_noop("A proposed pair was declined"),
        body=gettext_noop("The pair for %(competency)s does not come about. You take part in the next matching."),
    ),
    NoticeKind(
        code="pair_ended",
        title=gettext_noop("A pair has ended"),
        body=gettext_noop(
            "%(other)s and you no longer meet for %(competency)s. Your sessions and hours stay, and you take part in "
            "the next matching."
        ),
    ),
    NoticeKind(
        code="session_to_confirm",
        title=gettext_noop("A session waits for you"),
        body=gettext_noop(
            "%(other)s recorded your session of %(day)s (%(minutes)s minutes). Confirm it if it is right."
        ),
    ),
    NoticeKind(
        code="session_confirmed",
        title=gettext_noop("Your session is confirmed"),
        body=gettext_noop("Both of you confirmed the session of %(day)s; it is booked in your learning hours."),
        by_email=False,
    ),
    NoticeKind(
        code="session_disputed",
        title=gettext_noop("A session needs a correction"),
        body=gettext_noop("%(other)s does not agree with the session of %(day)s: %(reason)s"),
    ),
)
