"""How the log of changes names what this room did, and the way from the admin to learning paths."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.development import access

LOGGED = {
    "development.assign": (_("Ask people to do something"), _("People asked to do something")),
    "development.withdraw": (_("Withdraw an assignment"), _("Assignment withdrawn")),
    "development.ask_anyway": (_("Ask in spite of a hindrance"), _("Asked in spite of a hindrance")),
    "development.ask_realistic": (_("Ask with a date that can be met"), _("Asked with a date that can be met")),
    "development.do_not_ask": (_("Do not ask of a person"), _("Decided not to ask of a person")),
    "development.dismiss": (_("Dismiss an exception"), _("Exception dismissed")),
    "development.excuse": (_("Excuse a person"), _("Person excused")),
    "development.outside.accepted": (_("Accept outside training"), _("Outside training accepted")),
    "development.outside.returned": (_("Return outside training"), _("Outside training returned")),
    "development.outside.refused": (_("Refuse outside training"), _("Outside training refused")),
    "development.plan.agree": (_("Agree to a plan"), _("Plan agreed to")),
    "development.plan.return": (_("Return a plan"), _("Plan returned")),
    "development.pass_on": (_("Pass on what waited"), _("Passed on to the next")),
    "development.answer_appeal": (_("Answer an appeal against a level"), _("Appeal against a level answered")),
    "development.path.publish": (_("Publish a learning path"), _("Learning path published")),
    "development.path.close": (_("Close a learning path"), _("Learning path closed")),
    "development.move_due": (_("Change a due date"), _("Due date changed")),
}


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Name what is done about obligations, so that the log reads like sentences."""
    for action, (label, message) in LOGGED.items():
        actions.register_action(action, label, message)


class PathsMenuItem(MenuItem):
    """Learning paths in the menu, for those who write them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person writes paths."""
        return access.writes_paths(request.user, on=timezone.localdate())


@hooks.register("register_admin_menu_item")
def menu_of_paths() -> MenuItem:
    """Show the way to learning paths, which stand outside the admin."""
    return PathsMenuItem(
        _("Learning paths"), reverse_lazy("development:path_desk"), name="paths", icon_name="list-ol", order=252
    )
