"""What the Wagtail admin shows of people: nothing; accounts come from the records of HR."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_settings_menu")
def hide_users(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take Wagtail's own list of users out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name != "users"]
