"""How the log of changes names what this room did."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

LOGGED = {
    "siasn.settings": (_("Change the delivery to SIASN"), _("Delivery to SIASN changed")),
    "siasn.code": (_("Add a code of SIASN"), _("Code of SIASN added")),
    "siasn.correct": (_("Correct a record for SIASN"), _("Record for SIASN corrected")),
    "siasn.send": (_("Send records to SIASN"), _("Records sent to SIASN")),
    "siasn.take_back": (_("Take back a sending"), _("Sending taken back")),
    "siasn.package": (_("Take out a ZIP for SIASN"), _("ZIP for SIASN taken out")),
    "siasn.replies_check": (_("Bring in SIASN’s replies"), _("File of SIASN’s replies brought in")),
    "siasn.replies_apply": (_("Apply SIASN’s replies"), _("SIASN’s replies applied")),
}


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Name what is done about deliveries, so that the log reads like sentences."""
    for action, (label, message) in LOGGED.items():
        actions.register_action(action, label, message)
