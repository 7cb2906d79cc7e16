"""The record of learning: xAPI statements, stored as they came and never changed."""

from django.apps import AppConfig


class ExperienceConfig(AppConfig):
    """The record of learning: xAPI statements, stored as they came and never changed."""

    name = "lms.experience"
    label = "experience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room holds about people."""
        from lms.experience.personal_data import register_holdings

        register_holdings()
