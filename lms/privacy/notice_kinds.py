"""What this room tells people."""

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind

KINDS = (
    NoticeKind(
        "data_copy_ready",
        gettext_noop("The copy of your data is ready"),
        gettext_noop("Download it until %(until)s. After that we delete it."),
    ),
    NoticeKind(
        "data_copy_failed",
        gettext_noop("The copy of your data could not be made"),
        gettext_noop("We tried several times. Ask for it again; if it fails once more, write to the data officer."),
    ),
    NoticeKind(
        "privacy_request_new",
        gettext_noop("A request about data waits for you"),
        gettext_noop("“%(kind)s” has to be answered by %(due)s."),
    ),
    NoticeKind(
        "privacy_request_answered",
        gettext_noop("Your request about your data was answered"),
        gettext_noop("“%(kind)s”: %(state)s. Read the answer."),
    ),
    NoticeKind(
        "privacy_request_due",
        gettext_noop("A request about data is due within 24 hours"),
        gettext_noop("“%(kind)s” has to be answered by %(due)s."),
    ),
    NoticeKind(
        "privacy_request_overdue",
        gettext_noop("A request about data is overdue"),
        gettext_noop("“%(kind)s” had to be answered by %(due)s. Answer it now."),
    ),
    NoticeKind(
        "incident_letters_due",
        gettext_noop("Two letters about an incident are due within 24 hours"),
        gettext_noop("“%(title)s”: the letters have to be out by %(due)s."),
    ),
)
