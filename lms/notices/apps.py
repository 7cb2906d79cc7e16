"""What the platform tells a person, on the page and by e-mail."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What the platform tells a person, on the page and by e-mail."""

    name = "lms.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for notices whose e-mail has to go out."""
        from lms.notices import door_news, handlers, role_news  # noqa: F401
        from lms.notices.optional import register_use
        from lms.notices.personal_data import register_holdings

        register_holdings()
        register_use()
