"""Delivery to SIASN: each certificate and each accepted training as one record, from draft to the answer."""

from django.apps import AppConfig


class SiasnConfig(AppConfig):
    """Delivery to SIASN: each certificate and each accepted training as one record, from draft to the answer."""

    name = "lms.siasn"
    label = "siasn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for certificates, name the notices, and say what this room holds about people."""
        from lms.siasn import handlers  # noqa: F401
        from lms.siasn.notice_kinds import register_notices
        from lms.siasn.personal_data import register_holdings

        register_notices()
        register_holdings()
