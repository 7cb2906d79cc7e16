"""The shell of every page: base template, components, static files, and the commands that run the platform."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The shell that all rooms share."""

    name = "lms"
    label = "lms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make our Celery application the one that tasks belong to, and write down what happens at the door."""
        from lms import celery, security_log  # noqa: F401

        security_log.connect()
