"""HR's views over units: where the gaps are, and why."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """HR's views over units: where the gaps are, and why."""

    name = "lms.workforce"
    label = "workforce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for levels that change, and say what this room holds about people."""
        from lms.development import standings
        from lms.workforce import handlers  # noqa: F401
        from lms.workforce.personal_data import register_holdings
        from lms.workforce.standings import latest_lists

        register_holdings()
        standings.register(latest_lists)
