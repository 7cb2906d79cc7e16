"""Results without supervision guide learning: they rank nobody and enter no personnel export. An example, as before."""

from django.db import migrations, models

BASIS = "Contoh kebijakan platform; periksa aturan instansi"
# What somebody saw whose work it is to look: in a room, as trained assessor, or at an outside centre. A task that people
# rate may have been written at home.
SEEN = ("measured_supervised", "portfolio", "external_result")


def allow(apps, schema_editor):
    rule = apps.get_model("competencies", "EvidenceRule")
    rule.objects.filter(legal_basis=BASIS, kind__in=SEEN).update(for_personnel=True)


class Migration(migrations.Migration):
    dependencies = [("competencies", "0005_superseded_evidence")]

    operations = [
        migrations.AddField(
            model_name="evidencerule",
            name="for_personnel",
            field=models.BooleanField(
                default=False,
                help_text="Only such evidence ranks people or leaves in a personnel export; the rest guides learning.",
                verbose_name="may enter personnel decisions",
            ),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
