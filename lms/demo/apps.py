"""The demo: two fictional agencies whose people, history and numbers are invented and the same at every load."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo: two fictional agencies whose people, history and numbers are invented and the same at every load."""

    name = "lms.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
