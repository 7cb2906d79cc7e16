"""Who works here: people, their numbers and postings, the organisation tree, roles, and who may see whom."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works here: people, their numbers and postings, the organisation tree, roles, and who may see whom."""

    name = "lms.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
