"""Certificates: numbered, frozen facts, a PDF, and a public page that verifies them."""

from django.apps import AppConfig

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind, register


class CertificatesConfig(AppConfig):
    """Certificates: numbered, frozen facts, a PDF, and a public page that verifies them."""

    name = "certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for certificates that wait for their PDF, and name the notices this room sends."""
        from certificates import handlers  # noqa: F401
        from certificates.personal_data import register_holdings

        register(
            NoticeKind(
                code="certificate_issued",
                title=gettext_noop("Your certificate is ready"),
                body=gettext_noop("“%(title)s” can be downloaded now."),
            )
        )
        register(
            NoticeKind(
                code="certificate_revoked",
                title=gettext_noop("A certificate of yours was revoked"),
                body=gettext_noop("“%(title)s” is no longer valid. Reason: %(reason)s"),
            )
        )
        register_holdings()
