"""Loads the demo: `manage.py load_demo`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.demo.loading import demo_is_loaded, load_demo


class Command(BaseCommand):
    """Load the demo content once."""

    help = "Loads the demo: two fictional agencies, two courses, two years of history. Refuses production settings."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say that it stands already."""
        if demo_is_loaded():
            self.stdout.write("The demo is loaded already.")
            return
        load_demo(say=self.stdout.write)
