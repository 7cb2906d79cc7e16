"""Learning hours (JP) as a ledger, and the registry of what a person could do next."""

from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    """Learning hours (JP) as a ledger, and the registry of what a person could do next."""

    name = "lms.development"
    label = "development"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for people to be told, name notices and targets, and say what this room holds about people."""
        from lms.development import handlers  # noqa: F401
        from lms.development.notice_kinds import KINDS
        from lms.development.own_sources import register_inbox, register_sources
        from lms.development.personal_data import register_holdings
        from lms.development.selectors.path_targets import PATHS
        from lms.development.targets import register
        from lms.notices import kinds

        for kind in KINDS:
            kinds.register(kind)
        register(PATHS)
        register_holdings()
        register_sources()
        register_inbox()
