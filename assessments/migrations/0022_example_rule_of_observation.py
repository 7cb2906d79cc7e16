"""The first rule of observations. The tenth and its bounds are published; when a person looks is the house's to decide."""

from datetime import date

from django.db import migrations

BASIS = (
    "Contoh, periksa aturan instansi; ambang cepat: Wise & Ma (2012), NT10; "
    "upaya: Wise & Kong (2005), doi 10.1207/s15324818ame1802_2"
)
SINCE = date(2020, 1, 1)


def add_rule(apps, schema_editor):
    apps.get_model("assessments", "ObservationPolicy").objects.create(legal_basis=BASIS, valid_from=SINCE)


def remove_rule(apps, schema_editor):
    apps.get_model("assessments", "ObservationPolicy").objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_observations")]

    operations = [migrations.RunPython(add_rule, remove_rule)]
