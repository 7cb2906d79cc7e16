"""Adds observation of attempts to the purposes for which data about people is used."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations
from django.utils.translation import gettext_noop as _

KEY = "observation"


def write(apps: Any, _schema_editor: Any) -> None:
    """Write the row."""
    apps.get_model("privacy", "ProcessingPurpose").objects.create(
        key=KEY,
        title=_("Notice how tests are taken, so that results can be trusted"),
        legal_basis="UU 27/2022 pasal 20 ayat (2) huruf e",
        recipients=_(
            "You; second readers of your agency, without your name unless they ask for it, which you can see. "
            "Never your superior, HR or a map. It changes no score by itself."
        ),
        valid_from=date(2026, 1, 1),
    )


def remove(apps: Any, _schema_editor: Any) -> None:
    """Remove the row."""
    apps.get_model("privacy", "ProcessingPurpose").objects.filter(key=KEY).delete()


class Migration(migrations.Migration):
    """The purpose of observing attempts."""

    dependencies = [("privacy", "0002_first_notice_and_rules")]

    operations = [migrations.RunPython(write, remove)]
