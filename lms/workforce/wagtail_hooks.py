"""How the log of changes names what this room did."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

LOGGED = {
    "workforce.import_check": (_("Bring in a file"), _("File brought in to be checked")),
    "workforce.import_apply": (_("Apply a file"), _("File given to be applied")),
    "workforce.import_done": (_("Finish a file"), _("File applied")),
    "workforce.plan_request": (_("Ask for a plan of training"), _("Plan of training asked for")),
    "workforce.plan_adopt": (_("Adopt a plan of training"), _("Plan of training adopted")),
    "workforce.plan_discard": (_("Discard a plan of training"), _("Plan of training discarded")),
    "workforce.import_discard": (_("Discard a file"), _("File discarded without a change")),
}


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Name what is done about files, so that the log reads like sentences."""
    for action, (label, message) in LOGGED.items():
        actions.register_action(action, label, message)
