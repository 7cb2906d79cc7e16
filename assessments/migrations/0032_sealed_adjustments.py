"""Seals what adjustments in tests are; going back opens them again."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

import lms.people.seals

SEAL = "arrangement in tests"
PLAIN = ("extra_percent", "break_minutes", "is_one_a_page", "is_large_print", "is_unobserved")


def close(apps: Any, schema_editor: Any) -> None:
    """Seal every arrangement and answer."""
    for row in apps.get_model("assessments", "Accommodation").objects.iterator():
        row.terms = {name: int(getattr(row, name)) for name in PLAIN if getattr(row, name)}
        row.answer = row.plain_answer
        row.save(update_fields=["terms", "answer"])


def lay_open(apps: Any, schema_editor: Any) -> None:
    """Write every arrangement and answer as it was before."""
    for row in apps.get_model("assessments", "Accommodation").objects.iterator():
        for name in PLAIN:
            kind = row._meta.get_field(name)
            value = row.terms.get(name, 0)
            setattr(row, name, bool(value) if isinstance(kind, models.BooleanField) else value)
        row.plain_answer = row.answer or ""
        row.save(update_fields=[*PLAIN, "plain_answer"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0031_tried_out_in_every_test")]

    operations = [
        migrations.RemoveConstraint("accommodation", "assessments_adjustment_says_what"),
        migrations.RemoveConstraint("accommodation", "assessments_adjustment_declined_why"),
        migrations.RenameField("accommodation", "answer", "plain_answer"),
        migrations.AddField(
            "accommodation",
            "terms",
            lms.people.seals.SealedField(default="", purpose=SEAL, verbose_name="Arrangement"),
            preserve_default=False,
        ),
        migrations.AddField(
            "accommodation", "answer", lms.people.seals.SealedField(blank=True, default="", purpose=SEAL)
        ),
        migrations.RunPython(close, lay_open),
        migrations.AddConstraint(
            "accommodation",
            models.CheckConstraint(condition=~Q(terms=""), name="assessments_adjustment_says_what"),
        ),
        migrations.AddConstraint(
            "accommodation",
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="assessments_adjustment_declined_why"
            ),
        ),
        migrations.RemoveField("accommodation", "extra_percent"),
        migrations.RemoveField("accommodation", "break_minutes"),
        migrations.RemoveField("accommodation", "is_one_a_page"),
        migrations.RemoveField("accommodation", "is_large_print"),
        migrations.RemoveField("accommodation", "is_unobserved"),
        migrations.RemoveField("accommodation", "plain_answer"),
    ]
