"""Adds the rule of how long files of people and units, and the reports about them, are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations
from django.utils.translation import gettext_noop as _

KEY = "imports"


def write(apps: Any, _schema_editor: Any) -> None:
    """Write the row."""
    apps.get_model("privacy", "RetentionRule").objects.create(
        key=KEY,
        title=_("Files of people and units that HR brought in, and what they changed"),
        days=30,
        legal_basis="Aturan rumah (contoh), UU 27/2022 pasal 43",
        valid_from=date(2026, 1, 1),
    )


def remove(apps: Any, _schema_editor: Any) -> None:
    """Remove the row."""
    apps.get_model("privacy", "RetentionRule").objects.filter(key=KEY).delete()


class Migration(migrations.Migration):
    """The rule of imports."""

    dependencies = [("privacy", "0003_observation_of_attempts")]

    operations = [migrations.RunPython(write, remove)]
