"""Questions alone show level 2 at the most, a rated task level 3; above that a portfolio. An example, as before."""

from django.db import migrations

BASIS = "Contoh kebijakan platform; periksa aturan instansi"
# kind: highest level, heard above the ceiling of a stronger kind
RULES = {
    "measured_supervised": (2, False),
    "rubric_task": (3, True),
    "portfolio": (5, True),
    "external_result": (5, True),
}


def amend(apps, schema_editor):
    rule = apps.get_model("competencies", "EvidenceRule")
    for kind, (ceiling, may_raise) in RULES.items():
        rule.objects.filter(legal_basis=BASIS, kind=kind).update(ceiling=ceiling, may_raise=may_raise)


def restore(apps, schema_editor):
    rule = apps.get_model("competencies", "EvidenceRule")
    for kind, ceiling in (("measured_supervised", 5), ("rubric_task", 4)):
        rule.objects.filter(legal_basis=BASIS, kind=kind).update(ceiling=ceiling)


class Migration(migrations.Migration):
    dependencies = [("competencies", "0003_evidencerule_may_raise")]

    operations = [migrations.RunPython(amend, restore)]
