"""Production settings refuse what is unsafe, in one sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgresql://lontar@localhost/lontar",
    "ALLOWED_HOSTS": "belajar.contoh.example",
    "PUBLIC_URL": "https://belajar.contoh.example",
}


def load(**changes: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], **SAFE, **changes}
    surroundings = {name: value for name, value in surroundings.items() if value}
    command = [sys.executable, "-c", "import django; django.setup(); print('ready')"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True, check=False)


def test_complete_production_settings_load():
    found = load()

    assert found.stdout.strip() == "ready", found.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "at least 50 characters"),
        ({"SECRET_KEY": "not-a-secret-" + "x" * 60}, "random text"),
        ({"DEBUG": "1"}, "DEBUG cannot be switched on"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////tmp/x.sqlite3"}, "ALLOW_SQLITE=1"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"PUBLIC_URL": "http://belajar.contoh.example"}, "must begin with https"),
        ({"OIDC_URL": "http://sso.contoh.example"}, "OIDC_URL must begin with https"),
    ],
)
def test_what_is_unsafe_or_missing_is_named(changes, sentence):
    found = load(**changes)

    assert found.returncode != 0
    assert sentence in found.stderr


def test_the_demo_with_its_known_password_is_refused_in_production():
    surroundings = {"PATH": os.environ["PATH"], **SAFE}
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from lms.demo.loading import load_demo; load_demo(say=print)",
    ]

    found = subprocess.run(
        command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True, check=False
    )

    assert "These settings are for production" in found.stderr


def test_sqlite_in_production_is_possible_when_it_is_meant():
    assert load(DATABASE_URL="sqlite:////tmp/x.sqlite3", ALLOW_SQLITE="1").stdout.strip() == "ready"
