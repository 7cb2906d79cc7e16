"""Puts certificates whose PDF could not be made back to waiting: `manage.py retry_certificates`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates import services


class Command(BaseCommand):
    """Let the sweep try at once what would be tried tomorrow."""

    help = "Puts certificates whose PDF could not be made back to waiting, for after the cause is mended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Put back and report."""
        number = services.retry_failed(at=timezone.now())
        self.stdout.write(f"{number} certificates wait for their PDF again.")
