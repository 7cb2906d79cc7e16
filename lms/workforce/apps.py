"""HR's views over units: where the gaps are, and why."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """HR's views over units: where the gaps are, and why."""

    name = "lms.workforce"
    label = "workforce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for levels that change."""
        from lms.workforce import handlers  # noqa: F401
