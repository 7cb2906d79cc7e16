"""The item bank, attempts, scoring, and the mathematics that turns answers into a measured level."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The item bank, attempts, scoring, and the mathematics that turns answers into a measured level."""

    name = "assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for calibrations that wait, say which notices this room writes and what it offers as a next step."""
        from assessments import handlers  # noqa: F401
        from assessments.inbox_kinds import KINDS as INBOX_KINDS
        from assessments.next_steps import offer_tests
        from assessments.notice_kinds import KINDS
        from assessments.personal_data import register_holdings
        from assessments.portfolio_offers import offer_portfolios
        from assessments.targets import TESTS
        from lms.development import inbox, offers, targets
        from lms.notices import kinds

        for kind in KINDS:
            kinds.register(kind)
        offers.register(offer_tests)
        offers.register(offer_portfolios)
        targets.register(TESTS)
        for inbox_kind in INBOX_KINDS:
            inbox.register(inbox_kind)
        register_holdings()
