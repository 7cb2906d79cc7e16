"""Ask HR, those who write and read courses, administrators, the protection officer and auditors for a second step."""

from datetime import date

from django.db import migrations

BASIS = "Pasal 35 UU 27/2022 (keamanan data pribadi); kebijakan awal platform, sesuaikan di /peran/"
ROLES = ("hr", "trainer", "second_reader", "administrator", "dpo", "auditor")


def ask_for_it(apps, schema_editor):
    rules = apps.get_model("people", "SecondFactorRule").objects
    for role in ROLES:
        rules.get_or_create(role=role, defaults={"legal_basis": BASIS, "valid_from": date(2026, 1, 1)})


class Migration(migrations.Migration):
    dependencies = [("people", "0005_grants_told_apart")]

    operations = [migrations.RunPython(ask_for_it, migrations.RunPython.noop)]
