"""Sets up and runs the platform on this machine: `python3 manage.py start`."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.services import set_up_authoring
from lms import bootstrap
from lms.demo.loading import demo_is_loaded, load_demo
from lms.people.models import User
from lms.supervision import Platform, keep_announcement, serve


class Command(BaseCommand):
    """Set up and run the platform; one Ctrl-C stops everything it started."""

    help = "Sets up and runs the platform: database, demo content, web server and worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options that bootstrap has read already."""
        for action in bootstrap.start_options()._actions:
            parser._add_action(action)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step, then serve until told to stop."""
        self.step("Folder and secret key", make_folder)
        administrator = ask_for_administrator() if options["no_demo"] and not administrator_exists() else None
        self.step("Database", migrate)
        if administrator:
            self.step("First administrator", administrator.make)
            self.step("Catalogue and review of courses", make_catalogue)
        if not options["no_demo"]:
            self.demo()
        self.step("Static files", collect_static)
        folder = Path(settings.VAR_DIR)
        keep_announcement(folder, announcement(), no_demo=options["no_demo"])
        sys.exit(serve(Platform(options["host"], options["port"], folder), announcement=announcement()))

    def step(self, name: str, work: Any) -> None:
        """Print the name, do the work, print what came of it."""
        self.stdout.write(f"· {name} … ", ending="")
        self.stdout.flush()
        self.stdout.write(work() or "ready")

    def demo(self) -> None:
        """Load the demo content once."""
        if demo_is_loaded():
            self.stdout.write("· Demo content … kept")
            return
        self.stdout.write("· Demo content")
        load_demo(say=lambda line: self.stdout.write(f"    {line}"))


def announcement() -> str:
    """Return the lines that say where the platform is and, in a demo, who can sign in."""
    lines = ["", "The platform is ready at {url}"]
    if demo_is_loaded():
        lines += ["", f"Demo accounts, all with the password {settings.DEMO_PASSWORD}:"]
        lines += [f"  {email:<28}{label}" for label, email in settings.DEMO_ACCOUNTS]
    return "\n".join([*lines, "", "Stop with Ctrl-C."])


@dataclass(frozen=True)
class Administrator:
    """The first administrator of a platform without a demo."""

    email: str
    password: str
    name: str

    def make(self) -> str:
        """Make the account."""
        User.objects.create_superuser(self.email, self.password, full_name=self.name)
        return self.email


def administrator_exists() -> bool:
    """Whether the database stands and has an administrator."""
    return User._meta.db_table in connection.introspection.table_names() and (
        User.objects.filter(is_superuser=True).exists()
    )


def ask_for_administrator() -> Administrator:
    """Take the first administrator from the environment or from the person at the terminal.

    Raises:
        CommandError: neither gives an address and a password that can be used.
    """
    email = os.environ.get("ADMIN_EMAIL") or ask("E-mail address of the first administrator: ")
    password = os.environ.get("ADMIN_PASSWORD") or ask("Password (at least 12 characters): ", hidden=True)
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"“{email}” is not an e-mail address; set ADMIN_EMAIL and start again.") from None
    try:
        validate_password(password)
    except ValidationError as problem:
        raise CommandError(f"{' '.join(problem.messages)} Set ADMIN_PASSWORD and start again.") from None
    return Administrator(email, password, os.environ.get("ADMIN_NAME", "Administrator"))


def ask(question: str, *, hidden: bool = False) -> str:
    """Ask the person at the terminal; without a terminal say how to answer."""
    if not sys.stdin.isatty():
        raise CommandError("Set ADMIN_EMAIL and ADMIN_PASSWORD in the environment to make the first administrator.")
    return getpass.getpass(question) if hidden else input(question).strip()


def make_folder() -> str:
    """Make `var/` and, once, a secret key that only this account can read."""
    for folder in (settings.VAR_DIR, settings.QUEUE_DIR / "messages", settings.QUEUE_DIR / "control"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    key_file = Path(settings.VAR_DIR) / "secret_key"
    if key_file.exists() or os.environ.get("SECRET_KEY"):
        return "kept"
    key = secrets.token_urlsafe(64)
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(key)
    settings.SECRET_KEY = key
    return "made"


def migrate() -> str:
    """Bring the database to this version's schema."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return "kept"
    call_command("migrate", verbosity=0, interactive=False)
    return f"{len(plan)} migrations applied"


def make_catalogue() -> str:
    """Make the page that courses are written below, and the review they pass."""
    set_up_authoring()
    return "made"


def collect_static() -> str:
    """Collect static files when any is newer than the last collection."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    sources = [path for path in bootstrap.PROJECT.glob("*/**/static/**/*") if path.is_file()]
    sources = [
        path for path in sources if ".venv" not in path.parts and "var" not in path.relative_to(bootstrap.PROJECT).parts
    ]
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    wanted = f"{newest:.6f} {len(sources)} {bootstrap.fingerprint()}"
    if stamp.exists() and stamp.read_text() == wanted:
        return "kept"
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)
    return "collected"
