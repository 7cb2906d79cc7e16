"""Frameworks, standards per post, typed evidence, the attained level and the gap."""

from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    """Frameworks, standards per post, typed evidence, the attained level and the gap."""

    name = "lms.competencies"
    label = "competencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room holds about people."""
        from lms.competencies.personal_data import register_holdings

        register_holdings()
