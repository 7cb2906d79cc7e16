"""The notices this room writes."""

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind, register

KINDS = (
    NoticeKind(
        code="siasn_accepted",
        title=gettext_noop("Your training stands in SIASN"),
        body=gettext_noop("“%(title)s” was taken into SIASN. You need do nothing."),
        by_email=False,
    ),
    NoticeKind(
        code="siasn_rejected",
        title=gettext_noop("SIASN did not take a training"),
        body=gettext_noop("“%(title)s”: %(reason)s. HR corrects it and sends it again; you need do nothing."),
    ),
)


def register_notices() -> None:
    """Make the kinds known."""
    for kind in KINDS:
        register(kind)
