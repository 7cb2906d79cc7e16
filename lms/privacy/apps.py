"""What is kept about people, why, and for how long."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is kept about people, why, and for how long."""

    name = "lms.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room holds about people, name its notices, listen, and stand at the gate."""
        from lms.notices import kinds
        from lms.people import gates
        from lms.privacy import handlers  # noqa: F401
        from lms.privacy.notice_kinds import KINDS
        from lms.privacy.personal_data import register_holdings
        from lms.privacy.selectors.notices import gate

        register_holdings()
        for kind in KINDS:
            kinds.register(kind)
        gates.register("notice", gate)
