"""Learning hours (JP) as a ledger, and the registry of what a person could do next."""

from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    """Learning hours (JP) as a ledger, and the registry of what a person could do next."""

    name = "lms.development"
    label = "development"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room holds about people."""
        from lms.development.personal_data import register_holdings

        register_holdings()
