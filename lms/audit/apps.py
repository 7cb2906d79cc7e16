"""The auditor's walk: from a certificate to the attempt, the evidence and the rule of that day; read only."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The auditor's walk: from a certificate to the attempt, the evidence and the rule of that day; read only."""

    name = "lms.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
