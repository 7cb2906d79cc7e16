"""What people read: Indonesian first, complete and compiled."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
CATALOGUE = HOUSE / "lms" / "locale" / "id" / "LC_MESSAGES"
ROOMS = ("lms", "courses", "assessments", "certificates", "mentoring")

needs_gettext = pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")


@needs_gettext
def test_every_sentence_of_ours_has_an_indonesian_text(tmp_path):
    wanted = messages_in_the_code(tmp_path)
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        translated = gettext.GNUTranslations(compiled)._catalog

    missing = sorted(message for message in wanted if message not in translated and (message, 0) not in translated)

    assert missing == []


def messages_in_the_code(folder: Path) -> set[str]:
    """Return the message ids that Django's own extraction finds."""
    for room in ROOMS:
        ignored = shutil.ignore_patterns("locale", "static", "catalogue", "*.csv")
        shutil.copytree(HOUSE / room, folder / room, ignore=ignored)
    (folder / "locale").mkdir()
    # -P: a folder of rooms must not stand before the standard library, which has a `selectors` too.
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", "id", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env={"PATH": os.environ["PATH"]})
    return ids_in((folder / "locale/id/LC_MESSAGES/django.po").read_text()) - {""}


def ids_in(text: str) -> set[str]:
    """Return the message ids of a catalogue, with their context as gettext stores it."""
    found = set()
    for entry in re.split(r"\n\n+", text):
        if entry.startswith("#~"):
            continue
        context, message = (quoted(entry, name) for name in ("msgctxt", "msgid"))
        if message:
            found.add(f"{context}\x04{message}" if context else message)
    return found


def quoted(entry: str, keyword: str) -> str:
    """Return the text after a keyword of a catalogue entry."""
    match = re.search(rf'^{keyword} ((?:"(?:[^"\\]|\\.)*"\s*)+)', entry, re.MULTILINE)
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', match[1])) if match else ""


@needs_gettext
def test_the_compiled_catalogue_is_fresh(tmp_path):
    subprocess.run(
        ["msgfmt", "-c", "-o", tmp_path / "fresh.mo", CATALOGUE / "django.po"], check=True, capture_output=True
    )

    assert (tmp_path / "fresh.mo").read_bytes() == (CATALOGUE / "django.mo").read_bytes()


def test_no_text_is_left_empty_or_doubtful():
    text = (CATALOGUE / "django.po").read_text()

    assert "#, fuzzy" not in text
    assert not re.search(r'msgstr ""\n\n', text.split("\n\n", 1)[1])
