"""Pages that name things from several rooms: the front page, home, competencies, development, team."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The pages that name several rooms at once."""

    name = "lms.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
