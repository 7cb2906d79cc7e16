"""The first rule of 360-degree ratings: a proposal of the platform that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Usulan platform (praktik umum: kelompok di bawah tiga tidak ditampilkan); periksa aturan instansi"
SINCE = date(2020, 1, 1)


def add_rule(apps, schema_editor):
    apps.get_model("assessments", "MultiraterRule").objects.create(legal_basis=BASIS, valid_from=SINCE)


def remove_rule(apps, schema_editor):
    apps.get_model("assessments", "MultiraterRule").objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_multirater")]

    operations = [migrations.RunPython(add_rule, remove_rule)]
