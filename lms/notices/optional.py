"""The optional use of an e-mail address: what stands on the page is mailed as well, until the person says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.consents import OptionalUse, register

BY_EMAIL = "notices_by_email"


def register_use() -> None:
    """Make the optional use known."""
    register(
        OptionalUse(
            key=BY_EMAIL,
            title=_("Send me notices by e-mail"),
            text=_("What appears under “Notices” is also sent to your e-mail address."),
            if_not=_("You read them on the page only. Letters that protect your account are still sent."),
        )
    )
