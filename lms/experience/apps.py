"""The record of learning: xAPI statements, stored as they came and never changed."""

from django.apps import AppConfig


class ExperienceConfig(AppConfig):
    """The record of learning: xAPI statements, stored as they came and never changed."""

    name = "lms.experience"
    label = "experience"
    default_auto_field = "django.db.models.BigAutoField"
