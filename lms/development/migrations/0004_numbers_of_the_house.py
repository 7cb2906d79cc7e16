"""The first numbers of the house: examples that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Contoh kebijakan platform; periksa aturan instansi"
SINCE = date(2020, 1, 1)

NUMBERS = {
    "remind_before_days": 7,
    "remind_every_days": 7,
    "learning_minutes_a_day": 45,
    "spare_days": 7,
    "follow_up_days": 90,
    "pass_on_working_days": 10,
}


def add_numbers(apps, schema_editor):
    term = apps.get_model("development", "Term")
    for key, amount in NUMBERS.items():
        term.objects.create(key=key, amount=amount, legal_basis=BASIS, valid_from=SINCE)


def remove_numbers(apps, schema_editor):
    apps.get_model("development", "Term").objects.filter(valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("development", "0003_obligations")]

    operations = [migrations.RunPython(add_numbers, remove_numbers)]
