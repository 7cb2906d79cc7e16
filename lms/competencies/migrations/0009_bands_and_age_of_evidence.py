"""The bands of the job-person match, and how measurements grow uncertain with age. The latter is an example."""

from datetime import date

from django.db import migrations

EXAMPLE = "Contoh kebijakan platform; periksa aturan instansi"
BASIS = "PermenPANRB 38/2017; pita menurut Berita Negara 35/2020"
SINCE = date(2020, 1, 1)
BANDS = [
    ("KMS", "Kurang Memenuhi Syarat", "0"),
    ("MMS", "Masih Memenuhi Syarat", "68"),
    ("MS", "Memenuhi Syarat", "80"),
]
# What is measured on the scale of ability: after a year a standard error of 0.40 logits has become 0.45.
MEASURED = ("measured_supervised", "measured_unsupervised")
VARIANCE_PER_YEAR = 0.04


def fill(apps, schema_editor):
    band = apps.get_model("competencies", "MatchBand")
    for code, name, at_least in BANDS:
        band.objects.create(code=code, name=name, at_least=at_least, legal_basis=BASIS, valid_from=SINCE)
    rule = apps.get_model("competencies", "EvidenceRule")
    rule.objects.filter(legal_basis=EXAMPLE, kind__in=MEASURED).update(variance_per_year=VARIANCE_PER_YEAR)


def empty(apps, schema_editor):
    apps.get_model("competencies", "MatchBand").objects.filter(legal_basis=BASIS).delete()
    rule = apps.get_model("competencies", "EvidenceRule")
    rule.objects.filter(legal_basis=EXAMPLE, kind__in=MEASURED).update(variance_per_year=0)


class Migration(migrations.Migration):
    dependencies = [("competencies", "0008_versions_and_approval")]

    operations = [migrations.RunPython(fill, empty)]
