"""Frameworks, standards per post, typed evidence, the attained level and the gap."""

from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    """Frameworks, standards per post, typed evidence, the attained level and the gap."""

    name = "lms.competencies"
    label = "competencies"
    default_auto_field = "django.db.models.BigAutoField"
