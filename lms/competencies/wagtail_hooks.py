"""What the room adds to the Wagtail admin: the way to the frameworks, and the names of what is logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.competencies import access

LOGGED = {
    "competencies.framework.write": (_("Write a framework"), _("Framework written")),
    "competencies.framework.revise": (_("Change a framework"), _("Draft of a framework changed")),
    "competencies.framework.submit": (_("Submit a framework"), _("Framework submitted for approval")),
    "competencies.framework.publish": (_("Put a framework into use"), _("Framework put into use by a second person")),
    "competencies.framework.return": (_("Return a framework"), _("Framework returned with a reason")),
    "competencies.standard.propose": (_("Propose a standard"), _("Draft of a standard written")),
    "competencies.standard.submit": (_("Submit a standard"), _("Standard submitted for approval")),
    "competencies.standard.publish": (_("Publish a standard"), _("Standard published by a second person")),
    "competencies.standard.return": (_("Return a standard"), _("Standard returned with a reason")),
    "competencies.standard.discard": (_("Throw a standard away"), _("Draft of a standard thrown away")),
    "competencies.framework.discard": (_("Throw a framework away"), _("Draft of a framework thrown away")),
}


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Name the changes, so that the log reads like sentences."""
    for action, (label, message) in LOGGED.items():
        actions.register_action(action, label, message)


class FrameworksMenuItem(MenuItem):
    """The frameworks in the menu, for those who read them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person reads frameworks."""
        return access.reads_frameworks(request.user, on=timezone.localdate())


@hooks.register("register_admin_menu_item")
def menu_of_frameworks() -> MenuItem:
    """Show the frameworks in the menu."""
    return FrameworksMenuItem(
        _("Frameworks"), reverse_lazy("frameworks:index"), name="frameworks", icon_name="list-ul", order=252
    )


@hooks.register("register_admin_menu_item")
def menu_of_standards() -> MenuItem:
    """Show the standards in the menu, to the same people."""
    return FrameworksMenuItem(
        _("Standards of posts"), reverse_lazy("standards:index"), name="standards", icon_name="list-ol", order=253
    )
