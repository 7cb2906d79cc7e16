"""What is kept about people, why, and for how long."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is kept about people, why, and for how long."""

    name = "lms.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
