"""The first rules of evidence: an example that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Contoh kebijakan platform; periksa aturan instansi"
SINCE = date(2020, 1, 1)

# kind, counts, strength, highest level, months valid
RULES = [
    ("measured_supervised", True, 90, 5, 36),
    ("portfolio", True, 85, 5, 48),
    ("rubric_task", True, 80, 4, 36),
    ("external_result", True, 75, 5, 36),
    # A multiple-choice test alone may not establish a level above 2.
    ("measured_unsupervised", True, 60, 2, 24),
    ("superior_rating", True, 50, 3, 12),
    ("multirater", True, 40, 3, 12),
    ("mentor_note", False, 0, 0, None),
    ("completion", False, 0, 0, None),
    ("self_rating", False, 0, 0, None),
]


def add_rules(apps, schema_editor):
    rule = apps.get_model("competencies", "EvidenceRule")
    for kind, counts, strength, ceiling, months in RULES:
        rule.objects.create(
            kind=kind,
            counts=counts,
            strength=strength,
            ceiling=ceiling,
            validity_months=months,
            legal_basis=BASIS,
            valid_from=SINCE,
        )


def remove_rules(apps, schema_editor):
    apps.get_model("competencies", "EvidenceRule").objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("competencies", "0001_initial")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
