"""The table of OWASP ASVS: every requirement of levels 1 and 2 stands in it once, and what it names exists."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.asvs import TABLE
from tests.test_security import in_production

HOUSE = Path(settings.BASE_DIR)
# How many requirements of levels 1 and 2 each section of version 5.0.0 has.
CHAPTERS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7}  # fmt: skip
HELD = [(row[0], held) for row in TABLE for held in row[2:]]


def test_every_requirement_of_levels_1_and_2_stands_in_the_table_once():
    numbers = [row[0] for row in TABLE]
    chapters = [int(number[1:].partition(".")[0]) for number in numbers]

    assert len(numbers) == len(set(numbers)) == 253
    assert {chapter: chapters.count(chapter) for chapter in CHAPTERS} == CHAPTERS


def test_no_requirement_is_blank():
    assert [row[0] for row in TABLE if len(row) < 3 or not row[1] or not all(row[2:])] == []


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("number", "held"), [pair for pair in HELD if pair[1].startswith("test ")])
def test_the_test_it_names_exists(number, held):
    place, _, name = held.removeprefix("test ").partition("::")

    assert (HOUSE / place).is_file(), number
    assert name in names_in(HOUSE / place), number


@pytest.fixture(scope="module")
def production():
    names = sorted({held.removeprefix("set ").partition("=")[0] for _number, held in HELD if held.startswith("set ")})
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        f"print({{name: getattr(s, name, 'absent') for name in {names!r}}})"
    )
    found = in_production(code)
    assert found.returncode == 0, found.stderr
    return ast.literal_eval(found.stdout)


@pytest.mark.parametrize(("number", "held"), [pair for pair in HELD if pair[1].startswith("set ")])
def test_the_setting_it_names_has_this_value_in_production(number, held, production):
    name, _, value = held.removeprefix("set ").partition("=")

    assert production[name] == ast.literal_eval(value), number


@pytest.fixture(scope="module")
def rules():
    command = [sys.executable, "-m", "ruff", "check", "--show-settings", "lms/views.py"]
    shown = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\((S\d{3})\)", shown))


@pytest.mark.parametrize(("number", "held"), [pair for pair in HELD if pair[1].startswith("lint ")])
def test_the_rule_of_the_linter_is_on(number, held, rules):
    assert held.removeprefix("lint ") in rules, json.dumps(sorted(rules))


@pytest.mark.parametrize(("number", "held"), [pair for pair in HELD if pair[1].startswith("readme ")])
def test_the_paragraph_it_names_stands_in_the_readme(number, held):
    security = (HOUSE / "README.md").read_text().partition("## Security")[2].partition("\n## ")[0]

    assert f"**{held.removeprefix('readme ')}.**" in security, number


@pytest.mark.parametrize(("number", "held"), [pair for pair in HELD if pair[1].startswith("none ")])
def test_what_does_not_apply_says_why(number, held):
    assert len(held) > len("none ") + 5, number


def test_every_entry_says_what_kind_of_proof_it_is():
    kinds = ("test tests/", "set ", "lint ", "readme ", "none ")

    assert [pair for pair in HELD if not pair[1].startswith(kinds)] == []
