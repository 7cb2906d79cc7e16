"""The first rule of portfolios: a proposal of the platform that an agency replaces by its own decision."""

from datetime import date

from django.db import migrations

BASIS = "Usulan platform: jenjang 4-5 dibuktikan dengan portofolio dan ditetapkan asesor; periksa aturan instansi"
SINCE = date(2020, 1, 1)


def add_rule(apps, schema_editor):
    apps.get_model("assessments", "PortfolioPolicy").objects.create(legal_basis=BASIS, valid_from=SINCE)


def remove_rule(apps, schema_editor):
    apps.get_model("assessments", "PortfolioPolicy").objects.filter(legal_basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0023_portfolios")]

    operations = [migrations.RunPython(add_rule, remove_rule)]
