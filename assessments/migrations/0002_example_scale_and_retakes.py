"""The first scale of levels and rule of retakes: examples that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Contoh, periksa aturan instansi"
SINCE = date(2020, 1, 1)


def add_rules(apps, schema_editor):
    apps.get_model("assessments", "ScoreScale").objects.create(
        cut_1=-1.0, cut_2=0.0, cut_3=1.0, cut_4=2.0, cut_5=3.0, is_provisional=True, legal_basis=BASIS, valid_from=SINCE
    )
    apps.get_model("assessments", "RetakeRule").objects.create(
        max_attempts=3, gap_hours=24, window_days=365, legal_basis=BASIS, valid_from=SINCE
    )


def remove_rules(apps, schema_editor):
    for model in ("ScoreScale", "RetakeRule"):
        apps.get_model("assessments", model).objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
