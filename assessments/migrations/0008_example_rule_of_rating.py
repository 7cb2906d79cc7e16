"""The first rule of rating: an example that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Contoh, periksa aturan instansi"
SINCE = date(2020, 1, 1)


def add_rule(apps, schema_editor):
    apps.get_model("assessments", "RatingPolicy").objects.create(legal_basis=BASIS, valid_from=SINCE)


def remove_rule(apps, schema_editor):
    apps.get_model("assessments", "RatingPolicy").objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_answers_that_people_rate")]

    operations = [migrations.RunPython(add_rule, remove_rule)]
