"""Who works here: people, their numbers and postings, the organisation tree, roles, and who may see whom."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works here: people, their numbers and postings, the organisation tree, roles, and who may see whom."""

    name = "lms.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the door, and ask holders of roles for their second step."""
        from lms.people import gates, handlers, second_step  # noqa: F401
        from lms.people.own_data import register_holdings

        gates.register("second_step", second_step.gate, strict=True)
        register_holdings()
