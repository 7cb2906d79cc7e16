"""Hours a year by law, and example rules of conversion that an agency replaces by its own decision."""

from datetime import date
from decimal import Decimal

from django.db import migrations

EXAMPLE = "Contoh kebijakan platform; periksa aturan instansi"
SINCE = date(2020, 1, 1)


def add_rules(apps, schema_editor):
    target = apps.get_model("development", "HoursTarget")
    target.objects.create(
        employee_kind="pns", floor_jp=Decimal(20), legal_basis="PP 11/2017 Pasal 203", valid_from=SINCE
    )
    target.objects.create(
        employee_kind="pppk", ceiling_jp=Decimal(24), legal_basis="PP 49/2018 Pasal 40", valid_from=SINCE
    )
    rule = apps.get_model("development", "ConversionRule")
    for form, unit, minutes, week, year in [
        ("course", "jp", None, None, None),
        ("webinar", "minutes", 45, None, None),
        ("mentoring", "minutes", 45, Decimal(2), Decimal(8)),
        ("external", "jp", None, None, None),
    ]:
        rule.objects.create(
            form=form,
            unit=unit,
            minutes_per_jp=minutes,
            jp_a_week=week,
            jp_a_year=year,
            legal_basis=EXAMPLE,
            valid_from=SINCE,
        )


def remove_rules(apps, schema_editor):
    for name in ("HoursTarget", "ConversionRule"):
        apps.get_model("development", name).objects.filter(valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("development", "0001_initial")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
