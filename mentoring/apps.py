"""Mentoring: programmes, explained matching, pairs, sessions and their hours."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    """Mentoring: programmes, explained matching, pairs, sessions and their hours."""

    name = "mentoring"
    label = "mentoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for matchings that wait, name the notices of this room, and say what it offers as a next step."""
        from lms.development import offers, sources
        from lms.notices import kinds
        from mentoring import handlers  # noqa: F401
        from mentoring.grantable import register_programmes
        from mentoring.next_steps import addresses_of_sessions, offer_mentoring
        from mentoring.notice_kinds import KINDS
        from mentoring.optional import register_use
        from mentoring.personal_data import register_holdings

        for kind in KINDS:
            kinds.register(kind)
        offers.register(offer_mentoring)
        sources.register("mentoring_session", addresses_of_sessions)
        register_holdings()
        register_use()
        register_programmes()
