"""What no line of the project does, so that no page has to be tested for it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
ROOMS = ("lms", "courses", "assessments", "certificates", "mentoring")
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|__proto__|https?://"
)


def calls() -> Iterator[tuple[str, ast.Call]]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            tree = ast.parse(path.read_text())
            yield from ((f"{path}:{node.lineno}", node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_no_pattern_is_built_from_what_somebody_typed():
    built = [
        place
        for place, call in calls()
        if name_of(call).startswith("re.") and call.args and not isinstance(call.args[0], ast.Constant)
    ]
    asked = [place for place, call in calls() for word in call.keywords if (word.arg or "").endswith("regex")]

    assert built == []
    assert asked == []


def test_no_template_is_built_from_what_somebody_typed():
    wrong = [
        place
        for place, call in calls()
        if name_of(call) in ("Template", "engines.from_string")
        or name_of(call).endswith((".from_string", ".format_map"))
        or (name_of(call).endswith(".format") and not isinstance(call.func.value, ast.Constant))
    ]

    assert wrong == []


def test_our_scripts_write_text_and_never_html():
    scripts = [path for room in ROOMS for path in (HOUSE / room).glob("**/static/**/*.js")]

    wrong = {path.name: found for path in scripts if (found := IN_SCRIPTS.findall(path.read_text()))}

    assert len(scripts) >= 4
    assert wrong == {}


def test_cryptography_comes_from_libraries_only():
    imported = {
        alias.name.partition(".")[0]
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert not imported & {"Crypto", "nacl", "rsa", "ecdsa", "M2Crypto", "crypt", "md5", "sha"}


@pytest.mark.parametrize("module", ["lms/settings/base.py", "lms/settings/production.py"])
def test_the_settings_of_an_agency_hold_no_secret(module):
    assigned = {
        target.id: node.value
        for node in ast.walk(ast.parse((HOUSE / module).read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    secret = [name for name in assigned if re.search(r"SECRET|TOKEN_|_KEY$", name)]
    assert not [name for name in secret if isinstance(assigned[name], ast.Constant)]


def test_every_security_rule_of_the_linter_is_on():
    command = [sys.executable, "-m", "ruff", "check", "--show-settings", "lms/views.py"]
    shown = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    on = set(re.findall(r"\((S\d{3})\)", shown))

    for code in ("S102", "S301", "S307", "S308", "S324", "S501", "S506", "S602", "S605", "S608"):
        assert code in on, json.dumps(sorted(on))
