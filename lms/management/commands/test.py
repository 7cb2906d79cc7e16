"""Runs the tests: `python3 manage.py test [--postgres] [arguments of pytest]`."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand

from lms import bootstrap


class Command(BaseCommand):
    """Run pytest with the arguments given; `--postgres` runs on a private PostgreSQL server instead of SQLite."""

    help = "Runs the tests with pytest; every argument but --postgres goes to pytest."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand every argument to pytest, unread."""
        self.handle(arguments=argv[2:])

    def handle(self, *args: Any, **options: Any) -> None:
        """Run pytest and leave with its code."""
        arguments = list(options.get("arguments", []))
        on_postgres = "--postgres" in arguments
        if on_postgres:
            arguments.remove("--postgres")
        with private_postgres() if on_postgres else nullcontext() as url:
            environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
            if url:
                environment["DATABASE_URL"] = url
            command = [sys.executable, "-m", "pytest", *arguments]
            code = subprocess.run(command, cwd=bootstrap.PROJECT, env=environment, check=False).returncode
        sys.exit(code)


def private_postgres() -> Any:
    """Return the private server that the tests' own module starts."""
    sys.path.insert(0, str(bootstrap.PROJECT))
    from tests.services import postgres_server

    return postgres_server()
