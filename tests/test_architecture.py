"""The contracts of the house: directions of imports, who may call whom, what is pinned, what people read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from packaging.specifiers import SpecifierSet

HOUSE = Path(settings.BASE_DIR)
ROOMS = ("lms", "courses", "assessments", "certificates", "mentoring")


def run_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_between_the_rooms_hold():
    found = run_contracts(HOUSE)

    assert found.returncode == 0, found.stdout[-3000:]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("assessments/scoring.py", "import courses.models", "Call downward"),
        ("certificates/services.py", "import lms.competencies.models", "Call downward"),
        ("lms/competencies/gap.py", "import django.db", "Arithmetic imports no framework"),
        ("lms/people/models/persons.py", "import lms.people.services", "Inside a room"),
        ("lms/development/services/hours.py", "import celery", "Services and selectors know no queue"),
    ],
)
def test_a_planted_violation_is_found(tmp_path, module, line, contract):
    for room in ROOMS:
        shutil.copytree(HOUSE / room, tmp_path / room, ignore=shutil.ignore_patterns("static", "locale", "*.md"))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    planted = tmp_path / module
    planted.write_text(f"{planted.read_text()}\n{line}\n")

    found = run_contracts(tmp_path)

    assert found.returncode != 0
    assert re.search(rf"{contract}.* BROKEN", found.stdout), found.stdout[-2000:]


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*ROOMS, include_external_packages=False)


def test_views_are_imported_by_addresses_only(graph):
    allowed = ("urls", "wagtail_hooks")
    wrong = [
        (module, view)
        for view in graph.modules
        if re.search(r"\.views(\.|$)", view)
        for module in graph.find_modules_that_directly_import(view)
        if not module.rpartition(".")[2].startswith(allowed) and ".views" not in module
    ]

    assert wrong == []


def test_tasks_are_queued_by_handlers_only(graph):
    wrong = [
        (module, task)
        for task in graph.modules
        if task.endswith(".tasks")
        for module in graph.find_modules_that_directly_import(task)
        if not module.endswith(".handlers")
    ]

    assert wrong == []


def test_every_room_has_a_label_and_a_sentence():
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in ROOMS:
            assert (config.module.__doc__ or "").strip().endswith("."), config.name
            assert config.label


def test_no_module_outgrows_its_room():
    too_long = {
        str(path.relative_to(HOUSE)): lines
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        if "migrations" not in path.parts and (lines := path.read_text().count("\n")) > 400
    }

    assert too_long == {}


def test_every_installed_package_is_pinned():
    facts = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    lines = [
        *facts["project"]["dependencies"],
        *facts["dependency-groups"]["dev"],
        *facts["tool"]["uv"]["constraint-dependencies"],
    ]
    pinned = {normal(line.split("==")[0].split("[")[0]): line.split("==")[1].split(";")[0].strip() for line in lines}
    installed = {normal(found.name): found.version for found in distributions()}
    tools = {"pip", "setuptools", "uv"}

    assert {
        name: version for name, version in installed.items() if name not in tools and pinned.get(name) != version
    } == {}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def test_the_stock_trading_client_is_not_installed():
    assert "xapi-python" not in {normal(found.name) for found in distributions()}


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_names_a_path_of_a_machine_or_a_download_host():
    listed = subprocess.run(["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    forbidden = re.compile("/" + r"(work|root|home/\w+)/|files\.pythonhosted|pypi\.org|registry\.npmjs")
    wrong = []
    for name in filter(None, listed):
        path = HOUSE / name
        if path.suffix in {".py", ".toml", ".md", ".html", ".css", ".js", ".yaml", ".csv", ""} and path.is_file():
            wrong += [name] if forbidden.search(path.read_text(errors="ignore")) else []

    assert wrong == []


def test_every_package_runs_on_the_python_that_debian_ships():
    too_new = {
        found.name: found.metadata["Requires-Python"]
        for found in distributions()
        if "3.11.0" not in SpecifierSet(found.metadata["Requires-Python"] or "")
    }

    assert too_new == {}
